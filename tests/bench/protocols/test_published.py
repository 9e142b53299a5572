"""The models of published protocols are those of the papers."""

from __future__ import annotations

import numpy as np
from sklearn.preprocessing import StandardScaler

from labelwise.bench.protocols.published import linear_scorer, rbf_svm, regression_net


def test_models_of_the_rebenchmark():
    svm, linear = rbf_svm(), linear_scorer()
    assert (svm.estimator.kernel, svm.estimator.gamma, svm.estimator.C) == ("rbf", "auto", 1.0)
    assert svm.scores == "decision" and linear.estimator.C == 0.1
    assert all(isinstance(learner.encoder, StandardScaler) for learner in (svm, linear))
    assert np.isfinite(linear.estimator.C)


def test_the_network_of_the_regression_benchmark():
    learner = regression_net()
    assert learner.output == "mean" and learner.network.hidden == (256, 256) and learner.network.dropout == 0
    assert (learner.loop.batch, learner.loop.decay, learner.retrain) == (256, 0.0, "cold")
    x = np.random.default_rng(0).standard_cauchy((50, 3)) * [1, 10, 100] + 7
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    np.testing.assert_allclose(learner.encoder.fit_transform(x), 5 * np.tanh(z / 5))
