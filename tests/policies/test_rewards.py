from itertools import permutations

import numpy as np
import pytest

from labelwise.policies.rewards import batches, gained, said
from labelwise.types import Answer, Reply

PLACE = {"a": 0, "b": 1, "c": 2}


def answer(value, kind="is"):
    return Answer("a1", "q1", "human:anna", kind, value)


@pytest.mark.parametrize(
    ("value", "kind", "yes", "no"),
    [
        ("b", "is", [0, 1, 0], [1, 0, 1]),
        (["a", "c"], "is", [1, 0, 1], [0, 1, 0]),
        ([], "is", [0, 0, 0], [1, 1, 1]),
        ({"a": 1, "c": False}, "is", [1, 0, 0], [0, 0, 1]),
        ({"z": 1}, "is", [0, 0, 0], [0, 0, 0]),
        ("z", "is", [0, 0, 0], [1, 1, 1]),
        (None, "skip", [0, 0, 0], [0, 0, 0]),
        (["a"], "not", [0, 0, 0], [0, 0, 0]),
        (None, "is", [0, 0, 0], [0, 0, 0]),
    ],
)
def test_what_an_answer_says_of_each_class(value, kind, yes, no):
    assert said(answer(value, kind), PLACE).tolist() == [yes, no]


def test_batches_come_in_the_order_of_their_first_question_whatever_the_order_of_answers():
    turns = [
        (arm, Reply({"seed": seed, "seq": seq}, answer("a")))
        for arm, (seed, seq) in enumerate([(5, 0), (5, 1), (3, 2), (5, 3), (9, 4)])
    ]
    for order in permutations(turns):
        assert [[arm for arm, _ in batch] for batch in batches(order)] == [[0, 1, 3], [2], [4]]
    assert list(batches([])) == []


def test_what_a_model_has_gained_is_a_difference_of_accuracies():
    rng = np.random.default_rng(0)
    for _ in range(20):
        before, after, y = rng.dirichlet(np.ones(3), 9), rng.dirichlet(np.ones(3), 9), rng.integers(3, size=9)
        right = [sum(int(np.argmax(row)) == c for row, c in zip(p, y, strict=True)) for p in (before, after)]
        assert gained(before, after, y) == pytest.approx((right[1] - right[0]) / 9)
