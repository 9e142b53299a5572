"""From what a campaign was given as its store to an open ledger."""

from __future__ import annotations

from pathlib import Path

from labelwise.errors import StoreError
from labelwise.store.base import Ledger
from labelwise.store.memory import MemoryLedger


def open_store(store: str | Path | Ledger | None, *, create: bool) -> Ledger:
    """Open the store that a campaign was given.

    Parameters
    ----------
    store : None, str, Path or Ledger
        None keeps everything in memory; a path or ``sqlite:///path`` is an SQLite file, with
        its artefacts in the folder ``<path without suffix>.artefacts``; a Ledger is returned as it is.
    create : bool
        Whether a file that does not exist is made.

    Raises
    ------
    NotAStore
        If the file is something else; it is left as it is.
    StoreLocked
        If another process holds it.
    StoreError
        If there is no such file, it is read-only, or it was made by a newer version.

    Examples
    --------
    >>> with open_store(None, create=True) as ledger:
    ...     ledger.last
    0
    """
    if isinstance(store, Ledger):
        return store
    if store is None:
        return MemoryLedger()
    from labelwise.store.sqlite import open_file

    return open_file(_path(store), create=create)


def _path(store: str | Path) -> Path:
    text = str(store)
    scheme, separator, rest = text.partition("://")
    if text == ":memory:" or (separator and (scheme != "sqlite" or not rest.strip("/"))):
        raise StoreError(
            f"the store is {text!r}", allowed="None (in memory), a path, or sqlite:///path", fix="pass a path"
        )
    return Path(rest.removeprefix("/")) if separator else Path(text)
