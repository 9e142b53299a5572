"""Areas, labels needed and paired intervals, against short formulas of their own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.bench.curves import Curves, Run, difference, spread
from labelwise.errors import BadParameter, UnknownName

GRID = np.array([10, 20, 30])


def made(**scores: list[list[float]]) -> Curves:
    runs = [
        Run(name, k, GRID, np.array(row), 1.0) for name, rows in scores.items() for k, row in enumerate(rows)
    ]
    return Curves(runs, "accuracy")


@pytest.fixture
def curves() -> Curves:
    return made(
        margin=[[0.6, 0.8, 0.9], [0.5, 0.8, 1.0], [0.6, 0.7, 0.9]],
        random=[[0.5, 0.6, 0.7], [0.5, 0.7, 0.8], [0.6, 0.6, 0.8]],
    )


def naive_area(labels, scores) -> float:
    total = 0.0
    for k in range(len(labels) - 1):
        total += (labels[k + 1] - labels[k]) * (scores[k] + scores[k + 1]) / 2
    return total / (labels[-1] - labels[0])


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 1)), min_size=2, max_size=12))
def test_area_is_the_trapezoid_rule_and_lies_between_the_extremes(points):
    labels = np.cumsum([gap for gap, _ in points])
    scores = np.array([s for _, s in points])
    area = Run("m", 0, labels, scores).area
    assert area == pytest.approx(naive_area(labels, scores))
    assert scores.min() - 1e-9 <= area <= scores.max() + 1e-9


def test_area_of_one_measurement_is_its_score():
    assert Run("m", 0, np.array([10]), np.array([0.4])).area == 0.4


def test_scores_are_looked_up_without_looking_ahead():
    run = Run("m", 0, GRID, np.array([0.6, 0.8, 0.7]))
    assert (run.at(10), run.at(19), run.at(20), run.at(99)) == (0.6, 0.6, 0.8, 0.7)
    assert math.isnan(run.at(9))


def test_labels_needed_are_the_first_that_suffice():
    run = Run("m", 0, GRID, np.array([0.6, 0.8, 0.7]))
    assert (run.needed(0.6), run.needed(0.75), run.needed(0.81)) == (10, 20, math.inf)


def test_rows_hold_every_measurement(curves):
    rows = curves.rows()
    assert len(rows) == 2 * 3 * 3
    assert rows[4] == {"strategy": "margin", "seed": 1, "labels": 20, "metric": "accuracy", "score": 0.8}
    assert curves.strategies == ["margin", "random"] and curves.seeds == [0, 1, 2]


def test_area_of_every_seed_and_their_mean(curves):
    area = curves.area()["margin"]
    expected = {k: naive_area(GRID, r.scores) for k, r in enumerate(curves.of("margin"))}
    assert area["seeds"] == pytest.approx(expected)
    assert area["mean"] == pytest.approx(sum(expected.values()) / 3)


def test_paired_comparison_by_hand(curves):
    found = curves.compare("random")[0]
    gaps = [naive_area(GRID, a.scores) - naive_area(GRID, b.scores)
            for a, b in zip(curves.of("margin"), curves.of("random"), strict=True)]  # fmt: skip
    mean = sum(gaps) / 3
    error = math.sqrt(sum((g - mean) ** 2 for g in gaps) / 2) / math.sqrt(3)
    assert found.mean == pytest.approx(mean)
    assert (found.low, found.high) == pytest.approx(
        (mean - 4.302653 * error, mean + 4.302653 * error), abs=1e-6
    )
    assert (found.strategy, found.baseline, found.seeds) == ("margin", "random", 3)


def test_comparison_at_a_number_of_labels(curves):
    assert curves.compare("random", labels=30)[0].mean == pytest.approx((0.2 + 0.2 + 0.1) / 3)


def test_pairs_matter_a_constant_gap_has_no_width():
    gap = difference("a", "b", np.array([0.9, 0.5, 0.1]), np.array([0.8, 0.4, 0.0]))
    assert (gap.low, gap.high) == pytest.approx((0.1, 0.1)) and gap.clear


def test_one_seed_has_no_interval():
    gap = difference("a", "b", np.array([0.9]), np.array([0.8]))
    assert gap.mean == pytest.approx(0.1) and math.isnan(gap.low) and not gap.clear
    assert math.isnan(spread(np.array([1.0])))


def test_the_interval_covers_the_truth_as_often_as_it_says(rng):
    draws = rng.normal(0.02, 0.05, (4000, 5))
    held = [difference("a", "b", row, np.zeros(5)) for row in draws]
    share = np.mean([d.low <= 0.02 <= d.high for d in held])
    assert abs(share - 0.95) < 3 * math.sqrt(0.95 * 0.05 / 4000)


def test_table_puts_the_best_area_first_and_names_the_gain(curves):
    first, last = curves.table()
    assert (first["strategy"], last["strategy"]) == ("margin", "random")
    assert first["gain"] == pytest.approx(curves.compare()[0].mean)
    assert last["gain"] is last["low"] is None
    assert first["final"] == pytest.approx((0.9 + 1.0 + 0.9) / 3) and first["labels"] == 30
    assert first["seeds"] == 3 and first["seconds"] == 3.0


def test_without_the_baseline_the_table_has_no_gain():
    assert made(margin=[[0.1, 0.2, 0.3]]).table()[0]["gain"] is None


def test_unknown_names_and_unpaired_seeds_are_refused(curves):
    with pytest.raises(UnknownName, match="no simulated strategy named 'badge'"):
        curves.compare("badge")
    with pytest.raises(BadParameter, match="the same seeds"):
        made(a=[[0, 0, 0]], b=[[0, 0, 0], [0, 0, 0]]).compare("b")
