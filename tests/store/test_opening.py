"""Opening by None, path, URL or ledger."""

from __future__ import annotations

import pytest

from labelwise.errors import StoreError
from labelwise.store import MemoryLedger, open_store
from labelwise.store.opening import shown
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


@pytest.mark.parametrize(
    "store",
    [
        "postgresql://anna:secret@host:5432/db?project=pets&sslpassword=secret",
        "postgresql://anna:se?cret@host/db?password=secret",
        "postgresql://host/db?user=anna&password=secret@1",
        "mysql://anna:se:cr@et@host/db",
    ],
)
def test_messages_never_hold_a_password(store):
    assert "host" in shown(store)
    assert "cret" not in shown(store)
    assert "cr@et" not in shown(store)
    if not store.startswith("postgresql"):
        with pytest.raises(StoreError) as refused:
            open_store(store, create=True)
        assert "anna" in str(refused.value)
        assert "cr@et" not in str(refused.value)


@pytest.mark.parametrize("store", ["mysql://host/db", "sqlite://", "sqlite:///", ":memory:"])
def test_other_addresses_are_refused(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="Allowed: None"):
        open_store(store, create=True)
    assert list(tmp_path.iterdir()) == []
