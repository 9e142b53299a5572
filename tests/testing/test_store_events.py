"""Events for tests: distinct, and colliding often enough to be worth folding."""

from __future__ import annotations

from hypothesis import find
from hypothesis import strategies as st

from labelwise.errors import StoreError
from labelwise.store import Current
from labelwise.testing.store_events import ANY_EVENT, answered, asked, trained


def test_events_by_hand():
    assert asked(3, "b", until=9.0, slot=1).body == {"holder": "anna", "until": 9.0, "slot": 1}
    assert (asked(3).query, asked(3, query="x").query) == ("q3", "x")
    assert answered(4).body["answer"]["id"] == "q1:human:anna"
    assert {event.id for event in (asked(1), answered(2), trained(3))} == {"e1", "e2", "e3"}


def collides(events):
    try:
        Current().fold(events)
    except StoreError:
        return True
    return False


def test_any_events_are_of_every_kind_and_collide():
    for kind in ("asked", "answered", "retracted", "changed", "planned"):
        assert find(ANY_EVENT, lambda event, kind=kind: event.kind == kind).id == ""
    assert len(find(st.lists(ANY_EVENT, max_size=4), collides)) >= 2  # how far it shrinks is not promised
