"""The models of published protocols are those of the papers."""

from __future__ import annotations

import numpy as np
from sklearn.preprocessing import StandardScaler

from labelwise.bench.protocols.published import linear_scorer, rbf_svm


def test_models_of_the_rebenchmark():
    svm, linear = rbf_svm(), linear_scorer()
    assert (svm.estimator.kernel, svm.estimator.gamma, svm.estimator.C) == ("rbf", "auto", 1.0)
    assert svm.scores == "decision" and linear.estimator.C == 0.1
    assert all(isinstance(learner.encoder, StandardScaler) for learner in (svm, linear))
    assert np.isfinite(linear.estimator.C)
