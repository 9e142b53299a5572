"""Shapes of scores, and which of them are equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.bench.statistics.scores import levels, pairs, score_means, score_table, tolerance
from labelwise.errors import BadData, BadParameter


@pytest.mark.parametrize("scores", [[0.1, 0.2], [[0.1], [0.2]], np.zeros((0, 2)), np.zeros((2, 0, 3)), 0.5])
def test_other_shapes_are_refused(scores):
    with pytest.raises(BadData, match=r"have the shape .* Allowed: \(data sets, seeds, methods\)"):
        score_table(scores)


def test_too_few_seeds_are_refused():
    with pytest.raises(BadData, match="2 seeds and 2 methods or more"):
        score_table(np.zeros((3, 1, 2)), seeds=2)


def test_a_missing_score_is_named():
    scores = np.zeros((2, 3, 4))
    scores[1, 2, 0] = np.nan
    with pytest.raises(BadData, match="method 0 on data set 1 with seed 2 is nan"):
        score_means(scores)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12), st.integers(0, 2**31))
def test_levels_are_the_distinct_values_counted_up_whatever_the_rounding(whole, seed):
    values = np.array(whole, dtype=float)
    noise = np.random.default_rng(seed).uniform(-1e-14, 1e-14, len(values))
    distinct = sorted(set(whole))
    assert levels(values + noise, np.array(1e-12)).tolist() == [distinct.index(v) for v in whole]


def test_rounding_goes_by_the_scores_of_each_data_set():
    means = np.array([[1e6, 1e6 + 1e-7], [1e-6, 1.1e-6]])
    assert levels(means, tolerance(means)).tolist() == [[0, 0], [0, 1]]


@pytest.mark.parametrize("baseline", [-1, 3])
def test_an_unknown_baseline_is_refused(baseline):
    with pytest.raises(BadParameter, match="Allowed: 0 to 2"):
        pairs(3, baseline)
