"""Opening by None, path, URL or ledger."""

from __future__ import annotations

import pytest

from labelwise.errors import StoreError
from labelwise.store import MemoryLedger, open_store
from labelwise.testing.store_events import trained


def test_none_is_memory():
    assert isinstance(open_store(None, create=False), MemoryLedger)


def test_a_ledger_is_returned_as_it_is():
    ledger = MemoryLedger()
    assert open_store(ledger, create=False) is ledger


def test_path_text_and_url_are_one_store(tmp_path):
    path = tmp_path / "a project.db"
    for store in (path, str(path), f"sqlite:///{path}"):
        with open_store(store, create=True) as ledger:
            ledger.append([trained(ledger.last + 1)])
    assert ledger._artefacts.folder == tmp_path / "a project.artefacts"
    with open_store(path, create=False) as ledger:
        assert ledger.last == 3


def test_a_url_may_be_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///p.db", create=True).close()
    assert (tmp_path / "p.db").is_file()


@pytest.mark.parametrize("store", ["mysql://host/db", "sqlite://", "sqlite:///", ":memory:"])
def test_other_addresses_are_refused(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="Allowed: None"):
        open_store(store, create=True)
    assert list(tmp_path.iterdir()) == []
