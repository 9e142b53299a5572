"""How much of an experiment its ranking needs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from labelwise.bench.statistics import SubsetStudy, average_ranks, subset_study
from labelwise.errors import BadData, BadParameter


def test_agreement_is_tau_b_with_the_ranking_by_all_rows(rng):
    scores = rng.normal(size=(40, 5)) + np.linspace(0, 1, 5)
    found = subset_study(scores, np.random.default_rng(2), shares=[0.25], times=3)
    ranks, draw = average_ranks(scores), np.random.default_rng(2)
    taus = [
        stats.kendalltau(ranks[draw.permutation(40)[:10]].mean(axis=0), ranks.mean(axis=0)).statistic
        for _ in range(3)
    ]
    assert found.counts.tolist() == [10] and found.rows == 40
    assert found.mean[0] == pytest.approx(np.mean(taus)) and found.low[0] == pytest.approx(min(taus))


def test_the_whole_agrees_with_itself_and_more_agrees_better(rng):
    found = subset_study(rng.normal(size=(300, 6)) + np.linspace(0, 1, 6), rng)
    assert found.counts[-1] == 300 and found.mean[-1] == pytest.approx(1)
    assert (np.diff(found.mean) > -0.02).all() and found.mean[0] < 0.9


def test_clear_differences_need_a_smaller_part(rng):
    noise = rng.normal(size=(300, 6))
    shares = [subset_study(noise + np.linspace(0, gap, 6), rng).smallest() for gap in (0.5, 5)]
    assert shares[1] < shares[0] <= 1


def test_the_smallest_share_is_one_from_which_on_all_agree():
    study = SubsetStudy(np.array([1, 2, 4, 10]), 10, np.ones(4), np.array([0.95, 0.5, 0.92, 1.0]))
    assert study.smallest(0.9) == 0.4
    assert np.isnan(SubsetStudy(np.array([1]), 10, np.ones(1), np.array([0.5])).smallest())


def test_bad_calls_are_refused(rng):
    with pytest.raises(BadData, match="no ranking to agree with"):
        subset_study(np.ones((5, 3)), rng)
    for shares in ([], [0.0], [1.5]):
        with pytest.raises(BadParameter, match="the shares are"):
            subset_study(rng.random((5, 3)), rng, shares=shares)
    with pytest.raises(BadParameter, match="0 parts"):
        subset_study(rng.random((5, 3)), rng, times=0)
