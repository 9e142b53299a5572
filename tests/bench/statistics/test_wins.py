"""Wins, losses and ties by data set."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from labelwise.bench.statistics import paired_t, win_counts, win_matrix
from labelwise.errors import BadData, BadParameter


def naive(scores, level):
    won = np.zeros((scores.shape[2],) * 2, dtype=int)
    for table in scores:
        for a in range(scores.shape[2]):
            for b in range(scores.shape[2]):
                if a != b:
                    test = stats.ttest_rel(table[:, a], table[:, b])
                    won[a, b] += test.pvalue < level and test.statistic > 0
    return won


def test_a_win_is_a_paired_t_test(rng):
    scores = rng.normal(size=(15, 6, 4)) + np.array([0.0, 0.5, 1.0, 1.0])
    found = win_matrix(scores)
    assert found.won.tolist() == naive(scores, 0.05).tolist() and found.won.any()
    assert found.won.tolist() != win_matrix(scores, level=0.5).won.tolist() == naive(scores, 0.5).tolist()


def test_wins_losses_and_ties_are_all_data_sets(rng):
    scores = rng.normal(size=(15, 6, 4)) + np.array([0.0, 0.5, 1.0, 1.0])
    for found in (win_matrix(scores), win_counts(scores)):
        assert (found.won + found.won.T + found.tied == 15).all() and (np.diag(found.tied) == 15).all()
        np.testing.assert_allclose(found.share, found.won / 15)


def test_pairing_takes_out_what_the_seeds_share(rng):
    """Seeds that are hard for all methods hide nothing."""
    seeds = rng.normal(scale=10, size=(1, 8, 1))
    scores = seeds + np.array([0.0, 1.0]) + rng.normal(scale=0.1, size=(1, 8, 2))
    assert win_matrix(scores).won.tolist() == [[0, 0], [1, 0]]


def test_seeds_that_all_differ_alike_are_clear_and_equal_ones_are_tied():
    seeds = np.array([-0.7, -0.5, -0.6])
    scores = np.stack([seeds, seeds, seeds + 0.1], axis=1)[None]
    assert win_matrix(scores).won.tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 0]]


def test_a_margin_makes_ties():
    scores = [[0.80, 0.81], [0.5, 0.7]]
    assert win_counts(scores).won.tolist() == [[0, 0], [2, 0]]
    assert win_counts(scores, margin=0.01).won.tolist() == [[0, 0], [1, 0]]


def test_bad_calls_are_refused(rng):
    with pytest.raises(BadData, match="2 seeds and 2 methods or more"):
        win_matrix(rng.random((5, 3)))
    with pytest.raises(BadParameter, match="level is 0"):
        win_matrix(rng.random((5, 3, 2)), level=0.0)
    with pytest.raises(BadParameter, match="margin is nan"):
        win_counts(rng.random((5, 2)), margin=np.nan)


def test_paired_t_is_that_of_scipy(rng):
    scores = rng.normal(size=(4, 7, 3))
    means, p = paired_t(scores, 1)
    for m in (0, 2):
        found = stats.ttest_rel(scores[:, :, m], scores[:, :, 1], axis=1)
        np.testing.assert_allclose(p[:, m], found.pvalue)
    np.testing.assert_allclose(means, scores.mean(axis=1) - scores.mean(axis=1)[:, [1]])
    assert (p[:, 1] == 1).all()


def test_paired_t_of_steady_differences():
    means, p = paired_t([[[0.5, 0.5, 0.25], [0.75, 0.75, 0.5]]], 0)
    assert p.tolist() == [[1.0, 1.0, 0.0]] and means.tolist() == [[0.0, 0.0, -0.25]]
    with pytest.raises(BadParameter, match="baseline is method 3"):
        paired_t(np.zeros((2, 2, 3)), 3)
