"""The ledger in memory passes the contract of every store."""

from __future__ import annotations

from labelwise.store import Ledger, MemoryLedger
from labelwise.testing.store_events import asked, trained
from labelwise.testing.store_suite import StoreSuite


class TestMemoryLedger(StoreSuite):
    def make(self) -> Ledger:
        return MemoryLedger()

    def damage(self, ledger: Ledger, name: str) -> None:
        content = bytearray(ledger._artefacts[name])
        content[len(content) // 2] ^= 1
        ledger._artefacts[name] = bytes(content)


def test_the_current_tables_are_a_copy():
    ledger = MemoryLedger()
    ledger.append([asked(1)])
    ledger.current().leases.clear()
    assert len(ledger.current().leases) == 1


def test_ids_of_a_rolled_back_batch_are_free_again():
    ledger = MemoryLedger()
    ledger.append([asked(1)])
    try:
        ledger.append([trained(2), asked(3)])
    except ValueError:
        ledger.append([trained(2)])
    assert [event.id for event in ledger.events()] == ["e1", "e2"]
