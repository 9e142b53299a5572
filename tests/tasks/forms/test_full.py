"""One of all the classes, for the price of one answer."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.tasks.forms import Full
from labelwise.types import Answer, Posed, Query

QUERY, ANSWER = Query("q1", "a"), Answer("a1", "q1", "human:anna", "is", "pos")


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (None, ("skip", None)),
        ("pos", ("is", "pos")),
        (0, ("is", 0)),
        (False, ("is", False)),
        ("", ("is", "")),
    ],
)
def test_only_none_is_a_skip(raw, read):
    assert Full().read(QUERY, raw) == read


def test_every_class_is_on_offer():
    assert Full().pose(None, np.arange(3)) == [Posed()] * 3 and Full().name == "full"


@pytest.mark.parametrize(("price", "cost"), [(0, 1.0), (Decimal("0.05"), 0.05), (2, 2.0)])
def test_expected_and_real_cost(price, cost):
    form = Full(price)
    assert form.cost(None, np.arange(3)).tolist() == [cost] * 3
    assert form.price(QUERY, ANSWER) == Decimal(price) and type(form.price(QUERY, ANSWER)) is Decimal


def test_a_price_comes_back():
    assert Full.from_config(Full(0.05).to_config()) == Full(Decimal("0.05"))
    assert repr(Full()) == "Full()"


@pytest.mark.parametrize("price", [-1, Decimal("NaN"), None, "5"])
def test_impossible_prices(price):
    with pytest.raises(BadParameter, match=r"Full: price_each is .* 0 or more"):
        Full(price)
