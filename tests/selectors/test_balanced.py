from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.selectors import Balanced, TopK
from labelwise.strategy import Strategy, View
from labelwise.types import Budget


def constant(proba):
    return proba[:, 0] * 0 + np.arange(len(proba))


def view(of, classes=3, **more):
    proba = np.full((len(of), classes), 0.1 / (classes - 1))
    proba[np.arange(len(of)), of] = 0.9
    return View.from_arrays(proba=proba, **more)


def pick(selector, n, looked, seed=0, **more):
    return Strategy(measure=constant, selector=selector).select(
        looked, n, np.random.default_rng(seed), **more
    )


def naive(of, score, labels, n):
    """The best of the class with the fewest labels, passing over classes with no candidate."""
    count, left, picks = [labels.count(c) for c in range(3)], list(range(len(of))), []
    for _ in range(n):
        turn = min({of[i] for i in left}, key=lambda c: (count[c], c))
        best = max((i for i in left if of[i] == turn), key=lambda i: score[i])
        picks.append(best)
        left.remove(best)
        count[turn] += 1
    return picks


@pytest.mark.parametrize("seed", range(10))
def test_equals_the_naive_version(seed):
    rng = np.random.default_rng(seed)
    of, y = rng.integers(0, 3, 30), rng.integers(0, 3, 4).tolist()
    looked = view(np.r_[of, [0] * 4], labelled=np.arange(30, 34), y=y, classes=3)
    made = pick(Balanced(TopK()), 20, looked)
    assert made.indices.tolist() == naive(of.tolist(), np.arange(30).tolist(), y, 20)
    assert made.why[0].startswith("balanced")


def test_an_exhausted_class_leaves_its_turn_and_in_the_manner_of_the_authors_it_does_not():
    of = np.array([0] + [1] * 20 + [2] * 20)
    fixed, theirs = ([pick(Balanced(TopK(), exhausted=e), 11, view(of))][0] for e in ("next", "any"))
    assert np.bincount(of[fixed.indices]).tolist() == [1, 5, 5]
    assert np.bincount(of[theirs.indices], minlength=3).tolist() == [
        1,
        1,
        9,
    ]  # class 0 keeps its turn: best first


def test_one_that_costs_too_much_passes_its_turn_on():
    of = np.array([0, 0, 1, 1, 2, 2])
    looked = view(of, cost=np.array([9.0, 9.0, 1, 1, 1, 1]))
    made = pick(Balanced(TopK()), 4, looked, budget=Budget(3))
    assert made.indices.tolist() == [3, 5, 2]


def test_leased_units_count_by_their_predicted_class():
    of = np.array([0, 0, 1, 1, 2, 2])
    assert of[pick(Balanced(TopK()), 2, view(of, pending=[0])).indices].tolist() == [1, 2]


def test_draws_are_uniform_inside_the_class_whose_turn_it_is():
    of = np.array([0] * 4 + [1] * 2)
    made = Strategy(selector=Balanced()).select(view(of), 3, np.random.default_rng(0))
    assert made.p.tolist() == [1 / 4, 1 / 2, 1 / 3]
    assert made.design == "sequence"


def test_what_is_no_class_is_refused():
    looked = View(arrays={"domain": np.array(["a", "b"])})
    with pytest.raises(BadData, match="'domain' holds <U1"):
        Strategy(selector=Balanced(by="domain")).select(looked, 1, np.random.default_rng(0))
