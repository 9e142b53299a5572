"""Ranks share ties; intervals of mean ranks hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labelwise.bench.statistics import average_ranks, mean_ranks
from labelwise.errors import BadData, BadParameter

from .demsar import AUC


def naive_ranks(row):
    """One plus the better ones, plus half of the other equal ones."""
    return [1 + sum(w > v for w in row) + (sum(w == v for w in row) - 1) / 2 for v in row]


@given(arrays(int, (4, 5), elements=st.integers(0, 4)))
def test_ranks_are_one_plus_the_better_ones(scores):
    assert average_ranks(scores).tolist() == [naive_ranks(row) for row in scores]


def test_scores_that_are_equal_but_for_rounding_share_their_rank():
    seeds = np.array([0.1, 0.2, 0.3])
    scores = np.stack([seeds, seeds[::-1]], axis=1)[None]  # their sums differ in the last bit
    assert np.ptp(scores.mean(axis=1)) > 0
    assert average_ranks(scores).tolist() == [[1.5, 1.5]]


def test_the_ranks_of_demsar():
    np.testing.assert_allclose(average_ranks(AUC).mean(axis=0), [3.143, 2.000, 2.893, 1.964], atol=5e-4)


def test_seeds_are_averaged_before_ranking(rng):
    scores = rng.random((6, 5, 4))
    np.testing.assert_array_equal(average_ranks(scores), average_ranks(scores.mean(axis=1)))


def world(rng, datasets, seeds, methods, gap):
    """Methods that differ by ``gap`` in all, more on some data sets than on others."""
    effect = np.linspace(0, gap, methods) + rng.normal(scale=0.5, size=(datasets, 1, methods))
    return effect + rng.normal(size=(datasets, seeds, methods))


@pytest.mark.parametrize(("datasets", "gap"), [(10, 1.0), (30, 0.0)])
def test_intervals_hold_as_often_as_they_say(datasets, gap):
    rng = np.random.default_rng(3)
    truth = average_ranks(world(rng, 20_000, 3, 5, gap)).mean(axis=0)
    held = []
    for _ in range(250):
        found = mean_ranks(world(rng, datasets, 3, 5, gap), rng, times=500)
        held.append((found.low <= truth) & (truth <= found.high))
    assert 0.92 <= np.mean(held) <= 0.98  # the five of a repetition depend on each other


def test_the_interval_surrounds_the_mean_rank(rng):
    found = mean_ranks(rng.random((12, 3, 4)), rng)
    assert (found.low <= found.ranks).all() and (found.ranks <= found.high).all()
    assert found.ranks.sum() == pytest.approx(10) and found.datasets == 12
    assert found.ranks[found.order].tolist() == sorted(found.ranks)


def test_the_same_seed_gives_the_same_interval(rng):
    scores = rng.random((8, 3))
    a, b = (mean_ranks(scores, np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(a.low, b.low)


def test_bad_calls_are_refused(rng):
    with pytest.raises(BadData, match="pass its seeds as rows"):
        mean_ranks(rng.random((1, 5, 3)), rng)
    with pytest.raises(BadParameter, match="level is 1"):
        mean_ranks(rng.random((5, 3)), rng, level=1.0)
    with pytest.raises(BadParameter, match="0 draws"):
        mean_ranks(rng.random((5, 3)), rng, times=0)
