"""Declared constraints."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.params.checks import Between, OneOf, Whole, declared


@given(st.floats(), st.floats(allow_nan=False), st.floats(allow_nan=False), st.booleans())
def test_between_is_the_interval(value, low, high, open_low):
    inside = low <= value <= high and not (open_low and value == low)
    assert Between(low, high, open_low)(value) is inside


@pytest.mark.parametrize("value", [1, 1.0, Decimal(1), np.int64(1), np.float32(1)])
def test_numbers_of_every_kind(value):
    assert Between(0, 2)(value) is True


@pytest.mark.parametrize(
    "value",
    [
        True,
        "1",
        None,
        float("nan"),
        Decimal("NaN"),
        Decimal("sNaN"),
        np.array([1]),
        [1],
        Fraction(1, 2),
        np.bool_(True),
    ],
)
def test_what_is_no_number(value):
    assert Between(0, 2)(value) is False


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (Between(0, 1), "a number from 0 to 1"),
        (Between(0, 1, open_low=True), "a number above 0 to 1"),
        (Between(0), "a number of 0 or more"),
        (Between(0, open_low=True), "a number above 0"),
        (OneOf(("a", 2)), "one of 'a', 2"),
        (Whole(), "a whole number"),
        (Whole(0), "a whole number of 0 or more"),
    ],
)
def test_what_a_check_says(check, text):
    assert str(check) == text


def test_one_of_takes_only_its_values():
    check = OneOf(("a", 2, None))
    assert check("a") and check(2) and check(None)
    assert not check("b") and not check("2") and not check(np.array(["a", "b"])) and not check([2])


def test_whole_numbers():
    assert Whole()(3) and Whole()(np.int32(3))
    assert not Whole()(3.0) and not Whole()(True) and not Whole()("3")
    assert Whole(1)(1) and Whole()(-3) and not Whole(1)(0) and not Whole(0)(np.int64(-1))


def test_what_a_class_declares():
    class Some:
        a: Annotated[int, Between(1)]
        b: Annotated[float | None, Between(0)] = None
        c: int = 3

    found = declared(Some)
    assert found.keys() == {"a", "b"}
    assert found["a"][0] is False and [str(c) for c in found["a"][1]] == [
        "a whole number",
        "a number of 1 or more",
    ]
    assert found["b"] == (True, (Between(0),))
