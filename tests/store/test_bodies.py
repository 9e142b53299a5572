"""Answers as they stand in events."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.store.bodies import answer_body, answer_from
from labelwise.types import KINDS, Answer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3),
    max_leaves=6,
)
PLAIN = {
    "id": st.text(),
    "query": st.none() | st.text(),
    "by": st.text(),
    "kind": st.sampled_from(KINDS),
    "value": JSON,
    "of": st.none() | st.text(),
    "confidence": st.none() | st.floats(0, 1),
    "price": st.decimals(0, 100, places=3),
    "seconds": st.none() | st.floats(0, 1e6),
    "at": st.floats(0, 2e9),
    "shown": st.booleans(),
    "guideline": st.text(),
    "item": st.text(),
    "part": st.text(),
}


@given(st.builds(Answer, **PLAIN))
def test_an_answer_comes_back_through_json(answer):
    made = answer_from(json.loads(json.dumps(answer_body(answer), allow_nan=False)))
    assert made == answer
    assert repr(made.value) == repr(answer.value)  # 0, 0.0 and False are different values


@pytest.mark.parametrize("value", [0, 0.0, False, "", None, [], {}, [0, False], {"tag": 0}])
def test_empty_values_are_values(value):
    made = answer_from(json.loads(json.dumps(answer_body(Answer("a", "q", "me", "is", value)))))
    assert repr(made.value) == repr(value)


def test_zeros_are_kept():
    answer = Answer("a", None, "me", "is", 0, confidence=0.0, seconds=0.0, price=Decimal("0.10"))
    body = answer_body(answer)
    assert body == {
        "id": "a",
        "query": None,
        "by": "me",
        "kind": "is",
        "value": 0,
        "confidence": 0.0,
        "price": "0.10",
        "seconds": 0.0,
    }
    assert str(answer_from(body).price) == "0.10"
