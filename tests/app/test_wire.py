"""What the page may send."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from labelwise.app.wire import Batch, Given, TakeBack, Wanted

GOOD = {"id": "a1", "query": "q1", "item": "x", "kind": "is", "value": "pos"}


def test_a_plain_answer_passes():
    assert Given(**GOOD).value == "pos"


@pytest.mark.parametrize("value", ["pos", "", 3, -2.5, 0, [], ["a", "b"]])
def test_labels_numbers_and_lists_of_tags_pass_as_they_are(value):
    read = Given.model_validate_json(json.dumps(GOOD | {"value": value})).value
    assert read == value and isinstance(read, (int, float) if isinstance(value, int) else type(value))


@pytest.mark.parametrize(("kind", "value"), [("skip", None), ("flag", None), ("flag", "two films in one")])
def test_a_skip_has_no_value_and_a_flag_may_have_a_note(kind, value):
    assert Given(**(GOOD | {"kind": kind, "value": value})).value == value


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""}, {"id": "a b"}, {"id": "a" * 200}, {"id": "<b>"}, {"query": None}, {"kind": "other"},
        {"seconds": float("nan")}, {"seconds": 1e9}, {"guideline": "g" * 99}, {"extra": 1},
        {"value": None}, {"value": True}, {"value": float("nan")}, {"value": float("inf")},
        {"value": {"a": 1}}, {"value": [1]}, {"value": [["a"]]}, {"value": ["a", None]},
        {"value": "x" * 2001},
        {"value": ["a"] * 1001}, {"value": ["x" * 2001]},
        {"kind": "skip"}, {"kind": "flag", "value": 3}, {"kind": "flag", "value": ["a"]},
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
