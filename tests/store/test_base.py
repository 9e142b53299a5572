"""Transactions: one at a time, over when their block is left, poisoned by a failed append."""

from __future__ import annotations

import pytest

from labelwise.errors import StoreError
from labelwise.store import DuplicateEvent, MemoryLedger
from labelwise.testing.store_events import trained


def test_one_transaction_a_thread():
    ledger = MemoryLedger()
    with ledger.transaction() as outer:
        with pytest.raises(StoreError, match="already has a transaction open"):
            ledger.append([trained(1)])
        outer.append([trained(1)])
    assert ledger.last == 1


def test_a_transaction_ends_with_its_block():
    ledger = MemoryLedger()
    with ledger.transaction() as over:
        over.append([trained(1)])
    for use in (over.events, lambda: over.append([trained(2)])):
        with pytest.raises(StoreError, match=r"has ended.*open another"):
            use()
    assert ledger.last == 1


def test_an_error_inside_takes_all_back():
    ledger = MemoryLedger()
    with pytest.raises(KeyError), ledger.transaction() as tx:
        tx.append([trained(1)])
        raise KeyError
    assert ledger.last == 0 and ledger.append([trained(1)])[0].seq == 1


def test_a_failed_append_cannot_be_overlooked():
    ledger = MemoryLedger()
    with pytest.raises(StoreError, match="nothing of it was written"), ledger.transaction() as tx:
        tx.append([trained(1)])
        with pytest.raises(DuplicateEvent):
            tx.append([trained(1)])
    assert ledger.last == 0


def test_nothing_to_append_opens_nothing():
    ledger = MemoryLedger()
    with ledger.transaction():
        assert ledger.append([]) == []
