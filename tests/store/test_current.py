"""The current tables as a fold; the suites compare the stores' own tables with it."""

from __future__ import annotations

import pytest

from labelwise.store import Current, DuplicateEvent, Lease, MemoryLedger, Taken, refold
from labelwise.store.current import lease_of
from labelwise.testing.store_events import answered, asked, trained
from labelwise.types import Event


def retracted(**body):
    return Event("retracted", "u", 2.0, body=body)


def test_a_life_of_a_lease():
    current = Current().fold([asked(1), asked(2, "b", holder=None)])
    assert current.leases == {
        ("a", "", "0"): Lease("q1", "anna", 10.0),
        ("b", "", "0"): Lease("q2", None, 10.0),
    }
    current.fold([Event("changed", "c", 1.0, body={"renew": {"q1": 30.0, "q9": 1.0}})])
    assert current.leases["a", "", "0"].until == 30.0
    current.fold([retracted(queries=["q2"]), answered(3)])
    assert current.leases == {}


def test_taken_names_unit_and_holder():
    current = Current().fold([asked(1)])
    with pytest.raises(Taken, match=r"'a' \(slot 0\) is leased by 'anna'.*another item"):
        current.fold([asked(2)])
    assert "somebody" in str(Taken.key(("a", "t3", "0"), None))
    assert "'a#t3'" in str(Taken.key(("a", "t3", "0"), None))


def test_a_question_belongs_to_one_unit():
    with pytest.raises(DuplicateEvent, match="'q1'"):
        Current().fold([asked(1), asked(2, "b", query="q1")])


def test_a_taken_over_lease_forgets_the_old_question():
    current = Current().fold([asked(1), asked(2, at=10.0, until=20.0)])
    current.fold([answered(3, "q1")])
    assert current.leases["a", "", "0"].query == "q2"
    current.fold([asked(4, "b", query="q1")])
    assert len(current.leases) == 2


def test_undo_takes_back_all_since_keep():
    current = Current().fold([asked(1), answered(2)])
    current.keep()
    before = Current(dict(current.leases), dict(current.answers))
    current.fold([asked(3), answered(4, "q3", answer="x"), retracted(answer="q1:human:anna"), asked(5, "b")])
    assert current != before
    current.undo()
    assert current == before
    current.fold([asked(5, "b")])
    assert set(current.leases) == {("b", "", "0")}


def test_lease_of_an_event_without_one():
    assert lease_of(asked(1, lease=False)) is None
    assert lease_of(asked(1, slot="anna"))[0] == ("a", "", "anna")


def test_refold_reads_the_events_alone():
    ledger = MemoryLedger()
    ledger.append([asked(1), trained(2), asked(3, "b")])
    assert refold(ledger) == Current().fold(ledger.events()) == ledger.current()
