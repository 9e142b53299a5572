"""All state of a campaign as a fold over its events."""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any, get_args

from labelwise.errors import StoreError
from labelwise.store.bodies import answer_from
from labelwise.store.leases import Leases
from labelwise.types import Answer, Event, EventKind, Query, Reply, Unit

KINDS = get_args(EventKind)
CHANGES = {"created", "renew", "annotators", "classes", "grown", "reserve_used"}
"""What a ``changed`` event may say."""


class Fold(Leases):
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
        Answers (no skips), seconds, and prices by their unit (money, bits ...), of all answers to questions
        that are not retracted.
    trained, planned, streamed : dict
        Bodies of the newest ``trained`` and ``planned`` events, those of a stream apart; empty before.
    offered : dict
        Every unit that was offered in a stream, in order.
    evaluated : list of dict
        Bodies of all ``evaluated`` events, oldest first.
    used : list of dict
        Choices that were made after figures of the reserve were there, or by it: ``for`` what, and the
        answers of the reserve behind them, ``n``.
    sealed : dict
        Units that were asked about to test models, never to teach the one that asks.
    copies : frozenset of str
        Items of the content of one of the reserve; no strategy asks about them.
    kept : str
        Name of the artefact with what the strategy keeps; empty before the first.
    annotators, classes : dict
        Names of the annotators that were invited, and of classes added to an open task, in order.

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
        super().__init__()
        self.answers: dict[str, Answer] = {}
        self.by_unit: dict[Unit, tuple[str, ...]] = {}
        self.changes: list[tuple[int, Unit]] = []
        self.spent: dict[str, Decimal] = dict.fromkeys(("answers", "money", "seconds"), Decimal(0))
        self.annotators: dict[str, None] = {}
        self.classes: dict[str, None] = {}
        self.retracted: Counter[str] = Counter()
        self.replaced: Counter[str] = Counter()
        self.trained: dict[str, Any] = {}
        self.planned: dict[str, Any] = {}
        self.streamed: dict[str, Any] = {}
        self.offered: dict[str, None] = {}
        self.evaluated: list[dict[str, Any]] = []
        self.used: list[dict[str, Any]] = []
        self.sealed: dict[Unit, None] = {}
        self.copies: frozenset[str] = frozenset()
        self.kept = ""
        self.rounds = self.planned_at = self._trained_upto = self._planned_upto = 0

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
    def batch(self) -> int:
        """Questions the newest plan was asked for; those it holds where the strategy chose how many."""
        return int(self.planned.get("n") or len(self.planned.get("items", ())))

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
        if body.get("purpose") == "test":
            self.sealed[Unit(event.item, event.part)] = None
        if body.get("lease", True):
            self._take_out(event.query)

    def _answered(self, event: Event) -> None:
        answer = answer_from(event.body["answer"])
        if answer.query is not None:
            self._drop_lease(answer.query)
        self.answers[answer.id] = answer
        self.by_unit[answer.unit] = (*self.by_unit.get(answer.unit, ()), answer.id)
        if answer.of is not None:
            self.replaced[answer.of] += 1
        self._count(answer, event, 1)

    def _retracted(self, event: Event) -> None:
        for query in event.body.get("queries", ()):
            self._drop_lease(query)
        if "answer" in event.body:
            answer = self.answers.pop(event.body["answer"])
            left = tuple(i for i in self.by_unit.pop(answer.unit) if i != answer.id)
            self.by_unit.update({answer.unit: left} if left else {})
            self.retracted[answer.id] += 1
            if answer.of is not None:
                self.replaced[answer.of] -= 1
            self._count(answer, event, -1)

    def _trained(self, event: Event) -> None:
        self.trained, self.rounds = dict(event.body), self.rounds + 1
        self._trained_upto = self.trained.get("upto", event.seq)

    def _planned(self, event: Event) -> None:
        if "stream" in event.body:
            self.streamed = dict(event.body["stream"])
            self.offered.update(dict.fromkeys(self.streamed["items"]))
            return
        self.planned, self.planned_at = dict(event.body), event.seq
        self.kept = self.planned.get("state", self.kept)
        self._planned_upto = self.planned.get("key", event.seq)

    def _evaluated(self, event: Event) -> None:
        self.evaluated.append(dict(event.body))

    def _changed(self, event: Event) -> None:
        if not event.body.keys() <= CHANGES:
            raise StoreError(
                f"event {event.seq} changes {min(event.body.keys() - CHANGES)!r}",
                allowed=", ".join(sorted(CHANGES)),
                fix="open it with the version that wrote it",
            )
        if "created" in event.body:
            self.config = dict(event.body["created"])
            self.copies = frozenset(self.config.get("copies", ()))
        self.annotators.update(dict.fromkeys(event.body.get("annotators", ())))
        self.classes.update(dict.fromkeys(event.body.get("classes", ())))
        if "grown" in event.body:
            grown = event.body["grown"]
            old, new = self.config.get("reserve", ()), grown["reserve"]
            drawn = [*self.config.get("drawn", [len(old)]), len(new)]
            copies = [*self.config.get("copies", ()), *grown.get("copies", ())]
            self.copies = frozenset(copies)
            more = {"reserve": [*old, *new], "copies": copies, "drawn": drawn}
            self.config = {**self.config, "pool": grown["pool"], **more}
        if "reserve_used" in event.body:
            self.used.append(dict(event.body["reserve_used"]))
        for query, until in event.body.get("renew", {}).items():
            self._renew(query, until)

    def _count(self, answer: Answer, event: Event, sign: int) -> None:
        self.changes.append((event.seq, answer.unit))
        if answer.query is not None:
            self.spent["answers"] += sign * (answer.kind != "skip")
            unit = self.asked.get(answer.query, {}).get("unit", "money")
            self.spent[unit] = self.spent.get(unit, Decimal(0)) + sign * answer.price
            if answer.seconds:
                self.spent["seconds"] += sign * Decimal(str(answer.seconds))

    def present(self) -> Iterator[Answer]:
        """Answers that count: neither retracted nor replaced by a later one."""
        return (a for a in self.answers.values() if not self.replaced.get(a.id))

    def of_unit(self, unit: Unit) -> list[Answer]:
        """The answers of one unit that count, oldest first."""
        return [a for a in self.told_of(unit) if not self.replaced.get(a.id)]

    def told_of(self, unit: Unit) -> list[Answer]:
        """All answers about one unit that were not taken back, corrected ones too, oldest first."""
        return [self.answers[i] for i in self.by_unit.get(unit, ())]

    def people(self, unit: Unit) -> list[Answer]:
        """The answers of people about one unit that count, oldest first."""
        return [a for a in self.of_unit(unit) if not a.by_machine]

    def taught(self) -> Iterator[Answer]:
        """Answers that count and teach: what a model gave itself only where no person answered."""
        people = {a.unit for a in self.present() if not a.by_machine}
        return (a for a in self.present() if not (a.by_machine and a.unit in people))

    def held_out(self, answer: Answer) -> bool:
        """Whether the acquiring model never sees an answer: it tests, is of a copy, or audits another."""
        if answer.unit in self.sealed or answer.item in self.copies:
            return True
        return bool(self.asked.get(answer.query or "", {}).get("purpose") == "audit")

    def replies(self) -> list[Reply]:
        """The questions of the strategy with an answer that counts, in the order of the answers."""
        own = (a for a in self.present() if a.query is not None and not self.held_out(a))
        return [Reply(self.asked[a.query or ""], a) for a in own]

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
            a.get("cost"),
        )
