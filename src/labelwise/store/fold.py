"""All state of a campaign as a fold over its events."""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any, get_args

from labelwise.errors import StoreError
from labelwise.store.current import Lease
from labelwise.types import Answer, Event, EventKind, Query, Unit

KINDS = get_args(EventKind)
CHANGES = {"created", "renew"}
"""What a ``changed`` event may say."""

Key = tuple[str, str, int]
"""What a lease is unique on: item, part, slot."""


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
        Unit to the tuple of the ids of its answers.
    changes : list of (int, Unit)
        Every time an answer was given or taken back: position of the event, and the unit.
    spent : dict
        Answers (no skips), money and seconds, of all answers to questions that are not retracted.
    trained, planned : dict
        Bodies of the newest ``trained`` and ``planned`` events; empty before.

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
        self.by_unit: dict[Unit, tuple[str, ...]] = {}
        self.changes: list[tuple[int, Unit]] = []
        self.spent: dict[str, Decimal] = dict.fromkeys(("answers", "money", "seconds"), Decimal(0))
        self.retracted: Counter[str] = Counter()
        self.replaced: Counter[str] = Counter()
        self.trained: dict[str, Any] = {}
        self.planned: dict[str, Any] = {}
        self.rounds = self._trained_upto = self._planned_upto = 0

    def copy(self) -> Fold:
        """The state of this moment, which later events leave as it is.

        Examples
        --------
        >>> fold = Fold()
        >>> before = fold.copy()
        >>> fold.apply(Event("trained", "t1", 0.0, body={"model": "m0"}, seq=1))
        >>> before.trained, fold.trained
        ({}, {'model': 'm0'})
        """
        twin = copy.copy(self)
        vars(twin).update({k: v.copy() for k, v in vars(self).items() if isinstance(v, (dict, list))})
        return twin

    @property
    def changed_at(self) -> int:
        """Position of the last event that gave or took back an answer."""
        return self.changes[-1][0] if self.changes else 0

    @property
    def since_training(self) -> int:
        """Answers given or taken back that the newest model has not seen."""
        return self._since(self._trained_upto)

    @property
    def since_plan(self) -> int:
        """Answers given or taken back that the newest plan has not seen."""
        return self._since(self._planned_upto)

    def _since(self, seq: int) -> int:
        return len(self.changes) - bisect_right(self.changes, seq, key=itemgetter(0))

    def absorb(self, events: Iterable[Event]) -> None:
        """Apply events in order.

        Examples
        --------
        >>> fold = Fold()
        >>> fold.absorb([
        ...     Event("asked", "q1", 0.0, item="a", query="q1", body={"holder": "anna", "until": 9.0}, seq=1),
        ...     Event("asked", "q2", 0.0, item="b", query="q2", body={"holder": "anna", "until": 9.0}, seq=2),
        ... ])
        >>> len(fold.held(now=8.0)), len(fold.held(now=9.0))
        (2, 0)
        """
        for event in events:
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Take one event in.

        Raises
        ------
        StoreError
            If its kind is unknown.
        """
        if event.kind not in KINDS:
            raise StoreError(
                f"event {event.seq} is of the unknown kind {event.kind!r}",
                allowed=", ".join(KINDS),
                fix="open it with the version that wrote it",
            )
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
        if answer.query is not None:
            self._drop_lease(answer.query)
        self.answers[answer.id] = answer
        unit = answer.unit
        self.by_unit[unit] = (*self.by_unit.get(unit, ()), answer.id)
        if answer.of is not None:
            self.replaced[answer.of] += 1
        self._count(answer, event, 1)

    def _retracted(self, event: Event) -> None:
        for query in event.body.get("queries", ()):
            self._drop_lease(query)
        if "answer" in event.body:
            answer = self.answers.pop(event.body["answer"])
            self.by_unit[answer.unit] = tuple(i for i in self.by_unit[answer.unit] if i != answer.id)
            if not self.by_unit[answer.unit]:
                del self.by_unit[answer.unit]
            self.retracted[answer.id] += 1
            if answer.of is not None:
                self.replaced[answer.of] -= 1
            self._count(answer, event, -1)

    def _trained(self, event: Event) -> None:
        self.trained = dict(event.body)
        self._trained_upto = self.trained.get("upto", event.seq)
        self.rounds += 1

    def _planned(self, event: Event) -> None:
        self.planned = dict(event.body)
        self._planned_upto = self.planned.get("key", event.seq)

    def _evaluated(self, event: Event) -> None:
        """Nothing to keep before estimates are switched on."""

    def _changed(self, event: Event) -> None:
        if not event.body.keys() <= CHANGES:
            raise StoreError(
                f"event {event.seq} changes {min(event.body.keys() - CHANGES)!r}",
                allowed=", ".join(sorted(CHANGES)),
                fix="open it with the version that wrote it",
            )
        if "created" in event.body:
            self.config = dict(event.body["created"])
        for query, until in event.body.get("renew", {}).items():
            lease = self.lease_of(query)
            if lease is not None:
                self.leases[self._key(query)] = replace(lease, until=until)

    def _key(self, query: str) -> Key:
        asked = self.asked[query]
        return asked["item"], asked["part"], asked.get("slot", 0)

    def _drop_lease(self, query: str) -> None:
        if self.lease_of(query) is not None:
            del self.leases[self._key(query)]

    def _count(self, answer: Answer, event: Event, sign: int) -> None:
        self.changes.append((event.seq, answer.unit))
        if answer.query is not None:
            self.spent["answers"] += sign * (answer.kind != "skip")
            self.spent["money"] += sign * answer.price
            if answer.seconds:
                self.spent["seconds"] += sign * Decimal(str(answer.seconds))

    def present(self) -> Iterator[Answer]:
        """Answers that count: neither retracted nor replaced by a later one."""
        return (a for a in self.answers.values() if not self.replaced.get(a.id))

    def of_unit(self, unit: Unit) -> list[Answer]:
        """The answers of one unit that count, oldest first."""
        return [self.answers[i] for i in self.by_unit.get(unit, ()) if not self.replaced.get(i)]

    def in_the_way(self, answer: Answer) -> Lease | None:
        """The lease that another question has of the answer's unit and slot, expired or not."""
        slot = self.asked[answer.query].get("slot", 0) if answer.query is not None else 0
        lease = self.leases.get((answer.item, answer.part, slot))
        return lease if lease is not None and lease.query != answer.query else None

    def held(self, now: float) -> dict[Unit, Lease]:
        """Units that are out at the moment ``now``."""
        return {Unit(k[0], k[1]): v for k, v in self.leases.items() if v.until > now}

    def lease_of(self, query: str) -> Lease | None:
        """The lease of a query, expired or not; None when it was answered, released or taken over."""
        lease = self.leases.get(self._key(query)) if query in self.asked else None
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


NAMES = tuple(f.name for f in fields(Answer))
DEFAULTS = tuple(MISSING if f.name == "value" else f.default for f in fields(Answer))
"""Of the fields of an Answer; ``MISSING`` where one is always written."""
_values = attrgetter(*NAMES)


def answer_body(answer: Answer) -> dict[str, Any]:
    """An answer as JSON-able data, without the fields that are at their default.

    Examples
    --------
    >>> answer_body(Answer("a1", "q1", "human:anna", "is", "pos", price=Decimal("0.05")))
    {'id': 'a1', 'query': 'q1', 'by': 'human:anna', 'kind': 'is', 'value': 'pos', 'price': '0.05'}
    """
    body = {k: v for k, v, d in zip(NAMES, _values(answer), DEFAULTS, strict=True) if v != d}
    return {**body, "price": str(answer.price)} if answer.price else body


def answer_from(body: Mapping[str, Any]) -> Answer:
    """The inverse of :func:`answer_body`.

    Examples
    --------
    >>> answer_from({"id": "a1", "query": "q1", "by": "human:anna", "kind": "is", "value": "pos"}).value
    'pos'
    """
    return Answer(**{**body, "price": Decimal(body["price"])} if "price" in body else body)
