"""From how many labels on the trained model is better."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.diagnostics import crossover

LABELS = np.array([10, 20, 40, 80, 160])


def outcomes(rng, accuracy, before=0.7, m=400):
    return rng.random((len(accuracy), m)) < np.array(accuracy)[:, None], rng.random(m) < before


def test_the_interval_holds_the_true_crossing(rng):
    hits, seen = 0, 0
    for _ in range(300):
        right, before = outcomes(rng, [0.5, 0.66, 0.71, 0.76, 0.85])
        found = crossover(LABELS, right, before)
        low, high = found.low or np.inf, found.high or np.inf
        hits += low <= 40 <= high
        seen += found.labels is not None and low <= found.labels <= high
    assert hits >= 285 and seen >= 295


def test_it_is_short_where_the_case_is_clear(rng):
    right, before = outcomes(rng, [0.3, 0.4, 0.9, 0.95, 0.96])
    found = crossover(LABELS, right, before)
    assert (found.labels, found.low, found.high) == (40, 40, 40)
    assert found.sentence.startswith(
        "The trained model becomes the better one with 40 labels (certain to 95%)"
    )
    assert found.picture.series["trained"].tolist() == right.mean(axis=1).tolist()


def test_never_or_not_certainly(rng):
    right, before = outcomes(rng, [0.3, 0.3, 0.3, 0.4, 0.4])
    found = crossover(LABELS, right, before)
    assert (found.labels, found.low, found.high) == (None, None, None) and "still behind" in found.sentence
    right, before = outcomes(rng, [0.3, 0.3, 0.3, 0.5, 0.75], m=50)
    found = crossover(LABELS, right, before)
    assert found.high is None and found.low is not None and "not certain yet" in found.sentence


def test_a_single_good_moment_is_no_crossing(rng):
    right, before = outcomes(rng, [0.9, 0.4, 0.4, 0.9, 0.9])
    found = crossover(LABELS, right, before)
    assert (found.labels, found.low, found.high) == (80, 80, 80)


def test_from_the_beginning(rng):
    right, before = outcomes(rng, [0.8, 0.9, 0.9, 0.9, 0.9])
    found = crossover(LABELS, right, before)
    assert found.low == 10 and found.high in (10, 20)


def test_shapes_and_levels(rng):
    right, before = outcomes(rng, [0.5] * 5)
    with pytest.raises(BadData, match="one row for each"):
        crossover(LABELS[:4], right, before)
    with pytest.raises(BadData, match="ascending"):
        crossover(LABELS[::-1], right, before)
    with pytest.raises(BadParameter, match="level is 1"):
        crossover(LABELS, right, before, 1.0)
