"""Expected losses against loops, and weights whose floor holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing import (
    doubt_weights,
    expected_error,
    expected_log_loss,
    expected_squared_error,
    floored,
)


@pytest.fixture
def pair(rng):
    return rng.dirichlet(np.ones(3), 40), rng.dirichlet(np.ones(3), 40)


def test_expected_error_equals_the_naive_version(pair):
    f, pi = pair
    naive = [1 - pi[i][max(range(3), key=f[i].__getitem__)] for i in range(40)]
    np.testing.assert_allclose(expected_error(f, pi), naive)
    np.testing.assert_allclose(expected_error(f), 1 - f.max(axis=1))


def test_expected_log_loss_equals_the_naive_version(pair):
    f, pi = pair
    naive = [-sum(pi[i][y] * math.log(max(f[i][y], 1e-3)) for y in range(3)) for i in range(40)]
    np.testing.assert_allclose(expected_log_loss(f, pi), naive)
    assert expected_log_loss([[0.5, 0.5]])[0] == pytest.approx(math.log(2))


def test_expected_squared_error_equals_the_naive_version(rng):
    f, mean, std = rng.normal(size=(3, 20))
    naive = [(mean[i] - f[i]) ** 2 + std[i] ** 2 + 0.25 for i in range(20)]
    np.testing.assert_allclose(expected_squared_error(f, mean, std, noise=0.5), naive)


def test_the_default_is_the_formula(rng):
    confidence = rng.uniform(0.2, 1, 50)
    s = [math.sqrt(max(1 - c, 0.005)) for c in confidence]
    np.testing.assert_allclose(doubt_weights(confidence), [0.5 / 50 + 0.5 * x / sum(s) for x in s])
    np.testing.assert_allclose(doubt_weights(confidence, even=1.0), 1 / 50)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30), st.floats(0.01, 1))
def test_the_floor_holds(scores, floor):
    made = floored(scores, floor)
    assert made.sum() == pytest.approx(1) and (made >= floor / len(scores) / (1 + floor) - 1e-12).all()


def test_even_scores_and_no_scores_give_even_weights():
    np.testing.assert_allclose(floored([2.0, 2.0]), 0.5)
    np.testing.assert_allclose(floored([0.0, 0.0]), 0.5)
    np.testing.assert_allclose(floored([-1.0, -1.0, -1.0]), 1 / 3)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (lambda: doubt_weights([0.5, 1.2]), "item 1 has the confidence 1.2"),
        (lambda: doubt_weights([[0.5]]), "shape"),
        (lambda: doubt_weights([0.5], even=0.0), "even is 0"),
        (lambda: floored([1.0], 0.0), "floor is 0"),
        (lambda: floored([np.nan]), "finite"),
        (lambda: expected_error([[0.5, 0.5]], [[0.2, 0.3, 0.5]]), "surrogate's probabilities"),
        (lambda: expected_squared_error([1.0], [1.0, 2.0], [1.0]), "three times"),
    ],
)
def test_bad_calls_are_refused(action, says):
    with pytest.raises((BadData, BadParameter), match=says):
        action()
