import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import KCenter, PerCost, Picker, TopK
from labelwise.types import Budget, Dense, Slate


def pick(selector, score, cost, n=3, budget=None):
    size = len(score)
    slate = Slate(
        np.arange(size),
        n,
        np.random.default_rng(0),
        np.full(size, -1),
        np.array(cost, float),
        score=np.array(score, float),
        budget=budget,
    )
    return Picker(slate, selector).fill().selection().indices.tolist()


def test_order_by_score_per_cost_and_its_power():
    assert pick(PerCost(TopK()), [4, 3, 2], [4, 2, 1]) == [2, 1, 0]
    assert pick(PerCost(TopK(), power=0.5), [4, 3, 1], [4, 2, 1]) == [1, 0, 2]
    assert pick(PerCost(TopK(), power=0), [4, 3, 2], [4, 2, 1]) == [0, 1, 2]


def test_what_costs_nothing_comes_first_unless_it_is_worth_nothing():
    assert pick(PerCost(TopK()), [1, 9, 0], [0, 1, 0]) == [0, 1, 2]


def test_a_budget_is_spent_on_the_cheap():
    assert set(pick(PerCost(TopK()), [4, 3, 3], [4, 1, 1], budget=Budget(4))) == {1, 2}


def test_negative_scores_are_refused():
    with pytest.raises(BadParameter, match="some are negative"):
        pick(PerCost(TopK()), [-1, 2, 3], [1, 1, 1])


def test_what_is_recorded_is_the_score_per_cost():
    """Also of a run that says its scores one by one."""
    x = Dense(np.array([[1.0], [2.0], [4.0]]))
    made = Slate(
        np.arange(3), 3, np.random.default_rng(0), np.full(3, -1), np.array([1.0, 8.0, 2.0]), points=x
    )
    made.centres = Dense(np.zeros((1, 1)))
    picks = Picker(made, PerCost(KCenter())).fill().selection()
    assert picks.indices.tolist() == [2, 0, 1]
    assert picks.scores.tolist() == [16 / 2, 1 / 1, 1 / 8]
