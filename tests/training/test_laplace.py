"""A Gaussian around the last layer."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import DotProduct
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData, BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, blobs
from labelwise.training import Laplace
from labelwise.training.laplace import curvature, evidence
from labelwise.types import Targets, Training

QUICK = Loop(epochs=3, least_steps=60, rate=0.02)


class TestLinear(LearnerSuite):
    def make(self):
        return Laplace(LogisticRegression())


class TestNetwork(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return Laplace(TorchLearner(Mlp((8,)), QUICK), draws=5)


class TestNumbers(NumberSuite):
    tolerance = 1e-4

    def make(self):
        return Laplace(TorchLearner(Mlp((8,)), QUICK, output="mean"))


X, Y = blobs()


def fit(learner, kind="hard", m=24):
    rows = np.arange(m)
    value = np.eye(4)[Y[:m]] if kind == "soft" else Y[:m].astype(float if kind == "real" else int)
    data = Training(lambda r: X[r], rows, Targets(rows, value, kind, np.ones(m)), tuple("abcd"))
    return learner.fit(data, np.random.default_rng(0))


def test_the_curvature_is_the_second_derivative_of_the_loss():
    rng = np.random.default_rng(0)
    z, w, weight = rng.normal(size=(7, 3)), rng.normal(size=(4, 3)), rng.uniform(size=7)

    def proba(flat):
        e = np.exp(z @ flat.reshape(4, 3).T)
        return e / e.sum(axis=1, keepdims=True)

    y = rng.integers(4, size=7)

    def gradient(flat):
        return (((proba(flat) - np.eye(4)[y]) * weight[:, None]).T @ z).ravel()

    step, flat = 1e-5, w.ravel()
    numeric = [(gradient(flat + step * e) - gradient(flat - step * e)) / (2 * step) for e in np.eye(12)]
    np.testing.assert_allclose(curvature(z, proba(flat), weight), numeric, atol=1e-8)


def test_spreads_of_numbers_are_those_of_a_gaussian_process():
    model = fit(Laplace(TorchLearner(Mlp((8,), 0.0), QUICK, output="mean"), prior=2.0), "real")
    z = model.embedding(X).astype(float)
    process = GaussianProcessRegressor(  # DotProduct is sigma_0^2 + z z', here both with variance 1/prior
        DotProduct(1.0, "fixed") * 0.5, alpha=model.noise, optimizer=None
    )
    _, expected = process.fit(z[:24], np.zeros(24)).predict(z, return_std=True)
    np.testing.assert_allclose(model.std(X), expected * model.inner.scale[1], rtol=1e-5)


def test_draws_spread_as_the_linearised_model_says():
    model = fit(Laplace(LogisticRegression(), prior=1e6, draws=4000))
    p = model.proba(X)
    z = np.column_stack([X, np.ones(len(X))])
    covariance = (model.vectors / (model.values + model.prior)) @ model.vectors.T
    spread = covariance.reshape(4, 6, 4, 6)
    logit = np.einsum("nd,adbe,ne->nab", z, spread, z)
    slope = p[:, :, None] * (np.eye(4) - p[:, None, :])
    expected = np.sqrt(np.einsum("nka,nab,nkb->nk", slope, logit, slope))
    np.testing.assert_allclose(model.samples(X).std(axis=0), expected, rtol=0.1, atol=1e-7)


def test_draws_are_functions_and_far_items_are_less_certain():
    model = fit(Laplace(LogisticRegression(), prior=1.0))
    np.testing.assert_allclose(model.samples(X, 3)[:, :5], model.samples(X[:5], 3))
    assert not np.allclose(model.samples(X, 4), model.samples(X, 3))


def test_a_label_takes_uncertainty_away():
    few, many = (fit(Laplace(LogisticRegression(), prior=1.0), m=m) for m in (16, 80))
    assert many.values.sum() > few.values.sum()


def test_the_prior_is_the_one_with_the_most_evidence():
    values, mode = np.array([50.0, 20.0]), np.array([1.0, -1.0])
    found = [evidence(values, mode, 0.0, prior) for prior in np.geomspace(1e-3, 1e3, 61)]
    best = np.geomspace(1e-3, 1e3, 61)[int(np.argmax(found))]
    fixed = sum(values / (values + best)) / (mode**2).sum()  # MacKay: gamma = prior |mode|^2
    assert best == pytest.approx(fixed, rel=0.15)
    assert fit(Laplace(LogisticRegression())).prior in 10.0 ** np.linspace(-4, 4, 33)


def test_shares_are_labels_too():
    hard, soft = (fit(Laplace(TorchLearner(Mlp((8,)), QUICK), draws=3), kind) for kind in ("hard", "soft"))
    np.testing.assert_allclose(hard.values, soft.values, rtol=1e-3, atol=1e-4)


def test_state_and_back():
    learner = Laplace(TorchLearner(Mlp((8,)), QUICK), draws=5)
    model = fit(learner)
    again = learner.restore(model.state())
    np.testing.assert_array_equal(again.samples(X, 1), model.samples(X, 1))
    assert again.provides == model.provides


def test_models_without_a_last_layer_and_too_wide_ones_are_refused():
    with pytest.raises(BadParameter, match="Laplace needs a last layer"):
        Laplace(RandomForestClassifierLearner())
    wide = TorchLearner(Mlp((2000,)), replace(QUICK, least_steps=1, epochs=1))
    with pytest.raises(BadData, match="8004 weights"):
        fit(Laplace(wide))


class RandomForestClassifierLearner:
    accepts, provides = ("hard",), ("proba",)

    def fit(self, data, rng):
        return RandomForestClassifier()
