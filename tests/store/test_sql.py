"""The ledger in SQLite passes the contract of every store."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from labelwise.errors import StoreError
from labelwise.store import Ledger, open_store
from labelwise.store.sql import SqlLedger
from labelwise.testing.store_events import asked, trained
from labelwise.testing.store_suite import StoreSuite


class TestSqliteLedger(StoreSuite):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path_factory):
        self.folder, self.numbers = tmp_path_factory.mktemp("ledgers"), count()

    def make(self) -> SqlLedger:
        return open_store(self.folder / f"{next(self.numbers)}.db", create=True)

    def address(self, ledger: Ledger) -> str:
        return str(ledger._artefacts.folder.with_suffix(".db"))

    def damage(self, ledger: Ledger, name: str) -> None:
        file: Path = ledger._artefacts.folder / f"{name}.npz"
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)


def test_a_closed_ledger_says_so(tmp_path):
    ledger = open_store(tmp_path / "p.db", create=True)
    ledger.close()
    for use in (ledger.events, ledger.current, lambda: ledger.append([trained(1)])):
        with pytest.raises(StoreError, match="closed"):
            use()


def test_another_process_resumes_where_this_one_stopped(tmp_path):
    with open_store(tmp_path / "p.db", create=True) as ledger:
        stored = ledger.append([asked(1), trained(2)])
        current = ledger.current()
    with open_store(tmp_path / "p.db", create=False) as ledger:
        assert (ledger.events(), ledger.current(), ledger.last) == (stored, current, 2)


def test_two_connections_see_each_others_events(tmp_path):
    with open_store(tmp_path / "p.db", create=True) as one, open_store(tmp_path / "p.db", create=True) as two:
        one.append([trained(1)])
        two.append([trained(2)])
        assert [event.id for event in one.events()] == ["e1", "e2"]
        assert [event.seq for event in one.append([trained(3)])] == [3]
