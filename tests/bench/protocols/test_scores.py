"""Every figure against a plain version, and on curves whose figures are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics

from labelwise.bench.protocols import scores as s
from labelwise.errors import BadParameter

CODES = arrays(np.uint8, st.integers(2, 40), elements=st.integers(0, 3))


@given(CODES, st.integers(0, 2**32 - 1))
def test_metrics_of_classes_are_those_of_scikit_learn(truth, seed):
    said = np.random.default_rng(seed).integers(0, 4, len(truth)).astype(np.uint8)
    assert s.METRICS["accuracy"][1](truth, said) == pytest.approx(metrics.accuracy_score(truth, said))
    assert s.METRICS["-error"][1](truth, said) == pytest.approx(metrics.accuracy_score(truth, said) - 1)
    assert s.macro_f1(truth, said) == pytest.approx(metrics.f1_score(truth, said, average="macro"))
    recalls = metrics.recall_score(truth, said, labels=np.unique(truth), average=None)
    assert s.balanced_accuracy(truth, said) == pytest.approx(float(np.mean(recalls)))


def test_metrics_of_numbers_are_those_of_scikit_learn(rng):
    truth, said = rng.normal(size=(2, 30)).astype(np.float32)
    assert s.METRICS["-mae"][1](truth, said) == pytest.approx(-metrics.mean_absolute_error(truth, said))
    assert s.METRICS["-rmse"][1](truth, said) == pytest.approx(-metrics.root_mean_squared_error(truth, said))
    assert s.r2(truth, said) == pytest.approx(metrics.r2_score(truth, said), abs=1e-6)
    assert math.isnan(s.r2(np.ones(3), said[:3]))


def test_logarithms_of_errors_in_spreads_of_the_truth(rng):
    truth, said = rng.normal(size=(2, 200)).astype(np.float32)
    wrong = np.sort(np.abs(truth.astype(float) - said)) / truth.astype(float).std()
    expected = {
        "mae": wrong.mean(), "rmse": np.sqrt((wrong**2).mean()), "q95": wrong[190], "q99": wrong[198],
        "max": wrong[-1],
    }  # fmt: skip
    for name, value in expected.items():
        score = s.METRICS[f"-log-{name}"][1]
        assert score(truth, said) == pytest.approx(-np.log(value))
        assert score(10 * truth, 10 * said) == pytest.approx(-np.log(value), rel=1e-5)
        assert score(truth, truth) == math.inf and math.isnan(score(np.ones(3), said[:3]))


def test_a_metric_is_asked_of_what_it_judges():
    assert [s.scorer("auto", output)[0] for output in ("proba", "mean", "tags")] == [
        "accuracy", "-rmse", "macro-average-precision",
    ]  # fmt: skip
    with pytest.raises(BadParameter, match="accuracy"):
        s.scorer("accuracy", "mean")


@given(st.floats(0, 1), st.integers(2, 30))
def test_area_of_a_constant_is_the_constant_and_of_a_line_its_middle(height, size):
    """The test that S012 names."""
    labels = np.cumsum(np.arange(1, size + 1))
    assert s.area(labels, np.full(size, height)) == pytest.approx(height)
    assert s.area(labels, labels / labels[-1]) == pytest.approx((labels[0] + labels[-1]) / 2 / labels[-1])


def test_the_area_of_queries_is_smaller_by_one_measurement(rng):
    curve = rng.random(44)
    assert s.area_of_queries(curve) == pytest.approx(s.area(np.arange(44), curve) * 43 / 44)
    assert s.area(np.array([5]), np.array([0.4])) == 0.4


def plain_ramp_end(curve: np.ndarray) -> int:
    """The last window of ten whose mean step is above the mean step of all, and the measurement after it."""
    overall = np.diff(curve).sum() / len(curve)
    starts = [k for k in range(1, len(curve) - 9) if np.diff(curve[k : k + 10]).sum() / 10 > overall]
    return max(starts) + 1


def test_the_ramp_ends_where_the_curve_flattens():
    for end in (5, 10, 20):
        curve = np.minimum(np.arange(60), end) / end
        assert end - 10 < s.ramp_end(curve) <= end + 1
        assert s.ramp_end(curve) == plain_ramp_end(curve)
    assert s.ramp_end(np.ones(40)) == 20 and s.ramp_end(np.array([0.5])) == 0
    assert s.ramp_end(np.array([0.0, 1.0, 1.0, 1.0, 1.0, 1.0])) == 3  # nothing rises after the first


def test_parts_meet_at_the_cut(rng):
    labels, curve = np.arange(0, 100, 10), rng.random(10)
    for cut in range(1, 9):
        ramp, plateau = s.parts(labels, curve, cut)
        whole = (ramp * cut + plateau * (9 - cut)) / 9
        assert whole == pytest.approx(s.area(labels, curve))
    assert s.parts(labels, curve, 99) == (s.area(labels, curve), curve[-1])


def test_targets_of_errors_are_looser_not_tighter():
    assert s.aim(-2.0, 0.95) < -2.0 and s.aim(0.9, 0.95) < 0.9


def test_labels_that_a_score_needs_and_saves():
    labels, curve = np.array([10, 20, 30]), np.array([0.5, 0.9, 0.7])
    assert s.needed(labels, curve, 0.7) == 20 and math.isinf(s.needed(labels, curve, 0.95))
    assert s.saved(50, 200, 400) == 0.75 and s.saved(400, 200, 400) == -1
    assert s.saved(100, math.inf, 400) == 0.75 and math.isnan(s.saved(math.inf, math.inf, 400))


@given(CODES, CODES)
def test_mismatch_is_a_distance(a, b):
    assert 0 <= s.mismatch(a, b, 4) == s.mismatch(b, a, 4) <= 1 and s.mismatch(a, a, 4) == 0
    half = 0.5 * sum(abs(np.mean(a == k) - np.mean(b == k)) for k in range(4))
    assert s.mismatch(a, b, 4) == pytest.approx(half)
