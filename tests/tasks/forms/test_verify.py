"""Accept, reject, or put the right class in its place."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from labelwise.errors import BadAnswer, BadParameter
from labelwise.strategy import View
from labelwise.tasks.forms import Verify
from labelwise.types import Answer, Query

QUESTION = Query("q1", "a", form="verify", proposal="cat")
VIEW = View.from_arrays(proba=np.array([[0.25, 0.75], [0.6, 0.4]]), guess=np.array([0, 1]))


@pytest.mark.parametrize(
    ("raw", "read", "price"),
    [
        (True, ("is", "cat"), "0.01"),
        ("cat", ("is", "cat"), "0.01"),
        (np.False_, ("not", ["cat"]), "0.01"),
        ("dog", ("is", "dog"), "0.04"),
        (7, ("is", 7), "0.04"),
    ],
)
def test_what_was_answered_and_its_price(raw, read, price):
    form = Verify(0.01, 0.04)
    assert form.read(QUESTION, raw) == read
    assert form.price(QUESTION, Answer("a1", "q1", "human", *read)) == Decimal(price)


@pytest.mark.parametrize("kind", ["skip", "unsure", "flag"])
def test_who_names_no_other_class_is_not_paid_for_one(kind):
    assert Verify(0.01, 0.04).price(QUESTION, Answer("a1", "q1", "human", kind)) == Decimal("0.01")


def test_nothing_is_a_skip_and_without_a_proposal_there_is_nothing_to_accept():
    assert Verify().read(QUESTION, None) == ("skip", None)
    with pytest.raises(BadAnswer, match="proposes nothing"):
        Verify().read(Query("q1", "a", form="verify"), True)


def test_the_expected_price_follows_the_confidence():
    assert Verify(1, 5).cost(VIEW, np.arange(2)).tolist() == pytest.approx([0.75 + 1.25, 0.6 + 2.0])
    assert Verify(1, 5, of="guess").cost(VIEW, np.arange(2)).tolist() == [1, 1]
    assert Verify().cost(VIEW, np.arange(2)).tolist() == [1, 1]


def test_all_classes_stay_on_offer():
    assert [(p.options, p.proposal) for p in Verify().pose(VIEW, np.arange(2))] == [((), 1), ((), 0)]
    assert Verify(of="guess").needs == ("guess",)


@pytest.mark.parametrize("truth", ["cat", "dog"])
def test_who_knows_the_truth(truth):
    assert Verify().read(QUESTION, Verify.truthful(QUESTION, truth)) == ("is", truth)


def test_prices_are_decimals_that_come_back():
    form = Verify(0.01, Decimal("0.04"))
    assert form.accept == Decimal("0.01") and Verify.from_config(form.to_config()) == form
    with pytest.raises(BadParameter, match="accept is -1"):
        Verify(-1)
