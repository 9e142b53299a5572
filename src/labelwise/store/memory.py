"""The ledger in memory: for simulations, tests, and work that need not outlive the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from labelwise.errors import StoreError
from labelwise.store.artefacts import name_of, pack, unpack
from labelwise.store.base import Ledger
from labelwise.store.current import Current, DuplicateEvent
from labelwise.store.faults import point
from labelwise.store.rows import EventRow, events_of, rows_of
from labelwise.types import Event


class MemoryLedger(Ledger):
    """A ledger that is gone with the process.

    Examples
    --------
    >>> ledger = MemoryLedger()
    >>> [e.seq for e in ledger.append([Event("trained", "a", 0.0), Event("trained", "b", 0.0)])]
    [1, 2]
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[EventRow] = []
        self._ids: set[str] = set()
        self._now = Current()
        self._committed = 0
        self._artefacts: dict[str, bytes] = {}

    @property
    def last(self) -> int:
        """Position of the newest event."""
        with self._lock:
            return len(self._rows)

    def current(self) -> Current:
        """A copy of the tables of open leases and standing answers."""
        with self._lock:
            return Current(dict(self._now.leases), dict(self._now.answers))

    def put(self, arrays: Mapping[str, NDArray[Any]]) -> str:
        """Keep arrays under the name of their content."""
        content = pack(arrays)
        name = name_of(content)
        self._artefacts[name] = content
        return name

    def get(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays stored as ``name``."""
        if name not in self._artefacts:
            raise StoreError(f"there is no artefact {name}")
        return unpack(self._artefacts[name], name)

    def close(self) -> None:
        """Nothing to let go of."""

    def _read(self, after: int) -> list[Event]:
        with self._lock:
            return events_of(self._rows[max(after, 0) :])

    def _insert(self, events: Sequence[Event]) -> list[Event]:
        rows = rows_of(events, len(self._rows) + 1)
        point("insert.before")
        for event in events:
            if event.id in self._ids:
                raise DuplicateEvent(f"the event {event.id!r} is already stored")
            self._ids.add(event.id)
        self._rows += rows
        stored = events_of(rows)
        self._now.fold(stored)
        point("insert.after")
        return stored

    def _begin(self) -> None:
        self._committed = len(self._rows)

    def _commit(self) -> None:
        point("commit.before")
        self._now.keep()
        point("commit.after")

    def _rollback(self) -> None:
        del self._rows[self._committed :]
        self._ids = {row[1] for row in self._rows}
        self._now.undo()
