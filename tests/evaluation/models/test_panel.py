"""Predictions: what is refused, and the sums over models and items."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.evaluation.models.panel import panel


@pytest.fixture
def proba(rng):
    return rng.dirichlet(np.ones(3), (4, 20))


@pytest.mark.parametrize(
    ("given", "classes", "said"),
    [
        (np.zeros(3, dtype=int), None, "shape"),
        (np.zeros((1, 3), dtype=int), None, "two or more models"),
        (np.zeros((2, 0), dtype=int), None, "shape"),
        (np.zeros((2, 3)), None, "whole numbers"),
        (np.array([[0, -1], [0, 1]]), None, "class -1 of item 1"),
        (np.array([[0, 1], [0, 3]]), 3, "model 1 says class 3 of item 1"),
        (np.full((2, 3, 2), 0.7), None, "model 0: row 0 sums to 1.4"),
        (np.full((2, 3, 1), 1.0), None, "1 classes"),
        (np.full((2, 3, 2), 0.5), 3, "of 3 classes"),
        (np.full((2, 3, 2), np.nan), None, "model 0: row 0 holds nan"),
        (np.tile([1.5, -0.5], (2, 3, 1)), None, "holds -0.5"),
        (np.full((2, 3, 2), 1), None, "floating-point"),
    ],
)
def test_unusable_predictions_are_refused(given, classes, said):
    with pytest.raises(BadData, match=said):
        panel(given, classes)


def test_the_item_that_is_wrong_is_named(proba):
    proba[2, 7] *= 1.1
    with pytest.raises(BadData, match="model 2: row 7"):
        panel(proba)


def test_rounding_of_half_precision_passes(proba):
    assert panel(proba.astype(np.float16)).classes == 3


def test_certain_models_are_those_with_probabilities_of_one(proba):
    said = proba.argmax(axis=2)
    hard, soft = panel(said, 3), panel(np.eye(3)[said])
    truth = hard.mean.argmax(axis=1)
    alpha = np.arange(9.0).reshape(3, 3)
    np.testing.assert_allclose(hard.mean, soft.mean)
    np.testing.assert_allclose(hard.expected_loss, soft.expected_loss)
    np.testing.assert_allclose(hard.agreement(said[:, 4]), soft.agreement(said[:, 4]))
    for h in range(4):
        np.testing.assert_allclose(hard.confusion(h, truth), soft.confusion(h, truth))
        np.testing.assert_allclose(hard.through(h, alpha), soft.through(h, alpha))


def test_sums_equal_the_written_out_ones(proba):
    made, truth = panel(proba), np.arange(20) % 2
    alpha = np.arange(9.0).reshape(3, 3)
    wanted = np.array([proba[1][truth == c].sum(axis=0) / max((truth == c).sum(), 1) for c in range(3)])
    np.testing.assert_allclose(made.confusion(1, truth), wanted)
    np.testing.assert_allclose(made.through(1, alpha), np.einsum("cs,ns->nc", alpha, proba[1]))
    np.testing.assert_allclose(
        made.agreement(np.array([0, 1, 2, 0])), proba[[0, 1, 2, 3], :, [0, 1, 2, 0]].sum(0)
    )
    np.testing.assert_array_equal(made.split, [len(set(col)) > 1 for col in proba.argmax(axis=2).T])


def test_a_panel_is_taken_as_it_is(proba):
    made = panel(proba)
    assert panel(made) is made and len(made) == 20 and made.models == 4
    assert made.said.dtype == np.int8
