"""Pseudo-labels on which draws of a model agree."""

import numpy as np

from labelwise.training.choosing import ByVariance, Drawn, EasyDraws
from labelwise.training.choosing.draws import by_chance, levelled
from labelwise.types import Targets, Training

S = np.random.default_rng(0).dirichlet(np.full(3, 0.5), (10, 60))
S[:, 30:] = S[:1, 30:]  # draws of these agree


class Model:
    provides = ("proba", "samples")

    def samples(self, x):
        return S[:, x]

    def proba(self, x):
        return S[:, x].mean(axis=0)


def drawn(seed=0):
    rows = np.array([0, 1, 2, 3])
    told = Targets(rows, np.array([0, 0, 0, 1]), "hard", np.ones(4))
    data = Training(lambda r: r, rows, told, tuple("abc"), np.arange(4, 60))
    return Drawn(data, data.unlabelled, Model(), np.random.default_rng(seed))


def test_the_smallest_classes_are_raised_first():
    assert levelled(np.array([3, 1, 0]), np.array([50, 50, 50]), 5).tolist() == [0, 2, 3]
    assert levelled(np.array([3, 1, 0]), np.array([50, 50, 1]), 5).tolist() == [1, 3, 1]
    assert levelled(np.array([0, 0]), np.array([2, 1]), 9).tolist() == [2, 1]


def test_items_on_which_draws_agree_are_drawn_more_often():
    easy, hard = (np.concatenate([EasyDraws(3, h)(drawn(s))[0] for s in range(50)]) for h in (False, True))
    assert (easy >= 26).mean() > 0.65 and (hard >= 26).mean() < 0.1
    at, classes = EasyDraws(3)(drawn())
    assert len(set(at)) == len(at) == 9 and (np.diff(at) > 0).all()
    np.testing.assert_array_equal(classes, S[:, 4:].mean(axis=0).argmax(axis=1)[at])
    assert np.bincount(classes, minlength=3).argmin() == 0


def test_chances_are_those_named():
    chance = np.array([0.5, 0.3, 0.2, 0.0])
    order = np.array([by_chance(chance, np.random.default_rng(s)) for s in range(3000)])
    np.testing.assert_allclose(np.bincount(order[:, 0]) / 3000, [0.5, 0.3, 0.2], atol=0.03)
    second = np.bincount(order[order[:, 0] == 0, 1]) / (order[:, 0] == 0).sum()
    np.testing.assert_allclose(second, [0, 0.6, 0.4], atol=0.04)


def test_weights_are_log_of_one_over_the_variance():
    piece = ByVariance(0.1)
    same, split = np.full((4, 1, 2), 0.5), np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    np.testing.assert_allclose(piece.weights(same, np.array([0])), 0.1 * np.log(1e8))
    np.testing.assert_allclose(piece.weights(split, np.array([0])), 0.4)
    at = np.array([0, 50])
    people, machine = piece(drawn(), at, np.array([0, 1]))
    assert people.shape == (4,) and machine[1] > machine[0] > 0
