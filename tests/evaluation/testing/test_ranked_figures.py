"""Figures of a rare class: exact on all items, covered, and wide where little is known."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing import draw_by_rank, ranked_average_precision, ranked_figures

NAMES = ["precision", "recall", "f1", "share"]


@pytest.fixture(scope="module")
def rare() -> tuple[np.ndarray, np.ndarray]:
    """Classes and scores of 8,000 items, 1 % positive."""
    rng = np.random.default_rng(0)
    y = (rng.random(8000) < 0.01).astype(float)
    return y, rng.normal(size=8000) + 2.5 * y


def truth(y, score, cut) -> list[float]:
    hits = y[np.argsort(-score)[:cut]].sum()
    return [hits / cut, hits / y.sum(), 2 * hits / (cut + y.sum()), y.mean()]


def test_all_items_give_the_truth(rare, rng):
    y, score = rare[0][:600], rare[1][:600]
    y[:5] = 1
    drawn = draw_by_rank(score, 600, rng, cut=15)
    found = ranked_figures(y[drawn.rows], drawn, rng)
    assert [f.metric for f in found] == NAMES
    for figure, value in zip(found, truth(y, score, 15), strict=True):
        assert figure.value == figure.low == figure.high == pytest.approx(value)
    made = ranked_average_precision(y[drawn.rows], drawn)
    assert made == pytest.approx(average_precision_score(y, score))


def test_estimates_of_totals_are_unbiased(rare, rng):
    y, score = rare
    made = []
    for _ in range(150):
        drawn = draw_by_rank(score, 160, rng, cut=80)
        hits, counts = (np.bincount(drawn.stratum, w, len(drawn.sizes)) for w in (y[drawn.rows], None))
        made.append((drawn.sizes * hits / counts).sum())
    assert abs(np.mean(made) - y.sum()) <= 3 * np.std(made) / np.sqrt(150)


def wald(positive, drawn) -> tuple[float, float]:
    """The textbook interval of the share: normal, with the variance within strata."""
    counts = np.bincount(drawn.stratum, minlength=len(drawn.sizes))
    p = np.bincount(drawn.stratum, positive, len(drawn.sizes)) / counts
    weight = drawn.sizes / drawn.size
    half = 1.96 * np.sqrt((weight**2 * p * (1 - p) / (counts - 1)).sum())
    return weight @ p - half, weight @ p + half


@pytest.mark.parametrize("repeats", [25, pytest.param(200, marks=pytest.mark.slow)])
def test_intervals_hold_and_the_textbook_one_does_not(rare, rng, repeats):
    """The control misses because the lowest stratum often shows no positive item."""
    y, score = rare
    due, held, textbook = truth(y, score, 80), [], []
    for _ in range(repeats):
        drawn = draw_by_rank(score, 64, rng, cut=80)
        found = ranked_figures(y[drawn.rows], drawn, rng)
        held.append([f.low <= t <= f.high for f, t in zip(found, due, strict=True)])
        low, high = wald(y[drawn.rows], drawn)
        textbook.append(low <= due[3] <= high)
    least = 0.95 - 3 * np.sqrt(0.95 * 0.05 / repeats)
    assert (np.mean(held, axis=0) >= least).all() and np.mean(textbook) < least


def test_average_precision_is_near_the_truth(rare, rng):
    y, score = rare
    made = [
        ranked_average_precision(y[d.rows], d)
        for d in (draw_by_rank(score, 400, rng, cut=80) for _ in range(60))
    ]
    assert np.mean(made) == pytest.approx(average_precision_score(y, score), abs=0.05)


def test_items_without_an_answer_count_from_the_bad_side(rare, rng):
    y, score = rare
    drawn = draw_by_rank(score, 160, rng, cut=80)
    said = y[drawn.rows]
    some = np.where(np.arange(160) % 20 == 0, np.nan, said)
    whole, open_ = ranked_figures(said, drawn, rng), ranked_figures(some, drawn, rng)
    for a, b in zip(whole, open_, strict=True):
        assert b.low <= a.low + 0.01 and b.high >= a.high - 0.01 and b.n == 152
        assert "8 items without an answer" in b.reason


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_refused_by_the_number_of_answers_alone(value, rare, rng):
    drawn = draw_by_rank(rare[1], 24, rng, cut=80)
    for figure in ranked_figures(np.full(24, value), drawn, rng):
        assert figure.value is None and "label 14 more or so" in figure.reason and figure.n == 24


def test_without_a_positive_item_recall_has_no_value(rare, rng):
    drawn = draw_by_rank(rare[1], 160, rng, cut=80)
    found = {f.metric: f for f in ranked_figures(np.zeros(160), drawn, rng)}
    assert (found["recall"].value, found["recall"].low, found["recall"].high) == (None, 0.0, 1.0)
    assert found["share"].value == found["share"].low == 0 and 0 < found["share"].high < 0.2
    assert np.isnan(ranked_average_precision(np.zeros(160), drawn))


def test_bad_calls_are_refused(rare, rng):
    drawn = draw_by_rank(rare[1], 40, rng, cut=80)
    with pytest.raises(BadParameter, match="for 40 items"):
        ranked_figures(np.ones(3), drawn, rng)
    with pytest.raises(BadData, match="0, 1 and NaN"):
        ranked_average_precision(np.full(40, 2.0), drawn)
