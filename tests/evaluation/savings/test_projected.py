"""Coverage of the floor on synthetic outcomes, with wrong methods beside it."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.evaluation.savings import Arms, both_arms, floor_of, projected_floor, slopes
from labelwise.types import History

REPEATS = 40


def made(world, **options):
    rng = np.random.default_rng(11)
    here = world(**options)
    return here, [both_arms(*here.draw(rng), rng, orders=10, copies=100) for _ in range(REPEATS)]


def least(nominal):
    return nominal - 3 * np.sqrt(nominal * (1 - nominal) / REPEATS)


def test_with_wrong_answers_the_floor_errs_on_the_low_side(world):
    """They add an offset to the error, and the law of the floor has none."""
    here, found = made(world, ratio=3.0, wrong=0.1)
    assert np.mean([floor_of(arms) <= here.worth() for arms in found]) >= least(0.9)
    _, same = made(world, wrong=0.1)
    assert np.mean([floor_of(arms) > arms.newest for arms in same]) <= 1 - least(0.9)


@pytest.mark.parametrize("numbers", [False, True])
def test_the_floor_holds_and_a_higher_one_does_not(world, numbers):
    """In a world that is truly a power law nothing is left of what flatters random choice."""
    here, found = made(world, ratio=3.0, numbers=numbers)
    assert np.mean([floor_of(arms) <= here.worth() for arms in found]) >= least(0.9)
    assert np.mean([floor_of(arms, 0.01) <= here.worth() for arms in found]) < least(0.9)


def fitted_alone(arms):
    """The wrong method: the least-squares slope alone, whose curve may well steepen after it."""
    x = np.log(arms.sizes) - np.log(arms.sizes).mean()
    beta = np.maximum(-(np.log(np.maximum(arms.random, 0.5 / arms.m)) @ x) / (x @ x), 0.05)[1:]
    now, at_k = np.maximum(arms.campaign[1:, -1], 0.5 / arms.m), arms.random[1:, -1]
    return np.quantile(arms.k * (at_k / now) ** (1 / beta), 0.1)


def test_random_choice_has_no_floor_above_what_it_spent(world):
    """Also where the curve is flat at first and steep later, as with many classes."""

    class Late(world):
        def error(self, labels):
            return 0.8 / (1 + (np.asarray(labels, float) / 60) ** 1.2)

    rng = np.random.default_rng(11)
    found = [both_arms(*Late(m=100).draw(rng), rng, orders=10, copies=100) for _ in range(REPEATS)]
    assert np.mean([floor_of(arms) > arms.newest for arms in found]) <= 1 - least(0.9)
    assert np.mean([fitted_alone(arms) > arms.newest for arms in found]) > 1 - least(0.9)


def naive(arms, row):
    """The largest of four, in plain words."""
    x, y = np.log(arms.sizes), np.log(arms.random[row])
    steepest = max((y[i] - y[i + 1]) / (x[i + 1] - x[i]) for i in range(len(x) - 1))
    path = np.log(arms.campaign[row])
    at_k = np.interp(np.log(arms.k), np.log(arms.labels), path)
    own = (at_k - path[-1]) / np.log(arms.newest / arms.k) if arms.newest > arms.k else 0
    return max(-np.polyfit(x, y, 1)[0], steepest, own, 0.05)


@pytest.mark.parametrize("rounds", [2, 6, 20])
def test_slopes_equal_the_naive_version(world, rng, rounds):
    arms = both_arms(*world(m=80, rounds=rounds).draw(rng), rng, copies=20)
    np.testing.assert_allclose(slopes(arms), [naive(arms, row) for row in range(21)])


def test_who_was_not_behind_at_k_is_never_projected_behind():
    """The campaign's own slope is random choice's too: what is equal at k labels stays equal."""
    path = np.array([0.5, 0.2, 0.02])
    made = Arms(
        100, np.array([12, 80]), np.full((9, 2), [0.3, 0.2]), np.array([20, 80, 400]), np.tile(path, (9, 1))
    )
    assert floor_of(made) == pytest.approx(400)
    later = Arms(100, made.sizes, np.full((9, 2), [0.3, 0.2]), made.labels, np.tile([0.5, 0.1, 0.01], (9, 1)))
    assert floor_of(later) > 400


def arms_of(now):
    return Arms(40, np.array([8, 32]), np.full((9, 2), [0.4, 0.2]), np.array([60]), np.full((9, 1), now))


def said(arms, **options):
    truth = np.zeros(40, int)
    history = History(np.array([60]), [].__getitem__, truth, truth[None], ("a", "b"))
    return projected_floor(history, lambda rows: rows, np.random.default_rng(0), arms=arms, **options)


def test_the_sentences_and_what_is_taken_off():
    joined = said(arms_of(0.1), joined=True)
    assert joined.low == joined.labels == pytest.approx(128 - 60)
    assert joined.reason == "A random campaign would have needed at least 128 labels."
    assert (joined.used, joined.random) == (60, pytest.approx(128))
    net = said(arms_of(0.1))
    assert net.low == pytest.approx(128 - 60 - 40) == net.random - net.used
    assert said(arms_of(0.12)).reason.endswith("but the reserve labels use up that gain.")
    assert said(arms_of(0.2)).labels is None


def test_no_error_left_gives_a_finite_floor():
    assert floor_of(arms_of(0.0)) == pytest.approx(32 * (0.2 / 0.0125) ** 2)
