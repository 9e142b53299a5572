"""A trained linear model of classes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.special import softmax

from labelwise.errors import MissingCapability
from labelwise.learners import PartialLogistic
from labelwise.learners.linear_model import LinearModel
from labelwise.types import Targets, Training

from .test_partial import RNG, X, Y, fitted


def test_probabilities_by_hand():
    w = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 0.0]])
    powers = np.exp([[2 + 0.5, 3 - 0.5, 0]])
    np.testing.assert_allclose(LinearModel(w).proba(np.array([[2.0, 3.0]])), powers / powers.sum())


def test_the_head_is_the_model():
    model = fitted(Y[:40], "hard")
    w, b = model.head()
    np.testing.assert_allclose(softmax(model.embedding(X) @ w.T + b, axis=1), model.proba(X))


@pytest.mark.parametrize("form", [sparse.csr_matrix, pd.DataFrame, lambda x: x.astype(np.float32)])
def test_features_of_every_form(form):
    x = form(X)
    pick = x.iloc.__getitem__ if hasattr(x, "iloc") else x.__getitem__
    targets = Targets(np.arange(40), Y[:40], "hard", np.ones(40))
    made = PartialLogistic().fit(Training(pick, targets.rows, targets, tuple("abcd")), RNG)
    np.testing.assert_allclose(made.proba(x), fitted(Y[:40], "hard").proba(X), atol=5e-4)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.zeros(0, int), "hard"),
        ([1, 1], "hard"),
        ([[0, 1, 1, 0], [0, 1, 0, 1]], "partial"),
        ([[0, 2, 0, 0]], "votes"),
        ([[0, 1.0, 0, 0]], "soft"),
    ],
)
def test_before_two_classes_there_is_no_proba(value, kind):
    model = fitted(value, kind)
    assert model.provides == ("embedding",) and model.embedding(X).shape == X.shape
    with pytest.raises(MissingCapability, match="at least two classes"):
        model.proba(X)
