"""Means over a stream of which some items were asked about: unbiased, covered, refused."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing import importance_weighted, importance_weights


@pytest.fixture
def stream():
    rng = np.random.default_rng(1)
    losses = (rng.random(500) < 0.3) * rng.random(500)
    return losses, np.clip(0.25 + losses + 0.2 * rng.random(500), 0, 1)


def asked(stream, rng):
    losses, p = stream
    return np.where(rng.random(len(p)) < p, losses, np.nan)


def test_equals_the_naive_version(stream, rng):
    p = stream[1]
    made = asked(stream, rng)
    naive = sum(made[i] / p[i] for i in range(len(p)) if not np.isnan(made[i])) / len(p)
    assert importance_weighted(made, p, rng).value == pytest.approx(naive)


def test_the_interval_covers_and_the_unweighted_mean_does_not(stream, rng):
    """60 repeats; the mean of those that were asked about, the wrong method, is far off."""
    truth, held, plain = stream[0].mean(), [], []
    for _ in range(60):
        made = asked(stream, rng)
        found = importance_weighted(made, stream[1], rng)
        held.append(found.low <= truth <= found.high)
        plain.append(np.nanmean(made))
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 60)
    assert abs(np.mean(plain) - truth) > 0.03


def test_refused_below_100_answers_whatever_they_are(rng):
    for value in (0.0, 1.0):
        losses = np.where(np.arange(300) < 60, value, np.nan)
        found = importance_weighted(losses, np.full(300, 0.2), rng)
        assert found.value is None and "it takes 100: label 40 more" in found.reason and found.n == 60


@pytest.mark.parametrize("p", [0.0, -0.5, 1.5, np.nan])
def test_impossible_probabilities_are_refused(p):
    with pytest.raises(BadData, match=r"item 1 .*above 0"):
        importance_weights([True, False], [0.5, p])


def test_shapes_and_infinite_losses_are_refused(rng):
    with pytest.raises(BadParameter, match="shape"):
        importance_weights([True], [0.5, 0.5])
    with pytest.raises(BadData, match="infinite"):
        importance_weighted([np.inf], [0.5], rng)
