"""Offer: items of a stream, each decided once, as it comes by."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign import tables
from labelwise.campaign.brain import Brain
from labelwise.campaign.desk import Writer, check_name
from labelwise.campaign.growing import Growing
from labelwise.campaign.planning import kept_of
from labelwise.campaign.pop import PLANNED, Pick
from labelwise.campaign.purse import Purse
from labelwise.campaign.reading import Reader
from labelwise.campaign.trained import Trained
from labelwise.errors import BadParameter
from labelwise.selectors.feeding import SKIPPED, feed, gate_of
from labelwise.strategy import View, strategies_in
from labelwise.tasks.forms import Full
from labelwise.types import Answer, Budget, Decision, Query, Rows, Selection, Spent, State, Unit

FIRST = 2
"""Without a model, so many items for each class are asked about in one call; the others pass by."""


_By = tuple[Brain, Trained]
"""What computes, and the models."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What decisions stand on; if any of it changes before they are written, they are made again."""

    stream: Mapping[str, Any]
    rows: tuple[int, ...]
    spent: Spent


@dataclass(frozen=True, slots=True)
class Verdict:
    """Decisions about the rows of a ground, and what they leave."""

    rows: Rows
    made: tuple[Decision, ...]
    why: str
    state: State
    spent: Spent
    lost: str
    cold: bool = False

    def chosen(self, action: str) -> list[tuple[int, Decision]]:
        """Rows of one action."""
        pairs = zip(self.rows.tolist(), self.made, strict=True)
        return [(row, decision) for row, decision in pairs if decision.action == action]


class Streaming(Growing):
    """Asks about items of the pool that are offered, in their order, and labels some by itself."""

    budget: Budget | None
    _purse: Purse
    _reader: Reader
    _passed: NDArray[np.bool_] = np.zeros(0, dtype=bool)
    _followed = 0

    @abstractmethod
    def _hand_out(self, out: Writer, picks: Sequence[Pick]) -> None:
        """Record questions."""

    @abstractmethod
    def _record(self, out: Writer, answers: Sequence[Answer]) -> None:
        """Record answers."""

    @abstractmethod
    def _unit(self, item: str | int) -> Unit:
        """The unit of an id or a row."""

    def offer(self, items: Sequence[str | int], *, to: str | None = None) -> list[Query]:
        """Decide about items as they come by; ``ask`` for streams.

        The gate of the strategy asks about an item, labels it by itself, or lets it pass, each item once:
        one that was offered before, is out, answered by a person or sealed passes without a decision. The
        budget is a hard cap over all calls; where it counts answers, what is left of it over what is left
        of the pool is the rate of a gate without one of its own.

        Parameters
        ----------
        items : sequence of str or int
            Ids, or row positions, in the order of the stream.
        to : str, optional
            Who holds the questions.

        Returns
        -------
        list of Query
            The questions, leased as those of ``ask``. Self-labels are answers by ``model:<version>`` that
            train and never count as labels of people.

        Raises
        ------
        BadParameter
            If the strategy has no gate, the gate no rate, or the items are no list.
        BadData
            If an item is not in the pool.

        Examples
        --------
        >>> from labelwise import Campaign, Strategy
        >>> from labelwise.selectors import OnePass
        >>> from labelwise.streams import Bernoulli
        >>> texts = [f"text {k}" for k in range(40)]
        >>> strategy = Strategy(selector=OnePass(Bernoulli()))
        >>> campaign = Campaign(texts, ["no", "yes"], strategy=strategy, budget=10, trust=None)
        >>> [len(campaign.offer(range(k, k + 10))) for k in range(0, 40, 10)]
        [0, 5, 1, 4]
        """
        check_name("holder", to)
        gate, rows = self._gate(), self._stream_rows(items)
        with self._planning:
            if not self.background and self.fold.since_training:
                self.fit()
            while True:
                with self._lock:
                    (fold, brain), now = self._stand(), time.time()
                    ground, pending = self._ground(rows, now), self._popper.open_rows(now)[1]
                if not ground.rows:
                    return []
                trained = self._recalled(fold, brain)
                view = brain.view(trained, fold, pending)
                verdict = self._decided(gate, view, ground, trained)
                picks = self._questions(verdict, view, (brain, trained), to)
                own = self._self_labels(verdict, (brain, trained), now)
                body = self._body(verdict, trained, fold.seq, now)
                with self._write() as out:
                    if self._ground(rows, out.at) == ground:  # nobody came in between
                        out.emit("planned", f"s{out.next}", body={"stream": body})
                        self._hand_out(out, picks)
                        self._record(out, own)
                        break
        return [self._query(event.query) for event in out.events if event.kind == "asked"]

    def _gate(self) -> Any:
        gate = gate_of(self.strategy)
        if gate is None:
            raise BadParameter(
                f"{self.strategy!r} has no gate and cannot decide about a stream",
                allowed="a strategy whose selector is OnePass(gate)",
                fix="make the campaign with strategy=Strategy(selector=OnePass(Vessal()))",
            )
        return gate

    def _stream_rows(self, items: Any) -> Rows:
        """The rows of what is offered, each once."""
        if isinstance(items, (str, bytes)) or not hasattr(items, "__iter__"):
            raise BadParameter(f"the items are {items!r}", allowed="a list of ids or row positions")
        units = self.subject.units
        texts = [i for i in items if isinstance(i, str)] if units is not None else []
        named = {text: Unit.parse(text) for text in texts}
        found = self.subject.rows(named.get(i) or self._unit(i) for i in items)
        return np.array(list(dict.fromkeys(found.tolist())), dtype=np.int64)

    def _ground(self, rows: Rows, now: float) -> Ground:
        """The rows to decide about, and where the stream stands."""
        fold = self.fold
        open_rows, _ = self._popper.open_rows(now)
        coming = open_rows[~self._passed_by()[open_rows]]
        fresh = rows[np.isin(rows, coming)]
        seen, asked = fold.streamed.get("seen", 0), fold.streamed.get("asked", 0)
        room = self._purse.room(len(coming), None, now).count
        limit = None if self.budget is None else asked + room
        return Ground(fold.streamed, tuple(fresh.tolist()), Spent(seen, asked, limit, seen + len(coming)))

    def _passed_by(self) -> NDArray[np.bool_]:
        """(M,) which rows were offered before."""
        if len(self._passed) != len(self.subject):
            self._passed, self._followed = np.zeros(len(self.subject), dtype=bool), 0
        new = list(islice(reversed(self.fold.offered), len(self.fold.offered) - self._followed))
        self._passed[self.subject.parsed(new)] = True
        self._followed += len(new)
        return self._passed

    def _decided(self, gate: Any, view: View, ground: Ground, trained: Trained) -> Verdict:
        """The gate's decisions; before there is a model, the first items are asked about."""
        rows = np.array(ground.rows, dtype=np.int64)
        state, lost = self._gate_state(gate, ground.stream)
        lacking = [name for name in getattr(self.strategy, "needs", ()) if not view.has(name)]
        if lacking and not trained.enough:
            most = FIRST * max(len(self.task.classes), 2)
            most = (
                min(most, len(rows)) if ground.spent.left is None else min(most, len(rows), ground.spent.left)
            )
            made = (Decision("ask", 1.0),) * most + (SKIPPED,) * (len(rows) - most)
            spent = replace(ground.spent, seen=ground.spent.seen + len(rows), asked=ground.spent.asked + most)
            why = f"start: there is no {' and '.join(lacking)} yet"
            return Verdict(rows, made, why, state, spent, lost, cold=True)
        made, state, spent = feed(gate, view, rows, self.seed, ground.spent, state)
        return Verdict(rows, made, str(getattr(gate, "title", "")) or repr(gate), state, spent, lost)

    def _gate_state(self, gate: Any, stream: Mapping[str, Any]) -> tuple[State, str]:
        """What the gate kept, and what is lost of it."""
        state, lost = self._recall(stream["state"]) if "state" in stream else ({}, "")
        return (gate.start() if lost or not stream else state), lost

    def _body(self, verdict: Verdict, trained: Trained, key: int, now: float) -> dict[str, Any]:
        """What an event says of the stream; the state it names is stored before."""
        kept = kept_of(verdict.state)
        body: dict[str, Any] = {
            "items": self.subject.texts(verdict.rows),
            "actions": [d.action for d in verdict.made],
            "p": [d.p for d in verdict.made],
            "seen": verdict.spent.seen,
            "asked": verdict.spent.asked,
            "model": trained.version,
            "key": key,
            "now": now,
        }
        if kept:
            body["state"] = self.ledger.put(kept)
        return {**body, "lost": verdict.lost} if verdict.lost else body

    def _questions(self, verdict: Verdict, view: View, by: _By, to: str | None) -> list[Pick]:
        """What is asked, posed as the strategy's form does."""
        brain, trained = by
        chosen = verdict.chosen("ask")
        if not chosen:
            return []
        rows = np.array([row for row, _ in chosen], dtype=np.int64)
        p = np.array([d.p for _, d in chosen])
        asker = next(strategies_in(self.strategy))
        form = Full() if verdict.cold else asker.form
        posed = tuple(replace(put, form=form.name) for put in form.pose(view, rows))
        cost = replace(asker, form=form).costs(view, rows)
        picked = Selection(rows, p, (verdict.why,) * len(rows), p, "inclusion", cost=cost, options=posed)
        output = brain.outputs(trained.final, rows)
        guess = None if output is None else brain.task.predictions(output)
        plan = tables.plan_body(picked, self.subject, {form.name: form.unit}, guess)
        return [
            Pick(
                self.subject.unit(row),
                {"model": trained.version, "why": verdict.why, "holder": to, **_counted(chosen[k][1])}
                | {name: plan[name][k] for name in PLANNED if plan.get(name)}
                | ({"unit": plan["unit"]} if "unit" in plan else {}),
            )
            for k, row in enumerate(rows.tolist())
        ]

    def _self_labels(self, verdict: Verdict, by: _By, at: float) -> list[Answer]:
        """Answers by the model, with its probability of what it says."""
        brain, trained = by
        chosen = verdict.chosen("self-label")
        if not chosen:
            return []
        output = brain.outputs(trained.acquire, np.array([row for row, _ in chosen], dtype=np.int64))
        made, name = [], f"model:{trained.version}"
        for k, (row, decision) in enumerate(chosen):
            label = -1 if decision.label is None else decision.label
            if label not in range(len(self.task.classes)):
                raise BadParameter(
                    f"the gate gives the class {label} to an item",
                    allowed=f"0 to {len(self.task.classes) - 1}",
                )
            value = self.task.classes[label]
            answer = self._reader.imported(self.subject.unit(row), value, name, at)
            sure = None if output is None else min(1.0, float(output[k, label]))
            made.append(replace(answer, weight=decision.weight, confidence=sure))
        return made


def _counted(decision: Decision) -> dict[str, float]:
    """What the answer will count in training, where the gate says so."""
    return {} if decision.weight == 1.0 else {"weight": decision.weight}
