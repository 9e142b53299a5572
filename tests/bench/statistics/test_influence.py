"""Three comparisons of the values of a setting, each beside a naive version."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from labelwise.bench.statistics import metric_influence, query_influence, ranking_influence
from labelwise.errors import BadData, UnknownName

OTHERS = ["dataset", "strategy", "seed"]


@pytest.fixture
def runs(rng):
    """A full grid of 3 batch sizes, 4 data sets, 5 strategies and 2 seeds."""
    grid = list(itertools.product([1, 5, 20], "wxyz", "abcde", [0, 1]))
    columns = dict(zip(["batch", *OTHERS], map(list, zip(*grid, strict=True)), strict=True))
    columns["area"] = rng.random(len(grid)).tolist()
    columns["asked"] = [rng.choice(30, 8, replace=False) for _ in grid]
    return columns


def at(runs, batch, name):
    return [v for v, b in zip(runs[name], runs["batch"], strict=True) if b == batch]


def test_pearson_is_scipys_over_all_other_settings(runs):
    found = metric_influence(runs, "batch", OTHERS, "area")
    assert found.values == (1, 5, 20) and (found.shared == 40).all()
    for (i, a), (j, b) in itertools.product(enumerate(found.values), repeat=2):
        wanted = stats.pearsonr(at(runs, a, "area"), at(runs, b, "area")).statistic
        assert found.matrix[i, j] == pytest.approx(wanted)
    assert found.mean == pytest.approx(found.matrix[[0, 0, 1], [1, 2, 2]].mean())


def test_jaccard_is_the_mean_over_all_other_settings(runs):
    found = query_influence(runs, "batch", OTHERS, "asked")
    for (i, a), (j, b) in itertools.product(enumerate(found.values), repeat=2):
        both = zip(at(runs, a, "asked"), at(runs, b, "asked"), strict=True)
        wanted = np.mean([len({*x} & {*y}) / len({*x} | {*y}) for x, y in both])
        assert found.matrix[i, j] == pytest.approx(wanted)


def final_ranking(runs, batch):
    """Mean over the seeds, rank on each data set, mean rank."""
    mean = np.array(at(runs, batch, "area")).reshape(4, 5, 2).mean(axis=2)
    return stats.rankdata(-mean, axis=1).mean(axis=0)


def test_tau_is_scipys_of_the_final_rankings(runs):
    found = ranking_influence(runs, "batch", OTHERS, "area")
    for (i, a), (j, b) in itertools.product(enumerate(found.values), repeat=2):
        wanted = stats.kendalltau(final_ranking(runs, a), final_ranking(runs, b)).statistic
        assert found.matrix[i, j] == pytest.approx(wanted)


def test_only_what_two_values_have_in_common_counts(runs):
    """Without one data set at batch size 20 the pairs with it are as if it had never been run."""
    part = {k: [x for x, b, d in zip(v, runs["batch"], runs["dataset"], strict=True) if (b, d) != (20, "w")]
            for k, v in runs.items()}  # fmt: skip
    less = {k: [x for x, d in zip(v, runs["dataset"], strict=True) if d != "w"] for k, v in runs.items()}
    for compare, what in (
        (metric_influence, "area"),
        (query_influence, "asked"),
        (ranking_influence, "area"),
    ):
        found, full, small = (compare(table, "batch", OTHERS, what) for table in (part, runs, less))
        assert found.matrix[0, 1] == pytest.approx(full.matrix[0, 1])
        np.testing.assert_allclose(found.matrix[:2, 2], small.matrix[:2, 2])
        assert found.shared.tolist() == [[40, 40, 30], [40, 40, 30], [30, 30, 30]]


def test_nothing_in_common_is_refused():
    runs = {"batch": [1, 5], "dataset": ["w", "x"], "strategy": ["a", "a"], "area": [0.1, 0.2]}
    for compare in (metric_influence, ranking_influence):
        with pytest.raises(BadData, match="batch 1 and 5 have no dataset, strategy in common"):
            compare(runs, "batch", ["dataset", "strategy"], "area")


def test_a_strategy_that_is_missing_on_a_data_set_is_named():
    runs = {"batch": [1] * 3 + [5] * 3, "dataset": list("wwx") * 2, "strategy": list("aba") * 2}
    with pytest.raises(BadData, match="b was not run on x at each batch"):
        ranking_influence({**runs, "area": [0.1] * 6}, "batch", ["dataset", "strategy"], "area")


def test_what_does_not_vary_has_no_correlation():
    runs = {"batch": [1, 1, 5, 5], "seed": [0, 1, 0, 1], "area": [0.3, 0.3, 0.5, 0.6]}
    found = metric_influence(runs, "batch", ["seed"], "area")
    assert np.isnan(found.matrix[0]).all() and found.matrix[1, 1] == pytest.approx(1)
    assert np.isnan(found.mean)
    tied = {
        "batch": [1, 1, 5, 5],
        "strategy": list("ab") * 2,
        "dataset": ["w"] * 4,
        "area": [1.0, 1.0, 1.0, 2.0],
    }
    found = ranking_influence(tied, "batch", ["strategy", "dataset"], "area")
    assert np.isnan(found.matrix[0]).all() and found.matrix[1, 1] == 1


def test_a_run_without_questions_is_refused():
    with pytest.raises(BadData, match="a run of batch 5 asked about nothing"):
        query_influence({"batch": [1, 5], "seed": [0, 0], "asked": [[1], []]}, "batch", ["seed"], "asked")


def test_what_is_ranked_has_to_be_a_setting(runs):
    with pytest.raises(UnknownName, match="did you mean 'dataset'"):
        ranking_influence(runs, "batch", OTHERS, "area", across="datasets")
