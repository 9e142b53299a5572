"""How much pseudo-labels count."""

import numpy as np
import pytest

from labelwise.training.choosing import Balanced, ByEntropy, Drawn, Even, Shared
from labelwise.training.choosing.weights import class_balance
from labelwise.types import Targets, Training

P = np.array([[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]])


class Model:
    provides = ("proba",)

    def proba(self, x):
        return P[x]


def drawn():
    told = Targets(np.arange(2), np.array([0, 1]), "hard", np.ones(2))
    data = Training(lambda r: r - 4, told.rows, told, tuple("abc"), np.arange(4, 8))
    return Drawn(data, data.unlabelled, Model(), None)


def test_rare_classes_count_more():
    assert class_balance(np.array([0, 1, 2] * 4), 3).tolist() == [5.0] * 12
    found = class_balance(np.array([0] * 8 + [1] * 4 + [2]), 3)
    np.testing.assert_allclose(found[[0, 8, 12]], 10 / (1 + np.exp([0.5, 0, -3])))


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (Even(0.3), [0.3, 0.3, 0.3, 0.3]),
        (Shared(2.0), [1.0, 1.0, 1.0, 1.0]),
        (Balanced(0.1), 0.1 * class_balance(np.array([0, 0, 0, 1]), 3)),
        (ByEntropy(), [1.0, 0.0, 1 - np.log(2) / np.log(3), 1.0]),
    ],
)
def test_weights_of_each(piece, expected):
    people, machine = piece(drawn(), np.arange(4), np.array([0, 0, 0, 1]))
    np.testing.assert_allclose(machine, expected, atol=1e-12)
    assert people.tolist() == [1, 1]


def test_weights_by_entropy_may_be_held_to_what_people_count():
    machine = ByEntropy(0.5)(drawn(), np.arange(4), np.array([0, 0, 0, 1]))[1]
    np.testing.assert_allclose(
        machine, 0.25 * np.array([1.0, 0.0, 1 - np.log(2) / np.log(3), 1.0]), atol=1e-12
    )
