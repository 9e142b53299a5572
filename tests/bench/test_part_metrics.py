"""Metrics of parts against naive versions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.bench.part_metrics import best_of, first_error_f1, mean_iou, span_f1


@given(st.integers(0, 2**32 - 1))
def test_mean_iou_equals_sets_of_pixels(seed):
    rng = np.random.default_rng(seed)
    truth, predicted = rng.integers(0, 5, (3, 4, 6)), rng.integers(0, 4, (3, 4, 6))
    truth[0, 0, 0] = predicted[0, 0, 0] = 1
    known = truth < 4
    each = []
    for c in range(4):
        a, b = known & (truth == c), known & (predicted == c)
        each += [(a & b).sum() / (a | b).sum()] if (a | b).any() else []
    assert mean_iou(truth, predicted, 4) == pytest.approx(np.mean(each))


RIGHT, WRONG = {"s1": "1", "s2": "1"}, {"s1": "1", "s2": "0"}


@pytest.mark.parametrize(
    ("truth", "predicted", "f1"),
    [
        ([RIGHT, WRONG], [RIGHT, WRONG], 1.0),
        ([RIGHT, WRONG], [RIGHT, RIGHT], 0.0),
        ([RIGHT, WRONG], [WRONG, WRONG], 0.0),
        ([RIGHT, RIGHT, WRONG], [RIGHT, WRONG, WRONG], 2 / 3),
        ([WRONG], [{"s1": "0"}], 0.0),
        ([RIGHT], [RIGHT], 1.0),
    ],
)
def test_first_errors(truth, predicted, f1):
    assert first_error_f1(truth, predicted, "0") == pytest.approx(f1)


@pytest.mark.parametrize(
    ("truth", "predicted", "f1"),
    [
        ([{"t0:1": "PER"}, {"t0:1": "O"}], [{"t0:1": "PER"}, {"t0:1": "O"}], 1.0),
        ([{"t0:1": "PER"}], [{"t0:1": "LOC"}], 0.0),
        ([{"t0:1": "PER"}, {}], [{}, {"t0:1": "PER"}], 0.0),
        ([{"t0:1": "PER", "t2:3": "LOC"}], [{"t0:1": "PER"}], 2 / 3),
        ([{}], [{"t0:2": "O"}], 1.0),
    ],
)
def test_spans(truth, predicted, f1):
    assert span_f1(truth, predicted) == pytest.approx(f1)


@given(st.integers(0, 2**32 - 1))
def test_best_of_some(seed):
    rng = np.random.default_rng(seed)
    scores, right, problem = rng.integers(0, 4, 20), rng.random(20) < 0.5, rng.integers(0, 5, 20)
    best = [max(np.flatnonzero(problem == p), key=lambda i: (scores[i], -i)) for p in np.unique(problem)]
    assert best_of(scores, right, problem) == pytest.approx(right[best].mean())
