"""Losses of partly known tags: values, gradients, pseudo-labels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from labelwise.training.partial_losses import EPS, assign, cross_entropy, entropy, partial_loss

NAN = np.nan
LOGITS = np.linspace(-9, 9, 73)


def slope(function, z, step=1e-6):
    """Numerical gradient in the logit."""
    return (function(expit(z + step)) - function(expit(z - step))) / (2 * step)


@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
def test_cross_entropy_and_its_gradient(target):
    f = expit(LOGITS)
    value, gradient = cross_entropy(f, target)
    naive = [-(target * np.log(v + EPS) + (1 - target) * np.log(1 - v + EPS)) for v in f]
    np.testing.assert_allclose(value, naive)
    np.testing.assert_allclose(gradient, slope(lambda g: cross_entropy(g, target)[0], LOGITS), atol=1e-6)


def test_entropy_and_its_gradient():
    value, gradient = entropy(expit(LOGITS))
    naive = [-v * np.log(v + EPS) - (1 - v) * np.log(1 - v + EPS) for v in expit(LOGITS)]
    np.testing.assert_allclose(value, naive)
    np.testing.assert_allclose(gradient, slope(lambda g: entropy(g)[0], LOGITS), atol=1e-6)


def test_the_mean_over_all_entries_equals_the_naive_version():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(5, 4))
    known = rng.choice([0.0, 1.0, NAN], (5, 4))
    soft = np.where(np.isnan(known) & (rng.random((5, 4)) < 0.5), 0.1, NAN)
    weight = rng.random((5, 1)) + 0.5

    def naive(z):
        total = 0.0
        for (i, c), logit in np.ndenumerate(z):
            f = expit(logit)
            if not np.isnan(known[i, c]):
                loss = -np.log((f if known[i, c] else 1 - f) + EPS)
            elif not np.isnan(soft[i, c]):
                loss = -0.7 * (0.1 * np.log(f + EPS) + 0.9 * np.log(1 - f + EPS))
            else:
                loss = 0.3 * (f * np.log(f + EPS) + (1 - f) * np.log(1 - f + EPS))
            total += weight[i, 0] * loss
        return total / z.size

    value, gradient = partial_loss(expit(z), known, soft, 0.3, 0.7, weight)
    assert value == pytest.approx(naive(z))
    for i, c in np.ndindex(5, 4):
        step = np.zeros((5, 4))
        step[i, c] = 1e-6
        assert gradient[i, c] == pytest.approx((naive(z + step) - naive(z - step)) / 2e-6, abs=1e-7)


@given(st.integers(1, 30), st.integers(0, 35), st.integers(0, 2**31))
def test_assigned_are_the_lowest_free_ones_and_stay(size, quota, seed):
    rng = np.random.default_rng(seed)
    f, free = rng.random((size, 2)), rng.random((size, 2)) < 0.7
    soft = np.where(free & (rng.random((size, 2)) < 0.3), 0.5, NAN)
    made = assign(soft, f, free, np.array([quota, 1]))
    for tag, many in enumerate((quota, 1)):
        before, after = ~np.isnan(soft[:, tag]), ~np.isnan(made[:, tag])
        new, left = after & ~before, free[:, tag] & ~after
        np.testing.assert_array_equal(made[before, tag], soft[before, tag])
        assert not (after & ~free[:, tag]).any()
        assert new.sum() == min(many, (free[:, tag] & ~before).sum())
        np.testing.assert_array_equal(made[new, tag], f[new, tag])
        assert not new.any() or not left.any() or f[new, tag].max() <= f[left, tag].min()


def test_what_was_given_stays_as_it_is():
    soft = np.full((2, 1), NAN)
    assign(soft, np.array([[0.1], [0.2]]), np.ones((2, 1), bool), np.array([1]))
    assert np.isnan(soft).all()
