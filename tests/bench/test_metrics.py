"""Metrics of every kind of task, higher is better."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import average_precision_score

from labelwise.bench.metrics import (
    accuracy,
    comparable,
    decided,
    macro_average_precision,
    metric_for,
    negative_rmse,
)
from labelwise.errors import BadData, BadParameter
from labelwise.tasks import Classification, Regression, Tags

NUMBERS = hnp.arrays(float, 7, elements=st.floats(-1e3, 1e3))


def naive_average_precision(truth, scores):
    """Mean precision at the rank of each item that has the tag; equal scores share the lower rank."""
    found = []
    for i in np.flatnonzero(truth):
        above = scores >= scores[i]
        found.append(truth[above].sum() / above.sum())
    return np.mean(found)


@given(NUMBERS, NUMBERS)
def test_rmse_equals_the_naive_version(truth, predicted):
    wanted = -((sum((a - b) ** 2 for a, b in zip(truth, predicted, strict=True)) / 7) ** 0.5)
    assert negative_rmse(truth, predicted) == pytest.approx(wanted)


@given(hnp.arrays(bool, (6, 3)), hnp.arrays(float, (6, 3), elements=st.sampled_from([0.1, 0.4, 0.5, 0.9])))
def test_average_precision_equals_the_naive_version(truth, scores):
    seen = [k for k in range(3) if truth[:, k].any()]
    if not seen:
        with pytest.raises(BadData, match="none of the items to score on has a tag"):
            macro_average_precision(truth, scores)
        return
    wanted = np.mean([naive_average_precision(truth[:, k], scores[:, k]) for k in seen])
    assert macro_average_precision(truth, scores) == pytest.approx(wanted)


@pytest.mark.parametrize("odd", [np.nan, 0.5, 2.0])
def test_tags_that_are_not_known_are_not_scored(odd):
    with pytest.raises(BadData, match="neither 0 nor 1"):
        macro_average_precision([[1.0, 0.0], [odd, 1.0]], np.full((2, 2), 0.5))


@given(st.integers(0, 10**9), st.integers(1, 60), st.integers(1, 8), st.integers(1, 12))
def test_average_precision_equals_that_of_scikit_learn(seed, items, tags, levels):
    rng = np.random.default_rng(seed)
    truth = rng.random((items, tags)) < rng.random(tags)
    truth[0, 0] = True
    scores = rng.choice(rng.random(levels), (items, tags)).astype(rng.choice([np.float16, np.float64]))
    seen = [k for k in range(tags) if truth[:, k].any()]
    wanted = np.mean([average_precision_score(truth[:, k], scores[:, k]) for k in seen])
    assert macro_average_precision(truth, scores) == pytest.approx(wanted, abs=1e-12, rel=0)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_scores_that_rank_nothing(wrong):
    with pytest.raises(BadData, match="not finite"):
        macro_average_precision([[1], [0]], [[0.5], [wrong]])


def test_right_predictions_are_best():
    assert accuracy(["a", "b"], ["a", "b"]) == 1.0
    assert negative_rmse([1.0, 2.0], [1.0, 2.0]) == 0.0 > negative_rmse([1.0, 2.0], [1.0, 2.5])
    truth = np.eye(3)
    assert macro_average_precision(truth, truth) == 1.0 > macro_average_precision(truth, 1 - truth)


def test_the_default_follows_the_task_and_gives_way():
    assert metric_for(Classification(["a", "b"])) == ("accuracy", accuracy)
    assert metric_for(Regression()) == ("-RMSE", negative_rmse)
    assert metric_for(Tags(["a"])) == ("macro average precision", macro_average_precision)
    assert metric_for(Regression(), accuracy) == ("accuracy", accuracy)
    with pytest.raises(BadParameter, match=r"the metric is 'f1'.*\(truth, predicted\), or None"):
        metric_for(Regression(), "f1")


def test_a_task_without_a_default_asks_for_a_metric():
    class Strange(Regression):
        output = "strange"

    with pytest.raises(BadParameter, match=r"the metric is None.*\(truth, predicted\)\."):
        metric_for(Strange())


def test_what_a_metric_is_given():
    assert comparable(Classification(["a", "b"]), ["b", "a"]).tolist() == ["b", "a"]
    assert comparable(Regression(), [1.0, 2.5]).tolist() == [1.0, 2.5]
    assert comparable(Tags(["a", "b"]), [{"a": False, "b": True}]).tolist() == [[0.0, 1.0]]
    assert decided(Classification(["a", "b"]), np.array([[0.9, 0.1]])).tolist() == ["a"]
    assert decided(Regression(0, 1), np.array([2.0])).tolist() == [1.0]
    assert decided(Tags(["a", "b"]), np.array([[0.2, 0.7]])).tolist() == [[0.2, 0.7]]
