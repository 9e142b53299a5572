"""Fit and plan: models from answers, rankings from models, and what a strategy keeps between them."""

from __future__ import annotations

import hashlib
import time
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from labelwise.campaign import setup, tables
from labelwise.campaign.brain import Brain
from labelwise.campaign.desk import Desk, Writer
from labelwise.campaign.honest import shown
from labelwise.campaign.pop import Popper
from labelwise.campaign.purse import Purse
from labelwise.campaign.trained import Trained, goes_on
from labelwise.campaign.watch import Watch, watched
from labelwise.errors import StoreError
from labelwise.selectors.base import plain
from labelwise.store.fold import Fold
from labelwise.strategy import count_for, strategies_in
from labelwise.types import Budget, Model, Rows, Selection, Selects, State

FOLDED = "fold."
"""How keys of a state begin that are made from the answers each time, and never stored."""


class Planner(Desk):
    """Trains, ranks and records both; a subclass says how it began."""

    brain: Brain
    budget: Budget | None
    strategy: Selects
    watch: Watch
    _popper: Popper
    _models: dict[int, Trained]

    def cancel(self) -> None:
        """End the trainings and rankings that other threads of this process run now.

        They raise :class:`~labelwise.errors.Cancelled` at their next report of progress: a network within a
        step, other learners at the end of the training of one model.
        """
        self.watch.cancel()

    @watched
    def fit(self) -> Model:
        """Train on all present answers; returns the acquiring model.

        Other threads may ask and tell meanwhile. The ledger gets one event for the same answers.
        """
        fold, brain = self._stand()
        trained = self._trained(fold, brain)
        if brain.goes_on and fold.trained.get("upto", -1) < trained.upto:
            trained.states = self._put(trained, brain)
        body = {
            "model": trained.version,
            "upto": trained.upto,
            "labels": trained.labels,
            "seconds": round(trained.seconds, 4),
            "answers": len(fold.answers),
            **({"lost": trained.lost} if trained.lost else {}),
            **({"pseudo": trained.pseudo} if trained.pseudo.get("labels") else {}),
            **({"states": trained.states} if trained.states else {}),
        }
        with self._write() as out:
            if self.fold.trained.get("upto", -1) < trained.upto:
                out.emit("trained", f"t{out.next}", body=body)
        if brain.goes_on:  # of two processes that train on the same answers one was written
            trained = self._recalled(*self._stand())
        return trained.acquire

    def _put(self, trained: Trained, brain: Brain) -> dict[str, str]:
        """Store the states of models that later ones go on from."""
        models = {"acquire": trained.acquire, "final": trained.final}
        if trained.final is trained.acquire:
            del models["final"]
        learners: dict[str, Any] = {"acquire": brain.acquire, "final": brain.final}
        kept = {k: m.state() for k, m in models.items() if goes_on(learners[k]) and hasattr(m, "state")}
        made = {name: self.ledger.put(kept_of(state)) for name, state in kept.items()}
        return {**made, "of": _digest(brain)} if made else {}

    @watched
    def plan(self, n: int | None, *, strategy: str | Selects | None = None) -> int:
        """Rank ``n`` open units by the newest model; returns how many the plan holds.

        None leaves their number to a strategy that chooses it.
        Other threads may ask and tell meanwhile. Without an open unit nothing is written, nor where the
        strategy keeps a state and another process made a plan meanwhile: that plan then serves.
        """
        chosen = self.strategy if strategy is None else setup.as_strategy(strategy)
        n = count_for(chosen, n)
        with self._lock:
            stand, now = self._stand(), time.time()
            open_rows, out_rows = self._popper.open_rows(now)
        if not len(open_rows):
            return 0
        picked, body = self._ranking(chosen, stand, n, now, (open_rows, out_rows))
        kept = kept_of(picked.state) if strategy is None else {}
        if kept:
            body["state"] = self.ledger.put(kept)
        if strategy is not None:
            body["strategy"] = setup.config_or_none(chosen)
        with self._write() as out:
            if kept and self.fold.planned_at > stand[0].seq:
                return len(self.fold.planned["items"])
            out.emit("planned", f"p{out.next}", body={**body, "now": now})
            if strategy is not None and chosen != self.strategy:
                self._note_choice(out, "strategy", body["strategy"] or repr(chosen))
        return len(picked)

    def _note_choice(self, out: Writer, what: str, chosen: Any) -> None:
        """Record that another strategy or learner is used than before: perhaps for the figures' sake."""
        last = next((use["chosen"] for use in reversed(self.fold.used) if use["for"] == what), None)
        before = self.fold.config[what] if last is None else last
        if self.fold.config.get("reserve") and setup.written(chosen) != setup.written(before):
            body = {"for": what, "chosen": chosen, "n": shown(self.fold)}
            out.emit("changed", f"c{out.next}", body={"reserve_used": body})

    def _ranking(
        self, chosen: Selects, stand: tuple[Fold, Brain], n: int | None, now: float, rows: tuple[Rows, Rows]
    ) -> tuple[Selection, dict[str, Any]]:
        """The picks of a moment and the body that records them; the same moment gives the same.

        ``rows`` are those that are open and those that are out.
        """
        fold, brain = stand
        trained = self._recalled(fold, brain)
        view = brain.view(trained, fold, rows[1])
        state, lost = self._state(chosen, fold, brain.task.classes)
        units = {s.form.name: s.form.unit for s in strategies_in(chosen)}
        budget = Purse(fold, self.budget).remaining(units.values(), now)
        most = None if n is None else min(n, len(rows[0]))
        given = {} if budget is None else {"budget": budget}
        picked = brain.rank(
            chosen, view, most, rows[0], fold.seq, enough=trained.enough, state=state, **given
        )
        output = brain.outputs(trained.final, picked.indices, final=True)
        guess = None if output is None else brain.task.predictions(output)
        body = tables.plan_body(picked, brain.subject, units, guess)
        if len(picked) and getattr(chosen, "reads_predicted", False):
            said = brain.outputs(trained.acquire, picked.indices)
            body |= {} if said is None else {"predicted": brain.task.predictions(said)[0]}
        body.update(n=n, model=trained.version, key=fold.seq, **({"lost": lost} if lost else {}))
        return picked, body

    def _state(self, chosen: Selects, fold: Fold, classes: tuple[str, ...]) -> tuple[State, str]:
        """What the strategy kept and what it makes of the answers; and what is lost of the former."""
        state, lost = self._recall(fold.kept) if fold.kept and chosen == self.strategy else ({}, "")
        if hasattr(chosen, "fold"):
            state |= chosen.fold(fold.replies(), classes)
        return state, lost

    def _recall(self, name: str) -> tuple[dict[str, Any], str]:
        """The state that the strategy kept under a name, and what is lost of it."""
        try:
            return plain(self.ledger.get(name)), ""
        except StoreError as error:
            lost = f"what {self.strategy!r} kept between rankings is lost and starts anew: {error.problem}"
            warnings.warn(lost, stacklevel=5)
            return {}, lost

    @property
    def model(self) -> Model:
        """The delivered model, trained on every present answer; reading it writes nothing."""
        with self.watch.over():
            return self._trained(*self._stand()).final

    @property
    def holds(self) -> bool:
        """Whether the batch goes on under the same model once its first questions are answered."""
        return bool(self.fold.planned.get("hold"))

    def _stand(self) -> tuple[Fold, Brain]:
        """The newest state and what computes for it, for use while other threads write."""
        with self._lock:
            return self._moment(), self.brain.still()

    def _trained(self, fold: Fold, brain: Brain) -> Trained:
        """The models of the answers in ``fold``; those of the last two moments are kept."""
        if brain.goes_on and fold.trained.get("upto") == fold.changed_at:
            return self._recalled(fold, brain)
        found = self._models.get(fold.changed_at)
        if found is None or not brain.fits(found):
            before = self._recalled(fold, brain) if brain.goes_on and fold.trained else None
            found = brain.train(fold, before)
        return self._keep(found)

    def _keep(self, found: Trained) -> Trained:
        others = [kept for kept in self._models.values() if kept.upto != found.upto]
        self._models = {kept.upto: kept for kept in (*others[-1:], found)}
        return found

    def _recalled(self, fold: Fold, brain: Brain) -> Trained:
        """The models that the newest ``trained`` event names; after a resume they are trained once more.

        Those that went on from earlier ones are restored instead: trained once more they would be others.
        Before the first there are those of the answers so far: without any label they still have features.
        """
        if not fold.trained:
            return self._trained(fold, brain)
        upto, states = fold.trained["upto"], dict(fold.trained.get("states", {}))
        kept = self._models.get(upto)
        if kept is not None and brain.fits(kept) and (kept.states == states or not brain.goes_on):
            return kept
        if not brain.goes_on:
            return self._trained(self._past(upto), brain)
        found = brain.train(self._past(upto), states=self._restored(states, brain))
        found.states, found.seconds = states, fold.trained["seconds"]
        return self._keep(found)

    def _restored(self, states: Mapping[str, str], brain: Brain) -> dict[str, State]:
        """The states that an event names; none where they are of another learner, other classes or items."""
        if states.get("of") != _digest(brain):
            return {}
        try:
            return {name: plain(self.ledger.get(at)) for name, at in states.items() if name != "of"}
        except StoreError as error:
            lost = f"the state of a model is lost, and it is trained from the answers alone: {error.problem}"
            warnings.warn(lost, stacklevel=6)
            return {}

    def _past(self, upto: int) -> Fold:
        """The state as it was after an event."""
        past = Fold()
        past.absorb(event for event in self.ledger.events() if event.seq <= upto)
        return past


def _digest(brain: Brain) -> str:
    """Stands for the learners and for what their models are about: states are restored for the same only."""
    about = setup.written(
        [setup.learner_config(brain.learner), list(brain.task.classes), len(brain.subject.pool)]
    )
    return hashlib.sha256(about.encode()).hexdigest()[:16]


def kept_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """What of a state is stored, as arrays."""
    return {k: np.asarray(v) for k, v in state.items() if not k.startswith(FOLDED)}
