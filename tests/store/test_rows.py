"""Events as rows and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.errors import StoreError
from labelwise.store.rows import COLUMNS, events_of, rows_of
from labelwise.types import Event

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.dictionaries(st.text(), JSON), st.floats(allow_nan=False, allow_infinity=False), st.text())
def test_every_json_body_comes_back(body, at, item):
    event = Event("changed", "x", at, item, "p", "q", "b", body)
    rows = rows_of([event, event], first=4)
    assert [len(row) for row in rows] == [len(COLUMNS)] * 2
    assert events_of(rows) == [Event("changed", "x", at, item, "p", "q", "b", body, seq) for seq in (4, 5)]


def test_a_body_that_is_no_json_says_what_happened():
    with pytest.raises(StoreError, match=r"not JSON.*restore"):
        events_of([(1, "e", "changed", 0.0, "", "", "", "", "{")])


def test_the_message_names_the_event():
    with pytest.raises(StoreError, match=r"the trained event 'e7' cannot be written: .*set"):
        rows_of([Event("trained", "e7", 0.0, body={"a": {1}})], first=1)
