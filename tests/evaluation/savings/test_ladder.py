"""Which statement becomes the headline."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.evaluation.savings import ladder, worth
from labelwise.types import History, Savings

REPLAYED = Savings(90.0, 30.0, kind="replay", reason="The strategy was worth about 1.5 times as many.")
SILENT = Savings(reason="The replay says nothing.")


def told(world, seed=0, replayed=None, joined=True, **options):
    rng = np.random.default_rng(seed)
    return ladder(*world(**options).draw(rng), rng, replayed=replayed, joined=joined)


def test_the_strongest_comes_first(world):
    def never():
        raise AssertionError("the replay is asked only where the others are silent")

    assert told(world, ratio=8.0, replayed=never).kind == "measured"
    # good at the end only: nothing can be measured below it
    late = world(ratio=8.0)
    history, train = late.draw(np.random.default_rng(0))
    end = History(history.labels[-1:], history.probe, history.truth, history.said[-1:], history.classes)
    assert ladder(end, train, np.random.default_rng(0), joined=True, replayed=never).kind == "projected"


def test_the_replay_comes_last(world):
    assert told(world, seed=1, replayed=lambda: REPLAYED) == REPLAYED
    silent = told(world, seed=1, replayed=lambda: SILENT)
    assert silent.labels is None and silent.kind is None
    assert silent.reason.startswith("Cannot tell yet: it takes about ")
    assert silent.reason == f"{told(world, seed=1).reason} {SILENT.reason}"


def test_nothing_can_be_said_of_a_curve_that_is_flat(world):
    found = told(world, slope=0.0, start=0.3, seed=0)
    assert found.labels is None


def test_a_small_reserve(world):
    assert told(world, m=10).reason == "Cannot tell yet: it takes 20 answers on random items; there are 10."


def test_random_choice_and_all_rungs_together(world):
    rng, here, spoken = np.random.default_rng(5), world(m=100), 0
    for _ in range(15):
        spoken += ladder(*here.draw(rng), rng, joined=True).labels is not None
    assert spoken / 15 <= 0.2


def test_net_of_the_reserve_by_default(world):
    rng = np.random.default_rng(0)
    history, train = world(ratio=8.0).draw(rng)
    net, gross = (ladder(history, train, np.random.default_rng(1), joined=j) for j in (False, True))
    assert net.kind == gross.kind == "measured" and net.low < gross.low


def test_what_it_is_worth():
    saved = Savings(150.0, 120.0, kind="measured", reason="")
    assert worth(saved, seconds_per_label=30) == "That is at least 120 labels, 1.0 hours."
    assert worth(saved, price_per_label=0.5) == "That is at least 120 labels, 60.00."
    assert worth(saved) == "" == worth(Savings(), price_per_label=1)
    with pytest.raises(BadParameter, match="seconds_per_label is -1"):
        worth(saved, seconds_per_label=-1)
