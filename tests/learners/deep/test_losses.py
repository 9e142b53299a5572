"""Losses against their formulas."""

import numpy as np
import torch
from scipy.special import log_softmax

from labelwise.learners.deep.losses import class_weights, losses, right, values
from labelwise.types import Targets

rng = np.random.default_rng(0)
Z = rng.normal(size=(6, 4))


def test_cross_entropy_with_shares():
    t = rng.dirichlet(np.ones(4), 6)
    expected = -(t * log_softmax(Z, axis=1)).sum(axis=1)
    found = losses(torch.from_numpy(Z).float(), torch.from_numpy(t).float(), "proba")
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_possible_classes_count_together():
    t = np.zeros((6, 4))
    t[:3, :2], t[3:, 2] = 1, 1
    p = np.exp(log_softmax(Z, axis=1))
    expected = -np.log((p * t).sum(axis=1))
    found = losses(torch.from_numpy(Z).float(), torch.from_numpy(t).float(), "proba")
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_unknown_tags_do_not_count():
    t = np.array([[1, 0, np.nan, np.nan], [np.nan] * 4])
    q = 1 / (1 + np.exp(-Z[:2]))
    found = losses(torch.from_numpy(Z[:2]), torch.from_numpy(t), "tags")
    np.testing.assert_allclose(found, [-(np.log(q[0, 0]) + np.log(1 - q[0, 1])) / 2, 0], rtol=1e-6)
    assert right(torch.tensor([[1.0, -1, 5, 5]]), torch.from_numpy(t[:1]), "tags").tolist() == [True]


def test_squares_of_numbers_and_right_classes():
    assert losses(torch.tensor([[3.0]]), torch.tensor([[1.0]]), "mean").tolist() == [4]
    assert right(torch.tensor([[3.0]]), torch.tensor([[3.0]]), "mean").tolist() == [False]
    hit = right(torch.tensor([[0.0, 1], [1, 0]]), torch.tensor([[0.0, 1], [0, 1]]), "proba")
    assert hit.tolist() == [True, False]


def test_class_weights_sum_to_the_same_for_each_class_and_have_mean_1():
    y = np.eye(3, dtype=np.float32)[[0, 0, 0, 1]]
    w = class_weights(y)
    np.testing.assert_allclose([w[:3].sum(), w[3], w.mean()], [2, 2, 1], rtol=1e-6)


def test_values_of_each_kind():
    rows, ones = np.arange(2), np.ones(2)
    assert values(Targets(rows, np.array([2, 0]), "hard", ones), 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert values(Targets(rows, np.array([2.5, 0]), "real", ones), 1).tolist() == [[2.5], [0]]
    tags = values(Targets(rows, np.array([[1, np.nan], [0, 1]]), "partial", ones), 2)
    assert np.isnan(tags[0, 1]) and tags[1].tolist() == [0, 1]
