import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from labelwise.tasks.tempering import fitted_temperature, temperature_of, tempered


@given(st.floats(0.1, 8), st.integers(0, 1000))
def test_it_is_a_power_with_sum_one(temperature, seed):
    proba = np.random.default_rng(seed).dirichlet(np.ones(4), 5)
    power = proba ** (1 / temperature)
    np.testing.assert_allclose(
        tempered(proba, temperature), power / power.sum(axis=1, keepdims=True), atol=1e-12
    )


def test_certain_probabilities_stay_finite():
    assert np.isfinite(tempered(np.eye(3), 0.1)).all()
    np.testing.assert_allclose(tempered(np.eye(3), 8.0).sum(axis=1), 1)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1.5, 4.0, 6.0])
def test_the_temperature_that_made_the_shares_is_found(temperature):
    proba = np.random.default_rng(0).dirichlet(np.ones(4), 200)
    assert temperature_of(tempered(proba, temperature), proba) == pytest.approx(temperature, rel=0.1)


@pytest.mark.parametrize("heat", [0.5, 1.0, 3.0])
def test_the_best_temperature_is_found(heat):
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3)) * 2
    truth = (softmax(logits, axis=1).cumsum(axis=1) < rng.random((20_000, 1))).sum(axis=1)
    assert fitted_temperature(np.eye(3)[truth], softmax(heat * logits, axis=1)) == pytest.approx(
        heat, rel=0.05
    )


def test_it_is_the_least_log_loss():
    rng = np.random.default_rng(0)
    proba = rng.dirichlet(np.ones(4), 50)
    truth = np.where(rng.random(50) < 0.7, proba.argmax(axis=1), rng.integers(0, 4, 50))
    found = fitted_temperature(np.eye(4)[truth], proba)

    def loss(heat):
        return -np.log(softmax(np.log(proba) / heat, axis=1)[np.arange(50), truth]).mean()

    assert all(loss(found) <= loss(found * factor) + 1e-9 for factor in (0.9, 0.99, 1.01, 1.1))


def test_rows_count_by_their_weights():
    proba = np.tile([0.9, 0.1], (3, 1))
    share = np.eye(2)[[0, 0, 1]]
    doubled = fitted_temperature(share[[0, 1, 2, 2]], proba[[0, 1, 2, 2]])
    assert fitted_temperature(share, proba, np.array([1.0, 1.0, 2.0])) == pytest.approx(doubled, rel=1e-6)


def test_what_is_impossible_stays_so():
    assert tempered(np.array([[0.7, 0.3, 0.0]]), 20.0)[0, 2] == 0
