"""Questions, answers, events and budgets."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadAnswer, BadParameter
from labelwise.types import KINDS, Answer, Budget, Event, Query, Unit


def answer(**changes):
    return Answer(**{"id": "a1", "query": "q1", "by": "human:anna", "kind": "is", **changes})


def test_unit_of_query_and_answer():
    assert Query("q1", "doc", "t3:7").unit == answer(item="doc", part="t3:7").unit == Unit("doc", "t3:7")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_taken(kind):
    assert answer(kind=kind).kind == kind


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "maybe"}, "an answer of kind 'maybe'. Allowed: is, not, among"),
        ({"confidence": 1.1}, "the confidence of an answer is 1.1. Allowed: a number from 0 to 1, or None."),
        (
            {"confidence": float("nan")},
            "the confidence of an answer is nan. Allowed: a number from 0 to 1, or None.",
        ),
        (
            {"confidence": "sure"},
            "the confidence of an answer is 'sure'. Allowed: a number from 0 to 1, or None.",
        ),
        ({"seconds": -1}, "the seconds of an answer is -1. Allowed: a number of 0 or more, or None."),
        (
            {"seconds": float("inf")},
            "the seconds of an answer is inf. Allowed: a number of 0 or more, or None.",
        ),
        ({"price": -1}, "the price of an answer is -1. Allowed: a number of 0 or more."),
        (
            {"price": Decimal("NaN")},
            "the price of an answer is Decimal('NaN'). Allowed: a number of 0 or more.",
        ),
        ({"price": None}, "the price of an answer is None. Allowed: a number of 0 or more."),
    ],
)
def test_impossible_answers(changes, message):
    with pytest.raises(BadAnswer) as error:
        answer(**changes)
    assert str(error.value).startswith(message)


def test_numbers_are_kept_in_plain_types():
    made = answer(confidence=np.float32(0.5), seconds=np.int64(3), price=0.1)
    assert [type(v) for v in (made.confidence, made.seconds, made.price)] == [float, float, Decimal]
    assert made.price == Decimal("0.1") and answer(price=2).price == Decimal(2)
    assert answer(confidence=0, seconds=0).confidence == 0.0


def test_an_event_has_its_own_body():
    assert Event("asked", "e1", 0.0).body == {}
    assert Event("asked", "e1", 0.0).body is not Event("asked", "e2", 0.0).body


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_left_of_whole_answers(limit, spent):
    left = Budget(limit).left(spent)
    assert left == max(0, limit - spent) and type(left) is int


@given(st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2))
def test_money_is_exact(limit, spent):
    left = Budget(limit, "money").left(spent)
    assert type(left) is Decimal and left == max(Decimal(0), limit - spent)


def test_money_given_as_float_is_what_was_written():
    assert Budget(0.3, "money").left(0.1) == Decimal("0.2")


def test_tenths_of_a_second_are_what_was_written():
    left = Budget(0.7, "seconds").left(Decimal("0.6"))
    assert left == 0.1 and type(left) is float and Budget(1, "seconds").left(1.5) == 0


def test_a_number_counts_answers():
    assert Budget.of(5) == Budget.of(np.int64(5)) == Budget.of(Budget(5)) == Budget(5)
    assert Budget.of(None) is None


@pytest.mark.parametrize("budget", [True, 5.0, "5", [5]])
def test_other_budgets_are_refused(budget):
    with pytest.raises(BadParameter, match=r"the budget is .*whole number of answers, a Budget, None"):
        Budget.of(budget)


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ((-1,), "limit is -1. Allowed: a number of 0 or more"),
        ((None,), "limit is None"),
        ((float("nan"),), "limit is nan"),
        ((float("inf"),), "the budget is inf. Allowed: a finite number. To fix: budget=None"),
        ((5, "hours"), "unit is 'hours'. Allowed: one of 'answers'"),
        ((5, "answers", "stop"), "overrun is 'stop'. Allowed: one of 'skip'"),
    ],
)
def test_impossible_budgets(given, part):
    with pytest.raises(BadParameter) as error:
        Budget(*given)
    assert part in str(error.value)
