"""Posterior probabilities of the signed-rank test."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.statistics import bayesian_signed_rank
from labelwise.errors import BadParameter


def naive(gaps, rope, weights):
    """Left, rope and right, draw by draw and pair by pair."""
    support, won = [0.0, *gaps], np.zeros(3)
    for w in weights:
        chance = np.zeros(3)
        for a, za in zip(w, support, strict=True):
            for b, zb in zip(w, support, strict=True):
                mean = (za + zb) / 2
                chance += a * b * np.array([mean > rope, -rope <= mean <= rope, mean < -rope])
        won[chance.argmax()] += 1
    return won / len(weights)


def test_it_is_the_double_sum(rng):
    """Without means on the border, where half counts to each side."""
    scores = rng.normal(size=(7, 2)) + np.array([0.4, 0.0])
    found = bayesian_signed_rank(scores, 0.3, np.random.default_rng(5), draws=300)
    weights = np.random.default_rng(5).dirichlet([0.5, *[1] * 7], 300)
    wanted = naive(scores[:, 0] - scores[:, 1], 0.3, weights)
    np.testing.assert_allclose([found.left[0], found.rope[0], found.right[0]], wanted, atol=1e-9)
    assert 0.1 < found.left[0] < 0.9


def test_one_data_set_by_hand():
    """Of 0 and z with 2 rope < z, all means but that of 0 with itself are left: 1 - w^2 > w^2."""
    found = bayesian_signed_rank([[0.9, 0.5]], 0.01, np.random.default_rng(0), draws=200_000)
    assert found.left[0] == pytest.approx(0.5**0.25, abs=4e-3)  # w ~ Beta(0.5, 1) is below 0.5^0.5
    assert found.rope[0] == pytest.approx(1 - 0.5**0.25, abs=4e-3) and found.right[0] == 0


def test_identical_methods_are_equivalent(rng):
    one = rng.random((12, 1))
    same = bayesian_signed_rank(np.hstack([one, one]), 0.01, rng, draws=500)
    assert (same.left[0], same.rope[0], same.right[0]) == (0.0, 1.0, 0.0)
    without = bayesian_signed_rank(np.hstack([one, one]), 0.0, rng, draws=500)
    assert (without.left[0], without.rope[0], without.right[0]) == (0.5, 0.0, 0.5)


def test_sides_change_with_the_methods(rng):
    scores = rng.normal(size=(9, 3)) + np.array([0.0, 0.3, 0.6])
    there = bayesian_signed_rank(scores, 0.2, np.random.default_rng(1), draws=2000)
    back = bayesian_signed_rank(-scores, 0.2, np.random.default_rng(1), draws=2000)
    np.testing.assert_allclose(there.left, back.right)
    np.testing.assert_allclose(there.left + there.rope + there.right, 1)


def test_a_wider_rope_takes_from_both_sides(rng):
    scores = rng.normal(size=(15, 2))
    ropes = [
        bayesian_signed_rank(scores, r, np.random.default_rng(1), draws=2000).rope[0] for r in (0, 0.3, 3)
    ]
    assert ropes[0] == 0 and ropes[0] < ropes[1] < ropes[2] == 1


def test_a_baseline_and_blocks_change_nothing(rng, monkeypatch):
    scores = rng.normal(size=(9, 4, 3))
    every = bayesian_signed_rank(scores, 0.2, np.random.default_rng(1), draws=1000)
    monkeypatch.setattr("labelwise.bench.statistics.bayes.BLOCK", 70)
    one = bayesian_signed_rank(scores, 0.2, np.random.default_rng(1), 0, draws=1000)
    assert one.first.tolist() == [1, 2]
    np.testing.assert_allclose(one.right, every.left[:2])


@pytest.mark.parametrize("rope", [-0.1, np.nan, np.inf])
def test_a_bad_rope_is_refused(rng, rope):
    with pytest.raises(BadParameter, match="the rope is"):
        bayesian_signed_rank(rng.random((5, 2)), rope, rng)


def test_no_draws_are_refused(rng):
    with pytest.raises(BadParameter, match="0 draws"):
        bayesian_signed_rank(rng.random((5, 2)), 0.1, rng, draws=0)
