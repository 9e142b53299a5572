"""What is leased and what is answered right now, as a fold over the events.

The stores keep the same two tables inside the transaction of every insert;
:func:`refold` computes them again from the first event, for the test that compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from labelwise.errors import StoreError
from labelwise.types import Event

ANYBODY = "human"
"""Who answers where nobody says who."""
Key = tuple[str, str, str]
"""Item, part and slot: at most one open lease each."""


class DuplicateEvent(StoreError):
    """An event, or the lease of a question, with an id that is already stored."""


class Taken(StoreError):
    """Somebody holds an unexpired lease of the same unit and slot."""

    @classmethod
    def key(cls, key: Key, holder: str | None) -> Taken:
        """Build the error for a unit that ``holder`` has; None is whoever asked."""
        item, part, slot = key
        unit = f"{item}#{part}" if part else item
        who = "somebody" if holder is None else repr(holder)
        return cls(f"{unit!r} (slot {slot}) is leased by {who}", fix="ask for another item")


@dataclass(frozen=True, slots=True)
class Lease:
    """An open question: who holds it and until when (seconds since the epoch)."""

    query: str
    holder: str | None
    until: float

    @property
    def who(self) -> str:
        """Whose answer is expected."""
        return self.holder or ANYBODY


def lease_of(event: Event) -> tuple[Key, Lease] | None:
    """Key and lease that an ``asked`` event opens; None with ``"lease": false`` in its body."""
    body = event.body
    if not body.get("lease", True):
        return None
    key = (event.item, event.part, str(body.get("slot", 0)))
    return key, Lease(event.query, body.get("holder"), float(body["until"]))


@dataclass
class Current:
    """Both tables as dicts.

    Parameters
    ----------
    leases : dict from (item, part, slot) to Lease
        Open questions, expired ones included until the next lease of that key.
    answers : dict from answer id to int
        Answers that stand, each with the position of its event.

    Examples
    --------
    >>> asked = Event("asked", "e1", 5.0, item="a", query="q1", body={"holder": "anna", "until": 9.0})
    >>> now = Current().fold([asked])
    >>> now.leases
    {('a', '', '0'): Lease(query='q1', holder='anna', until=9.0)}
    """

    leases: dict[Key, Lease] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    _keys: dict[str, Key] = field(default_factory=dict, compare=False, repr=False)
    _undo: list[tuple[dict[Any, Any], Any, Any]] = field(default_factory=list, compare=False, repr=False)

    def fold(self, events: Iterable[Event]) -> Current:
        """Apply ``events`` in order.

        Raises
        ------
        Taken
            If a key is leased and not expired at the time of the event.
        DuplicateEvent
            If a question already has a lease of another key.
        """
        for event in events:
            self._apply(event)
        return self

    def _apply(self, event: Event) -> None:
        if event.kind == "asked":
            self._lease(event)
        elif event.kind == "answered":
            self._end(event.query)
            self._set(self.answers, event.body["answer"]["id"], event.seq)
        elif event.kind == "retracted":
            for query in event.body.get("queries", ()):
                self._end(query)
            self._set(self.answers, event.body.get("answer"), None)
        elif event.kind == "changed":
            self._renew(event.body.get("renew", {}))

    def _lease(self, event: Event) -> None:
        opened = lease_of(event)
        if opened is None:
            return
        key, lease = opened
        old = self.leases.get(key)
        if old is not None and old.until > event.at:
            raise Taken.key(key, old.holder)
        if self._keys.get(lease.query, key) != key:
            raise DuplicateEvent(f"the question {lease.query!r} is already out for another unit")
        if old is not None:
            self._end(old.query)
        self._set(self.leases, key, lease)
        self._set(self._keys, lease.query, key)

    def _renew(self, until: dict[str, float]) -> None:
        for query, end in until.items():
            if query in self._keys:
                key = self._keys[query]
                self._set(self.leases, key, Lease(query, self.leases[key].holder, float(end)))

    def _end(self, query: str) -> None:
        if query in self._keys:
            self._set(self.leases, self._keys[query], None)
            self._set(self._keys, query, None)

    def _set(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Write one entry, None removes it; what was there goes into the journal."""
        self._undo.append((table, key, table.get(key)))
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value

    def keep(self) -> None:
        """Forget the journal: what was applied stays."""
        self._undo.clear()

    def undo(self) -> None:
        """Take back all that was applied since :meth:`keep`."""
        for table, key, old in reversed(self._undo):
            if old is None:
                table.pop(key, None)
            else:
                table[key] = old
        self._undo.clear()


class HasEvents(Protocol):
    """A ledger, as far as :func:`refold` reads it."""

    def events(self) -> list[Event]:
        """All events in order."""


def refold(ledger: HasEvents) -> Current:
    """Both tables of ``ledger``, computed from its events alone."""
    return Current().fold(ledger.events())
