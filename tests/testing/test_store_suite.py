"""The suite finds the faults that it is there for."""

from __future__ import annotations

import dataclasses

import pytest

from labelwise.errors import StoreError
from labelwise.store import MemoryLedger
from labelwise.testing.store_events import asked, trained
from labelwise.testing.store_suite import StoreSuite


class Keeps(MemoryLedger):
    """Rolls nothing back."""

    def _rollback(self):
        self._now.keep()


class LeasesTwice(MemoryLedger):
    """Lets the newest question have the unit."""

    def _insert(self, events):
        self._now.leases.clear()
        self._now._keys.clear()
        return super()._insert(events)


class Miscounts(MemoryLedger):
    """Numbers from 0."""

    def _read(self, after):
        return [dataclasses.replace(event, seq=event.seq - 1) for event in super()._read(after)]


FAULTS = [
    (Keeps, "test_a_batch_is_all_or_nothing"),
    (Keeps, "test_an_error_takes_the_transaction_back"),
    (Keeps, "test_an_open_lease_is_refused"),
    (LeasesTwice, "test_an_open_lease_is_refused"),
    (LeasesTwice, "test_two_writers_never_lease_one_unit_twice"),
    (Miscounts, "test_events_come_back_in_order_and_whole"),
]


@pytest.mark.parametrize(("ledger", "test"), FAULTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_broken_store_fails(ledger, test):
    class Suite(StoreSuite):
        def make(self):
            return ledger()

        def damage(self, ledger, name):
            ledger._artefacts[name] = b""

    with pytest.raises((AssertionError, StoreError, pytest.fail.Exception)):
        getattr(Suite(), test)(ledger())


def test_the_sequence_that_finds_a_broken_store():
    class Suite(StoreSuite):
        def make(self):
            return Keeps()

        def damage(self, ledger, name):
            ledger._artefacts[name] = b""

    compare = Suite.test_current_tables_are_the_refolded_events.hypothesis.inner_test
    compare(Suite(), batches=[[asked(1)], [trained(2)]])
    with pytest.raises((AssertionError, StoreError)):
        compare(Suite(), batches=[[asked(1)], [trained(2), asked(3)]])
