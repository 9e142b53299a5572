"""What the page may send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from labelwise.app.wire import Batch, Given, TakeBack, Wanted

GOOD = {"id": "a1", "query": "q1", "item": "x", "kind": "is", "value": "pos"}


def test_a_plain_answer_passes():
    assert Given(**GOOD).value == "pos"


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""}, {"id": "a b"}, {"id": "a" * 200}, {"id": "<b>"}, {"query": None}, {"kind": "other"},
        {"seconds": float("nan")}, {"seconds": 1e9}, {"guideline": "g" * 99}, {"extra": 1}, {"value": 3},
    ],
)  # fmt: skip
def test_others_do_not(change):
    with pytest.raises(ValidationError):
        Given(**(GOOD | change))


@given(st.text(min_size=1, max_size=50))
def test_no_identifier_can_carry_markup_or_paths(text):
    try:
        holder = TakeBack(holder=text, answer="a1", item="1").holder
    except ValidationError:
        return
    assert not set(holder) & set("<>&\"'/\\ \n\r\0")


def test_numbers_of_items_are_limited():
    for body in ({"n": 21}, {"n": -1}, {"have": ["q"] * 101}):
        with pytest.raises(ValidationError):
            Wanted(holder="t", **body)
    with pytest.raises(ValidationError):
        Batch(answers=[Given(**GOOD)] * 51)
