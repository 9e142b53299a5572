"""Coverage of the first rung on synthetic outcomes, with wrong methods beside it."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.evaluation.savings import Arms, both_arms, labels_to_reach, measured, upper
from labelwise.types import History

REPEATS = 40


def made(world, repeats=REPEATS, **options):
    rng = np.random.default_rng(7)
    here = world(**options)
    return here, [both_arms(*here.draw(rng), rng, orders=10, copies=100) for _ in range(repeats)]


def bounds(found, level=0.9):
    return np.array([upper(labels_to_reach(arms)[1:], level) for arms in found])


def least(nominal, repeats=REPEATS):
    return nominal - 3 * np.sqrt(nominal * (1 - nominal) / repeats)


@pytest.mark.parametrize(("numbers", "alike", "lower"), [(False, 0.9, 0.3), (True, 0.2, 0.1)])
def test_the_bound_holds_and_a_lower_one_does_not(world, numbers, alike, lower):
    here, found = made(world, ratio=2.5, step=8, rounds=25, numbers=numbers, alike=alike)
    truth = here.to_reach(found[0].k)
    assert np.mean(bounds(found) >= truth) >= least(0.9)
    assert np.mean(bounds(found, lower) >= truth) < least(0.9)
    assert np.mean(bounds(found) < found[0].k) > 0.6  # and it is worth something


def test_random_choice_saves_nothing(world):
    here, found = made(world)
    assert here.ratio == 1
    assert np.mean(bounds(found) < found[0].k) <= 1 - least(0.9)
    assert np.mean(bounds(found, 0.3) < found[0].k) > 1 - least(0.9)  # the wrong method is caught


def test_wrong_answers_change_neither(world):
    """Whatever the item: the labels needed for an accuracy are those needed for the true one."""
    here, found = made(world, ratio=4.0, step=8, rounds=25, wrong=0.1)
    assert np.mean(bounds(found) >= here.to_reach(found[0].k)) >= least(0.9)
    assert np.mean(bounds(found) < found[0].k) > 0.5
    _, same = made(world, wrong=0.1)
    assert np.mean(bounds(same) < same[0].k) <= 1 - least(0.9)


def test_a_class_that_nobody_found_saves_nothing():
    """Both arms say the same of every item, so the campaign was there at once: that is no saving."""
    truth = (np.arange(100) < 2).astype(int)
    history = History(np.array([20, 40]), [].__getitem__, truth, np.zeros((2, 100), int), ("a", "b"))
    found = measured(history, lambda rows: np.zeros(100, int), np.random.default_rng(0), joined=True)
    assert found.labels is None


def test_the_quantile_is_one_that_was_drawn():
    values = np.array([3.0, np.inf, 1.0, 2.0])
    assert [upper(values, q) for q in (0.01, 0.25, 0.26, 0.75, 0.76)] == [1, 1, 2, 3, np.inf]
    assert upper(np.arange(1.0, 301), 0.9) == 270


def arms_of(reached, labels=(50, 100, 150)):
    path = np.tile(np.array([[0.3, 0.2, 0.1]]), (4, 1))
    level = {50: 0.3, 100: 0.2, 150: 0.1, None: 0.05}[reached]
    return Arms(200, np.array([160]), np.full((4, 1), level), np.array(labels), path)


def history_of(m=200):
    return History(np.array([50]), [].__getitem__, np.zeros(m, int), np.zeros((1, m), int), ("a", "b"))


def said(arms, **options):
    return measured(history_of(), lambda rows: rows, np.random.default_rng(0), arms=arms, **options)


def test_the_sentences_and_what_is_taken_off():
    joined = said(arms_of(50), joined=True)
    assert (joined.labels, joined.low, joined.high, joined.kind, joined.level) == (
        110,
        110,
        None,
        "measured",
        0.9,
    )
    assert joined.reason == "The accuracy of 160 random labels was reached with at most 50 labels."
    assert (joined.used, joined.random) == (50, 160)
    net = said(arms_of(50))
    assert net.low == pytest.approx(160 - 50 * (1 + 200 / 150)) == net.random - net.used
    used = said(arms_of(100))
    assert used.labels is None is used.used and used.reason.endswith("asked meanwhile used up that gain.")
    unknown = said(arms_of(None))
    assert unknown.labels is None and "not yet known" in unknown.reason


def test_a_small_reserve_says_so():
    found = measured(history_of(19), lambda rows: rows, np.random.default_rng(0))
    assert found.labels is None
    assert found.reason == "Cannot tell yet: it takes 20 answers on random items; there are 19."
