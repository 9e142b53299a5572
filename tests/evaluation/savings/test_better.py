"""The running test against random choice, with a test that looks too often beside it."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.evaluation.savings import LOOKS, better_than_random
from labelwise.evaluation.savings.better import look_at
from labelwise.types import History


def verdicts(world, repeats, **options):
    rng, here = np.random.default_rng(3), world(**options)
    found = [better_than_random(*here.draw(rng), rng) for _ in range(repeats)]
    return [1 if f.sentence.startswith("Yes") else -1 if f.warn else 0 for f in found]


def test_random_choice_is_not_better_than_itself(world):
    found = verdicts(world, 30, m=100)
    assert found.count(1) / 30 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 30)
    assert found.count(-1) / 30 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 30)


def test_what_is_better_is_found_and_what_is_worse_is_warned_of(world):
    assert verdicts(world, 10, ratio=6.0, m=400).count(1) >= 8
    assert verdicts(world, 10, ratio=0.2, m=400).count(-1) >= 8


def test_a_look_comes_out_the_same_however_much_was_asked_since(world):
    history, _ = world(ratio=3.0).draw(np.random.default_rng(0))
    train = lambda rows: history.said[0]  # noqa: E731
    early = History(
        history.labels[:5], history.probe, history.truth[:100], history.said[:5, :100], ("a", "b")
    )
    now = look_at(history, train, np.random.default_rng(1), 100)
    then = look_at(early, lambda rows: history.said[0, :100], np.random.default_rng(1), 100)
    assert (now.gain, now.error) == (then.gain, then.error)


def test_rounds_between_sizes_are_interpolated(rng):
    truth = np.zeros(100, int)
    said = np.stack([np.arange(100) < 40, np.arange(100) < 20]).astype(int)
    history = History(np.array([40, 60]), [].__getitem__, truth, said, ("a", "b"))
    found = look_at(history, lambda rows: truth, rng, 100)
    assert found.sizes.tolist() == [50] and found.campaign.tolist() == pytest.approx([0.3])
    assert found.gain == pytest.approx(-0.3) and found.error == pytest.approx(
        np.std([0.0] * 60 + [0.5] * 20 + [1] * 20, ddof=1) / 10
    )


def test_what_is_said_before_and_between_looks(world, rng):
    assert better_than_random(*world(m=20).draw(rng), rng).sentence == (
        f"Cannot tell yet: the first look is at {LOOKS[0]} reserve labels."
    )
    found = better_than_random(*world(m=60).draw(rng), rng)
    assert found.sentence == "Not yet known; the next look is at 100 reserve labels."
    assert found.picture.series.keys() == {"campaign", "random"} and found.value is not None


def test_numbers(world, rng):
    found = better_than_random(*world(ratio=6.0, numbers=True).draw(rng), rng)
    assert (
        found.sentence.startswith("Yes: at equal labels there are ")
        and "% less squared error than" in found.sentence
    )
