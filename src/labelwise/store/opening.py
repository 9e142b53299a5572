"""From what a campaign was given as its store to an open ledger."""

from __future__ import annotations

import re
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
        its artefacts in the folder ``<path without suffix>.artefacts``;
        ``postgresql://user@host:port/database?project=name`` is a schema of a PostgreSQL database, made
        when it is missing; a Ledger is returned as it is.
    create : bool
        Whether a file that does not exist is made.

    Raises
    ------
    NotAStore
        If the file is something else; it is left as it is.
    StoreLocked
        If another process holds it.
    MissingExtra
        For PostgreSQL without the extra ``postgres``.
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
    scheme, separator, _ = str(store).partition("://")
    if separator and scheme in ("postgresql", "postgres"):
        from labelwise.store.postgres import open_url

        return open_url(str(store), create=create)
    from labelwise.store.sqlite import open_file

    return open_file(_path(store), create=create)


def shown(store: object) -> str:
    """A store as messages may show it: without the password and the options of a URL.

    Examples
    --------
    >>> shown("postgresql://anna:secret@db.lab/labels?project=pets&password=secret")
    'postgresql://anna@db.lab/labels?project=pets'
    >>> shown("pets.db")
    'pets.db'
    """
    scheme, separator, rest = str(store).partition("://")
    if not separator:
        return str(store)
    login, at, place = rest.rpartition("@")
    address, _, options = place.partition("?")
    kept = [f"?{option}" for option in options.split("&") if option.startswith("project=")]
    return f"{scheme}://{re.split('[:?]', login)[0]}{at}{address}{''.join(kept)}"


def _path(store: str | Path) -> Path:
    text = str(store)
    scheme, separator, rest = text.partition("://")
    if text == ":memory:" or (separator and (scheme != "sqlite" or not rest.strip("/"))):
        raise StoreError(
            f"the store is {shown(text)!r}",
            allowed="None (in memory), a path, sqlite:///path, or postgresql://user@host/database",
            fix="pass a path",
        )
    return Path(rest.removeprefix("/")) if separator else Path(text)
