"""The desk: the live fold, one exclusive transaction at a time, and what is out with whom."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Self

from labelwise.campaign.subject import Subject
from labelwise.errors import BadParameter
from labelwise.pool import Pool
from labelwise.store import Ledger
from labelwise.store.bodies import answer_body
from labelwise.store.fold import Fold
from labelwise.tasks import Task
from labelwise.types import Answer, Event, EventKind, Query, Undone, Unit


class Writer:
    """Collects the events of one transaction, all of the moment ``at``."""

    def __init__(self, seq: int) -> None:
        self._seq, self.at = seq, time.time()
        self.events: list[Event] = []

    @property
    def next(self) -> int:
        """The position the next event will have."""
        return self._seq + len(self.events) + 1

    def emit(self, kind: EventKind, id: str, *, answer: Answer | None = None, **columns: Any) -> None:
        """Add one event; an ``answer`` fills the columns."""
        if answer is not None:
            columns = {
                "item": answer.item,
                "part": answer.part,
                "query": answer.query or "",
                "by": answer.by,
                "body": {"answer": answer_body(answer)},
            }
        self.events.append(Event(kind, id, self.at, **columns))


class Desk:
    """Leases, history and undo over a ledger.

    Parameters
    ----------
    ledger : Ledger
        Where the events are.
    subject : Subject
        What is asked about.
    fold : Fold
        The state after the events read so far.
    """

    lease = 600.0
    """Seconds for which a question is held for whoever asked."""
    overlap = 1
    """How many annotators may answer one unit."""
    _behind = False

    def __init__(self, ledger: Ledger, subject: Subject, fold: Fold) -> None:
        self.ledger, self.subject, self.fold = ledger, subject, fold
        self._lock = threading.RLock()  # of the fold, never held while a model trains
        self._planning = threading.RLock()  # of those who may train before they ask; taken before the other

    @property
    def pool(self) -> Pool:
        """The items."""
        return self.subject.pool

    @property
    def task(self) -> Task:
        """The task, with the classes it has by now."""
        return self.subject.task

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the store."""
        self.ledger.close()

    def refresh(self) -> int:
        """Read what other processes wrote; returns the position of the newest event."""
        with self._lock:
            self._absorb(self.ledger.events(self.fold.seq))
            return self.fold.seq

    def _absorb(self, events: Sequence[Event]) -> None:
        """Take events into the live state, and what they change about the subject."""
        self.fold.absorb(events)
        self._behind = self._behind or any(event.kind == "changed" for event in events)
        if self._behind:
            self._changed()  # where it raises, the next call asks again
            self._behind = False

    def _changed(self) -> None:
        """Classes may have been added since."""
        self.subject.adopt(tuple(self.fold.classes))

    def _moment(self) -> Fold:
        """The newest state as of now, for reading while other threads write."""
        with self._lock:
            self.refresh()
            return self.fold.copy()

    @contextmanager
    def _write(self) -> Iterator[Writer]:
        """One exclusive transaction over an up-to-date fold; the fold follows after the commit."""
        with self._lock:
            with self.ledger.transaction() as tx:
                self._absorb(tx.events(self.fold.seq))
                writer = Writer(self.fold.seq)
                yield writer
                stored = tx.append(writer.events) if writer.events else []
            self._absorb(stored)

    def _query(self, id: str) -> Query:
        return self.fold.query(id, self.subject.payload(self.fold.asked[id]["item"]), self.task.options())

    def undo(
        self, by: str | None = None, *, to: str | None = None, answer: str | None = None
    ) -> Undone | None:
        """Take back the newest answer that counts, of ``by`` or of anyone; nothing is erased.

        Parameters
        ----------
        by : str, optional
            Whose answer.
        to : str, optional
            Ask the same item again of this holder, in the same commit. It is not asked when it has all its
            answers still (after a correction was taken back, the corrected one counts again), or when the
            holder has answered it or holds it.
        answer : str, optional
            Take back this one instead, when it still counts; imported labels only this way.

        Returns
        -------
        Undone or None
            None when there is nothing to take back.
        """
        check_name("holder", to)
        with self._write() as out:
            last = self._newest(by, answer)
            if last is None:
                return None
            place: dict[str, Any] = {"item": last.item, "part": last.part}
            out.emit("retracted", f"u{out.next}", by=last.by, body={"answer": last.id}, **place)
            query = f"q{out.next}" if to is not None and self._open_without(last, to, out.at) else None
            if query is not None:
                old = self.fold.asked.get(last.query or "", {})
                kept = {k: v for k, v in old.items() if k not in ("item", "part", "seq", "at", "slot")}
                body = {**kept, **self._lease(last.unit, out), "holder": to}
                out.emit("asked", query, query=query, by=to, body=body, **place)
        return Undone(last, None if query is None else self._query(query))

    def _lease(self, unit: Unit, out: Writer) -> dict[str, Any]:
        """How a unit is leased from the moment of ``out`` on: slot (the first is not written) and end."""
        slot = self.fold.free_slot(unit, out.at)
        return {**({"slot": slot} if slot else {}), "until": out.at + self.lease}

    def _open_without(self, last: Answer, to: str, now: float) -> bool:
        """Whether a unit may be asked of ``to`` once an answer is taken back."""
        told = [a for a in self.fold.told_of(last.unit) if a.id != last.id]
        standing = [a for a in told if self.fold.replaced[a.id] == (a.id == last.of) and not a.by_machine]
        out = [v.who for v in self.fold.leases_of(last.unit) if v.until > now]
        return to not in (*out, *(a.by for a in told)) and len(standing) + len(out) < self.overlap

    def _newest(self, by: str | None, id: str | None) -> Answer | None:
        """The newest answer that counts; with ``id`` that one."""
        fold = self.fold
        found = reversed(fold.answers.values()) if id is None else filter(None, [fold.answers.get(id)])
        mine = (a for a in found if by in (None, a.by) and (id is not None or a.query is not None))
        return next((a for a in mine if not fold.replaced.get(a.id)), None)

    def held(self, to: str) -> list[Query]:
        """Questions that ``to`` holds and has not answered, oldest first."""
        with self._lock:
            self.refresh()
            mine = [v.query for v in self.fold.held(time.time()).values() if v.holder == to]
            return [self._query(i) for i in sorted(mine, key=lambda i: int(self.fold.asked[i]["seq"]))]

    def renew(self, queries: Iterable[str], *, to: str | None = None) -> list[str]:
        """Hold questions longer; returns those that are still this holder's."""
        with self._write() as out:
            leases = {i: self.fold.lease_of(i) for i in queries}
            kept = [i for i, v in leases.items() if v is not None and v.holder == to]
            if kept:
                until = dict.fromkeys(kept, out.at + self.lease)
                out.emit("changed", f"c{out.next}", body={"renew": until})
        return kept

    def release(self, queries: Iterable[str]) -> list[str]:
        """Give questions back unanswered; returns those that were out."""
        with self._write() as out:
            freed = [i for i in dict.fromkeys(queries) if self.fold.lease_of(i) is not None]
            if freed:
                out.emit("retracted", f"u{out.next}", body={"queries": freed})
        return freed

    def history(self, by: str | None = None, limit: int = 50) -> list[tuple[Query, Answer]]:
        """The newest answers with their questions, newest first."""
        with self._lock:
            self.refresh()
            newest = reversed(self.fold.answers.values())
            mine = (a for a in newest if a.query is not None and by in (None, a.by))
            return [(self._query(a.query or ""), a) for a in islice(mine, max(limit, 0))]


def check_name(what: str, name: object) -> None:
    """Refuse a holder or annotator that is no text.

    Raises
    ------
    BadParameter
        Unless it is None or a non-empty text.
    """
    if name is not None and (not isinstance(name, str) or not name):
        raise BadParameter(f"the {what} is {name!r}", allowed="a text of one character or more, or None")
