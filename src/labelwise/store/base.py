"""The ledger: append-only events, and the artefacts that they name."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from numpy.typing import NDArray

from labelwise.errors import StoreError
from labelwise.store.current import Current
from labelwise.types import Event


class Transaction:
    """Exclusive writing; made by :meth:`Ledger.transaction`, over when its block is left."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.whole = True  # False while an append is under way and after one failed

    def events(self, after: int = 0) -> list[Event]:
        """Events after position ``after``, those of this transaction included."""
        self._alive()
        return self._ledger._read(after)

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Add ``events``; what :meth:`Ledger.append` raises ends the transaction with nothing written."""
        self._alive()
        self.whole = False
        stored = self._ledger._insert(events) if events else []
        self.whole = True
        return stored

    def _alive(self) -> None:
        if self._ledger._writing is not self:
            raise StoreError("this transaction has ended", fix="open another with ledger.transaction()")


class Ledger(ABC):
    """Events in order, and artefacts by content; safe for several threads.

    A store implements reading, inserting, beginning, committing and rolling back; everything
    that must be the same in all of them is here. Use it as a context manager, or ``close`` it.
    """

    cache: Path | None = None
    """Folder beside the project for what can be computed again; None where there is none."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._writing: Transaction | None = None
        self._thread = 0

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """The only writer while the block runs; one commit at its end, nothing written on an error.

        Raises
        ------
        StoreLocked
            If another process writes for longer than the store waits.
        StoreError
            If this thread already writes, or an append of this transaction failed.
        """
        with self._lock:
            if self._writing is not None:
                raise StoreError("this thread already has a transaction open", fix="append to that one")
            self._begin()
            self._writing, self._thread = Transaction(self), threading.get_ident()
            try:
                yield self._writing
                if not self._writing.whole:
                    raise StoreError("an append of this transaction failed, so nothing of it was written")
                self._commit()
            except BaseException:
                self._rollback()
                raise
            finally:
                self._writing = None

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Add ``events`` in one transaction: all of them or none, one commit.

        Parameters
        ----------
        events : sequence of Event
            Their ids are new; bodies are JSON.

        Returns
        -------
        list of Event
            As :meth:`events` gives them, with their ``seq``.

        Raises
        ------
        DuplicateEvent
            If an id is already stored.
        Taken
            If an ``asked`` event leases a unit and slot that somebody holds.
        StoreError
            If the store cannot be written.
        """
        if not events:
            return []
        with self.transaction() as transaction:
            return transaction.append(events)

    def events(self, after: int = 0) -> list[Event]:
        """Events with a position above ``after``, in order."""
        return self._read(after)

    @property
    @abstractmethod
    def last(self) -> int:
        """Position of the newest event, 0 when there is none."""

    @abstractmethod
    def current(self) -> Current:
        """The tables of open leases and standing answers."""

    @abstractmethod
    def put(self, arrays: Mapping[str, NDArray[Any]]) -> str:
        """Store arrays for good and return the name of their content.

        Parameters
        ----------
        arrays : mapping from str to array
            No object arrays. The same content twice gives the same name.

        Raises
        ------
        StoreError
            If they cannot be written.
        """

    @abstractmethod
    def get(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays stored as ``name``.

        Raises
        ------
        StoreError
            If there is no such artefact, or its content is damaged.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections; closing twice is fine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _writes(self) -> bool:
        """Whether this thread is inside a transaction."""
        return self._writing is not None and self._thread == threading.get_ident()

    @abstractmethod
    def _read(self, after: int) -> list[Event]: ...

    @abstractmethod
    def _insert(self, events: Sequence[Event]) -> list[Event]: ...

    @abstractmethod
    def _begin(self) -> None: ...

    @abstractmethod
    def _commit(self) -> None: ...

    @abstractmethod
    def _rollback(self) -> None: ...
