"""Every drawing selector: what it records is the true probability, over all ordered outcomes."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from labelwise.selectors import Apart, KMeansPP, PerCost, Picker, Quota, Random, RoundRobin, Shares
from labelwise.strategy import View
from labelwise.types import Budget, Dense, Slate

X = np.array([[1.0, 0.0], [1.0, 0.1], [0.0, 2.0], [0.0, 2.0], [-1.5, 0.5]])
COST = np.array([1.0, 2.0, 1.0, 3.0, 1.5])
GROUP = np.array([0, 0, 1, 1, 0])
PICKS, REPEATS = 3, 1000


def near(selector, radius):
    return Apart(selector, near=("coords", radius))


DRAWING = {
    "random": (Random(), None),
    "k-means++": (KMeansPP(first="uniform"), None),
    "k-means++ from the largest": (KMeansPP(), None),
    "quota": (Quota(KMeansPP(first="uniform"), each=2), None),
    "apart": (near(KMeansPP(first="uniform"), 0.5), None),
    "shares": (Shares(Random(), {0: 0.34}), None),
    "per-cost": (PerCost(KMeansPP(first="uniform")), None),
    "apart quota per-cost": (near(Quota(PerCost(Random()), each=2), 0.5), None),
    "random within a budget": (Random(), Budget(4)),
    "per-cost within a budget": (PerCost(Random()), Budget(4.5)),
}


def slate(budget=None, seed=0):
    return Slate(
        np.arange(5),
        PICKS,
        np.random.default_rng(seed),
        np.full(5, -1),
        COST,
        points=Dense(X),
        group=GROUP,
        budget=budget,
        view=View(arrays={"coords": X}),
    )


def outcomes(selector, budget):
    """All ordered outcomes and the product of their chances, found by taking every row in turn."""
    found = {}

    def go_on(taken):
        picker = Picker(slate(budget), selector)
        chance = 1.0
        for row in taken:
            chance *= picker.chance(row)
            picker.take(row)
        if picker.best() is None:
            found[taken] = chance
            return
        for row in range(5):
            if row not in taken and picker.chance(row) > 0:
                go_on((*taken, row))

    go_on(())
    return found


@pytest.mark.parametrize("name", DRAWING)
def test_all_ordered_outcomes_together_have_probability_1(name):
    found = outcomes(*DRAWING[name])
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)
    assert len(found) > 5


@pytest.mark.parametrize("name", DRAWING)
def test_what_is_recorded_is_the_probability_and_the_frequency(name):
    """The product of the recorded p is that of the outcome, and outcomes come as often: chi-squared."""
    selector, budget = DRAWING[name]
    expected, seen = outcomes(selector, budget), dict.fromkeys(outcomes(selector, budget), 0)
    for seed in range(REPEATS):
        made = Picker(slate(budget, seed), selector).fill().selection()
        key = tuple(made.indices.tolist())
        seen[key] += 1
        assert math.prod(made.p) == pytest.approx(expected[key])
        assert made.design == "sequence"
    due = {key: REPEATS * p for key, p in expected.items()}
    statistic = sum((seen[key] - due[key]) ** 2 / due[key] for key in due)
    degrees = len(due) - 1
    assert statistic < degrees + 5 * np.sqrt(2 * degrees)


def naive_k_means_pp(order):
    """Probability of an ordered outcome by the text of the method."""
    p, left = 1 / 5, set(range(5)) - {order[0]}
    for k, row in enumerate(order[1:], 1):
        mass = {i: min(((X[i] - X[j]) ** 2).sum() for j in order[:k]) for i in left}
        p *= mass[row] / sum(mass.values())
        left.remove(row)
    return p


def test_k_means_pp_equals_the_text():
    found = outcomes(KMeansPP(first="uniform"), None)
    for order in itertools.permutations(range(5), PICKS):
        assert found.get(order, 0.0) == pytest.approx(naive_k_means_pp(order), abs=1e-12)


def test_turns_take_the_highest_and_record_nothing():
    made = Picker(slate(), RoundRobin(Random())).fill().selection()
    assert made.p is None and made.design is None


def test_a_row_that_others_chose_has_the_chance_they_give():
    picker = Picker(slate(), Random())
    row = picker.best()
    picker.take((row + 1) % 5, why="another", p=0.125)
    picker.take(picker.best())
    assert picker.selection().p.tolist() == [0.125, 0.25]
