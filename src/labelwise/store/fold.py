"""All state of a campaign as a fold over its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from labelwise.types import Answer, Event, Query, Unit

Key = tuple[str, str, int]
"""What a lease is unique on: item, part, slot."""


@dataclass(slots=True)
class Lease:
    """A question that is out: to whom and until when (seconds since the epoch)."""

    query: str
    holder: str | None
    until: float


class Fold:
    """The state after some events; feed it with :meth:`apply` in ledger order.

    Attributes
    ----------
    seq : int
        Position of the last event.
    config : dict
        What the campaign was created with.
    asked : dict
        Query id to the body of its ``asked`` event, with item, part and seq.
    leases : dict
        (item, part, slot) to :class:`Lease`; may hold expired ones.
    answers : dict
        Answer id to Answer, all that are not retracted, in the order given.
    by_unit : dict
        Unit to the ids of its answers.
    trained, planned : dict
        Bodies of the newest ``trained`` and ``planned`` events; empty before.
    since_plan, since_training : int
        Answers given or taken back after them.
    changed_at : int
        Position of the last event that gave or took back an answer.

    Examples
    --------
    >>> fold = Fold()
    >>> fold.apply(Event("changed", "c1", 0.0, body={"created": {"seed": 1}}, seq=1))
    >>> fold.seq, fold.config
    (1, {'seed': 1})
    """

    def __init__(self) -> None:
        self.seq = 0
        self.config: dict[str, Any] = {}
        self.asked: dict[str, dict[str, Any]] = {}
        self.leases: dict[Key, Lease] = {}
        self.answers: dict[str, Answer] = {}
        self.by_unit: dict[Unit, list[str]] = {}
        self.retracted: Counter[str] = Counter()
        self.replaced: Counter[str] = Counter()
        self.trained: dict[str, Any] = {}
        self.planned: dict[str, Any] = {}
        self.rounds = self.since_plan = self.since_training = self.changed_at = 0

    def absorb(self, events: Iterable[Event]) -> None:
        """Apply events in order."""
        for event in events:
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Take one event in."""
        getattr(self, "_" + event.kind)(event)
        self.seq = event.seq

    def _asked(self, event: Event) -> None:
        body = {**event.body, "item": event.item, "part": event.part, "seq": event.seq, "at": event.at}
        self.asked[event.query] = body
        if body.get("lease", True):
            key = (event.item, event.part, body.get("slot", 0))
            self.leases[key] = Lease(event.query, body.get("holder"), body["until"])

    def _answered(self, event: Event) -> None:
        answer = answer_from(event.body["answer"])
        self._drop_lease(answer.query)
        self.answers[answer.id] = answer
        self.by_unit.setdefault(answer.unit, []).append(answer.id)
        self.replaced[answer.of or ""] += 1
        self._changed_labels(event)

    def _retracted(self, event: Event) -> None:
        for query in event.body.get("queries", ()):
            self._drop_lease(query)
        if "answer" in event.body:
            answer = self.answers.pop(event.body["answer"])
            left = self.by_unit[answer.unit]
            left.remove(answer.id)
            if not left:
                del self.by_unit[answer.unit]
            self.retracted[answer.id] += 1
            self.replaced[answer.of or ""] -= 1
            self._changed_labels(event)

    def _trained(self, event: Event) -> None:
        self.trained, self.since_training = dict(event.body), 0
        self.rounds += 1

    def _planned(self, event: Event) -> None:
        self.planned, self.since_plan = dict(event.body), 0

    def _evaluated(self, event: Event) -> None:
        """Nothing to keep before estimates are switched on."""

    def _changed(self, event: Event) -> None:
        if "created" in event.body:
            self.config = dict(event.body["created"])
        renewed: Mapping[str, float] = event.body.get("renew", {})
        for lease in self.leases.values() if renewed else ():
            lease.until = renewed.get(lease.query, lease.until)

    def _drop_lease(self, query: str | None) -> None:
        asked = self.asked.get(query or "")
        key = (asked["item"], asked["part"], asked.get("slot", 0)) if asked else None
        if key in self.leases and self.leases[key].query == query:
            del self.leases[key]

    def _changed_labels(self, event: Event) -> None:
        self.changed_at = event.seq
        self.since_plan += 1
        self.since_training += 1

    def present(self) -> Iterator[Answer]:
        """Answers that count: neither retracted nor replaced by a later one."""
        return (a for a in self.answers.values() if not self.replaced[a.id])

    def of_unit(self, unit: Unit) -> list[Answer]:
        """The answers of one unit that count, oldest first."""
        return [self.answers[i] for i in self.by_unit.get(unit, ()) if not self.replaced[i]]

    def held(self, now: float) -> dict[Unit, Lease]:
        """Units that are out at the moment ``now``."""
        return {Unit(k[0], k[1]): v for k, v in self.leases.items() if v.until > now}

    def lease_of(self, query: str) -> Lease | None:
        """The lease of a query, expired or not; None when it was answered, released or taken over."""
        asked = self.asked[query]
        lease = self.leases.get((asked["item"], asked["part"], asked.get("slot", 0)))
        return lease if lease is not None and lease.query == query else None

    def query(self, id: str, payload: Any = None, options: tuple[Any, ...] = ()) -> Query:
        """The Query of an ``asked`` event."""
        a = self.asked[id]
        return Query(
            id,
            a["item"],
            a["part"],
            payload,
            a.get("form", "full"),
            tuple(a.get("options") or options),
            a.get("proposal"),
            a.get("confidence"),
            a.get("holder"),
            a.get("purpose", "train"),
            a.get("why", ""),
        )


def answer_body(answer: Answer) -> dict[str, Any]:
    """An answer as JSON-able data, without the fields that are at their default."""
    plain = Answer(answer.id, answer.query, answer.by, answer.kind)
    kept = {f.name: getattr(answer, f.name) for f in fields(answer)}
    changed = {k: v for k, v in kept.items() if v is not getattr(plain, k) and v != getattr(plain, k)}
    body = {"id": answer.id, "query": answer.query, "by": answer.by, "kind": answer.kind, **changed}
    return {**body, "value": answer.value, **({"price": str(answer.price)} if answer.price else {})}


def answer_from(body: Mapping[str, Any]) -> Answer:
    """The inverse of :func:`answer_body`."""
    return Answer(**{**body, "price": Decimal(body.get("price", "0"))})
