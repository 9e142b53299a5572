import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.tasks.tempering import temperature_of, tempered


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
