"""The desk: the live fold, one exclusive transaction at a time, and what is out with whom."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from labelwise.pool import Pool
from labelwise.store import Ledger
from labelwise.store.fold import Fold, answer_body
from labelwise.tasks import Classification
from labelwise.types import Answer, Event, EventKind, Query, Undone


class Writer:
    """Collects the events of one transaction."""

    def __init__(self, seq: int) -> None:
        self._seq = seq
        self.events: list[Event] = []

    @property
    def next(self) -> int:
        """The position the next event will have."""
        return self._seq + len(self.events) + 1

    def emit(
        self, kind: EventKind, id: str, at: float, *, answer: Answer | None = None, **columns: Any
    ) -> None:
        """Add one event; an ``answer`` fills the columns."""
        if answer is not None:
            columns = {
                "item": answer.item,
                "part": answer.part,
                "query": answer.query or "",
                "by": answer.by,
                "body": {"answer": answer_body(answer)},
            }
        self.events.append(Event(kind, id, at, **columns))


class Desk:
    """Leases, history and undo over a ledger.

    Parameters
    ----------
    ledger : Ledger
        Where the events are.
    pool : Pool
        The items.
    task : Classification
        The task.
    fold : Fold
        The state after the events read so far.
    """

    lease = 600.0
    """Seconds for which a question is held for whoever asked."""

    def __init__(self, ledger: Ledger, pool: Pool, task: Classification, fold: Fold) -> None:
        self.ledger, self.pool, self.task, self.fold = ledger, pool, task, fold
        self._lock = threading.RLock()
        self.refresh()

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
            self.fold.absorb(self.ledger.events(self.fold.seq))
            return self.fold.seq

    @contextmanager
    def _write(self) -> Iterator[Writer]:
        """One exclusive transaction over an up-to-date fold; the fold follows after the commit."""
        with self._lock:
            with self.ledger.transaction() as tx:
                self.fold.absorb(tx.events(self.fold.seq))
                writer = Writer(self.fold.seq)
                yield writer
                stored = tx.append(writer.events) if writer.events else []
            self.fold.absorb(stored)

    def _query(self, id: str) -> Query:
        item = self.fold.asked[id]["item"]
        return self.fold.query(id, self.pool.payload(int(self.pool.rows([item])[0])), self.task.options())

    def undo(
        self, by: str | None = None, *, to: str | None = None, answer: str | None = None
    ) -> Undone | None:
        """Take back the newest answer, of ``by`` or of anyone; nothing is erased.

        Parameters
        ----------
        by : str, optional
            Whose answer.
        to : str, optional
            Ask the same item again of this holder, in the same commit.
        answer : str, optional
            Take back this one instead, when it is still there.

        Returns
        -------
        Undone or None
            None when there is nothing to take back.
        """
        now = time.time()
        with self._write() as out:
            mine = [a for a in self.fold.answers.values() if a.query is not None and by in (None, a.by)]
            mine = [a for a in mine if answer in (None, a.id)]
            if not mine:
                return None
            last = mine[-1]
            out.emit(
                "retracted",
                f"u{out.next}",
                now,
                item=last.item,
                part=last.part,
                by=last.by,
                body={"answer": last.id},
            )
            query = f"q{out.next}"
            if to is not None:
                old = self.fold.asked[last.query or ""]
                kept = {k: v for k, v in old.items() if k not in ("item", "part", "seq", "at")}
                body = {**kept, "holder": to, "until": now + self.lease}
                out.emit("asked", query, now, item=last.item, part=last.part, query=query, by=to, body=body)
        return Undone(last, None if to is None else self._query(query))

    def held(self, to: str) -> list[Query]:
        """Questions that ``to`` holds and has not answered, oldest first."""
        self.refresh()
        mine = [v.query for v in self.fold.held(time.time()).values() if v.holder == to]
        return [self._query(i) for i in sorted(mine, key=lambda i: int(self.fold.asked[i]["seq"]))]

    def renew(self, queries: Iterable[str], *, to: str | None = None) -> list[str]:
        """Hold questions longer; returns those that are still this holder's."""
        now = time.time()
        with self._write() as out:
            leases = {i: self.fold.lease_of(i) for i in queries if i in self.fold.asked}
            kept = [i for i, v in leases.items() if v is not None and v.holder == to]
            if kept:
                out.emit(
                    "changed", f"c{out.next}", now, body={"renew": dict.fromkeys(kept, now + self.lease)}
                )
        return kept

    def release(self, queries: Iterable[str]) -> list[str]:
        """Give questions back unanswered; returns those that were out."""
        with self._write() as out:
            freed = [i for i in queries if i in self.fold.asked and self.fold.lease_of(i) is not None]
            if freed:
                out.emit("retracted", f"u{out.next}", time.time(), body={"queries": freed})
        return freed

    def history(self, by: str | None = None, limit: int = 50) -> list[tuple[Query, Answer]]:
        """The newest answers with their questions, newest first."""
        self.refresh()
        mine = [a for a in self.fold.answers.values() if a.query is not None and by in (None, a.by)]
        return [(self._query(a.query or ""), a) for a in reversed(mine[-limit:] if limit else [])]
