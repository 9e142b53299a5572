import numpy as np

from labelwise.selectors import Picker, RoundRobin, TopK
from labelwise.types import Budget, Slate


def pick(score, group, n, **more):
    size = len(group)
    cost = more.pop("cost", np.ones(size))
    slate = Slate(
        np.arange(size),
        n,
        np.random.default_rng(0),
        np.full(size, -1),
        cost,
        score=np.array(score, float),
        group=np.array(group),
        **more,
    )
    return Picker(slate, RoundRobin(TopK())).fill().selection()


def test_groups_take_turns_and_the_best_of_each_comes_first():
    made = pick([9, 8, 7, 6, 5, 4], ["a", "a", "a", "b", "b", "c"], 6)
    assert made.indices.tolist() == [0, 3, 5, 1, 4, 2]


def test_a_group_that_is_too_dear_is_passed_over():
    made = pick([9, 8, 7], ["a", "b", "a"], 3, cost=np.array([1.0, 9.0, 1.0]), budget=Budget(2))
    assert made.indices.tolist() == [0, 2]
