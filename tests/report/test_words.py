"""Numbers in words never claim more than the numbers do."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.report import words
from labelwise.types import Estimate

SHARES = st.floats(0, 1)


def read(text: str) -> float:
    return float(text.removesuffix("%").replace(",", ""))


@given(SHARES, SHARES, st.integers(0, 2))
def test_bounds_of_shares_are_rounded_outwards_by_less_than_one_digit(a, b, digits):
    low, high = sorted([a, b])
    e = Estimate("accuracy", low, low, high)
    below, above = read(words.bound(e, -1, digits)), read(words.bound(e, 1, digits))
    step = 10.0**-digits
    assert below <= 100 * low + 1e-7 and above >= 100 * high - 1e-7
    assert 100 * low - below < step + 1e-7 and above - 100 * high < step + 1e-7


@given(st.floats(1e-3, 1e6))
def test_bounds_of_numbers_are_rounded_outwards(value):
    e = Estimate("rmse", value, value, value)
    below, above = read(words.bound(e, -1)), read(words.bound(e, 1))
    assert below <= value * (1 + 1e-9) and above >= value * (1 - 1e-9)
    assert above - below <= 0.03 * value + 1e-9


def test_a_round_bound_stays_as_it_is():
    e = Estimate("accuracy", 0.9, 0.85, 0.95)
    assert (words.bound(e, -1, 0), words.bound(e, 1, 0), words.interval(e)) == ("85%", "95%", "85.0 to 95.0%")


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (Estimate("accuracy", 0.9, 0.8, 0.95), "80.0 to 95.0%"),
        (Estimate("accuracy", 0.9, 0.8), "at least 80.0%"),
        (Estimate("accuracy", 0.9, None, 0.95), "at most 95.0%"),
        (Estimate("rmse", 2.3, 2.04, 2.61), "2.04 to 2.61"),
        (Estimate("rmse", 0.0, 0.0, 0.5), "0 to 0.5"),
        (Estimate("accuracy", 0.9, float("nan"), float("inf")), "–"),
        (Estimate(), "–"),
    ],
)
def test_intervals(estimate, said):
    assert words.interval(estimate) == said


@pytest.mark.parametrize(
    "metric", ["accuracy", "f1 of spam", "macro-f1", "balanced accuracy", "calibration error"]
)
def test_shares_are_percentages(metric):
    assert words.is_share(metric) and words.figure(metric, 0.5) == "50.0%"


@pytest.mark.parametrize("metric", ["rmse", "log-loss", "Log-loss", "kappa", "brier score"])
def test_other_metrics_are_numbers(metric):
    assert not words.is_share(metric) and words.figure(metric, 0.5) == "0.5"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_not_known_is_a_dash(value):
    assert words.figure("accuracy", value) == "–"


@pytest.mark.parametrize(
    ("cost", "unit", "said"),
    [
        (Decimal("12.50"), "EUR", "12.50 EUR"),
        (1200, "answers", "1,200 answers"), (59, "seconds", "59 seconds"),
        (3600, "seconds", "60 minutes"), (7200.0, "seconds", "2.0 hours"),
    ],
)  # fmt: skip
def test_costs(cost, unit, said):
    assert words.spent(cost, unit) == said


def test_small_words():
    assert words.count(1, "label") == "1 label" and words.count(0, "label") == "0 labels"
    assert words.number(float("nan")) == "–" and words.number(12345.678, 4) == "12,350"
    assert words.moment(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2 January 2026, 03:04 UTC"
    assert words.sentence("  a b ") == "A b." and words.sentence("Done!") == "Done!"
    assert words.level(0.9) == "90%"


def test_sentences_end_where_the_next_begins():
    assert words.sentences("About 0.5 (90% sure: at most 1.5). Is it? Yes.") == [
        "About 0.5 (90% sure: at most 1.5).", "Is it?", "Yes.",
    ]  # fmt: skip
    assert words.sentences(" ") == []
