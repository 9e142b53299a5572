from __future__ import annotations

import itertools

import numpy as np
import pytest

from labelwise.selectors import Bisection
from labelwise.strategy import Strategy, View
from labelwise.types import Budget

SIZE = 21
LINE = np.linspace(0.99, 0.01, SIZE)
PROBA = np.column_stack([LINE, 1 - LINE])


def pick(y, n=1, pending=(), **more):
    labelled = sorted(y)
    view = View.from_arrays(
        proba=PROBA, labelled=labelled, y=[y[i] for i in labelled], pending=list(pending), classes=2, **more
    )
    return Strategy(selector=Bisection()).select(view, n, np.random.default_rng(0))


def naive(y, free):
    """The target on the line of class 0: half of the shortest stretch, else the nearest to a border."""
    known = sorted(y)
    pairs = [(a, b) for a, b in itertools.pairwise(known) if (y[a] == 0) != (y[b] == 0)]
    inside = [(b - a - 1, a, b) for a, b in pairs if b - a > 1]
    if inside:
        _, a, b = min(inside)
        return (a + b) // 2
    reach = [(min(abs(i - a), abs(i - b)), i) for a, b in pairs for i in free if i < a or i > b]
    return min(reach)[1]


@pytest.mark.parametrize("seed", range(30))
def test_equals_the_naive_version(seed):
    rng = np.random.default_rng(seed)
    y = {int(i): int(rng.integers(0, 2)) for i in rng.choice(SIZE, rng.integers(4, 16), replace=False)}
    if len(set(y.values())) == 2:
        assert pick(y).indices[0] == naive(y, [i for i in range(SIZE) if i not in y])


def test_within_a_batch_parts_are_halved_from_the_longest_on():
    assert pick({0: 0, 20: 1}, 5).indices.tolist() == [10, 5, 15, 2, 7]


def test_a_leased_unit_splits_its_stretch():
    assert pick({0: 0, 20: 1}, pending=[10]).indices.tolist() == [5]


def test_without_a_border_it_is_random_and_says_so():
    made = pick({3: 0}, 2)
    assert made.why[0].startswith("galaxy: no border yet")
    assert len(set(made.indices.tolist())) == 2


def test_where_the_middle_costs_too_much_its_neighbour_is_asked():
    cost = np.where(np.arange(SIZE) == 10, 9.0, 1.0)
    view = View.from_arrays(proba=PROBA, labelled=[0, 20], y=[0, 1], classes=2, cost=cost)
    made = Strategy(selector=Bisection()).select(view, 1, np.random.default_rng(0), budget=Budget(3))
    assert made.indices[0] in (9, 11)


def test_with_three_classes_a_line_is_drawn():
    proba = np.random.default_rng(0).dirichlet(np.ones(3), 60)
    view = View.from_arrays(proba=proba, labelled=[0, 1, 2], y=[0, 1, 2], classes=3)
    why = {w[-7:] for w in Strategy(selector=Bisection()).select(view, 30, np.random.default_rng(0)).why}
    assert why == {"class 0", "class 1", "class 2"}
