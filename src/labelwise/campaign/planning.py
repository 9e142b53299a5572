"""Fit and plan: models from answers, rankings from models, and what a strategy keeps between them."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from labelwise.campaign import setup, tables
from labelwise.campaign.brain import Brain
from labelwise.campaign.desk import Desk, Writer, check_count
from labelwise.campaign.honest import shown
from labelwise.campaign.pop import Popper
from labelwise.campaign.purse import Purse
from labelwise.campaign.trained import Trained
from labelwise.errors import StoreError
from labelwise.selectors.base import plain
from labelwise.store.fold import Fold
from labelwise.strategy import strategies_in
from labelwise.types import Budget, Model, Rows, Selection, Selects, State

FOLDED = "fold."
"""How keys of a state begin that are made from the answers each time, and never stored."""


class Planner(Desk):
    """Trains, ranks and records both; a subclass says how it began."""

    brain: Brain
    budget: Budget | None
    strategy: Selects
    _popper: Popper
    _models: dict[int, Trained]

    def fit(self) -> Model:
        """Train on all present answers; returns the acquiring model.

        Other threads may ask and tell meanwhile. The ledger gets one event for the same answers.
        """
        fold, brain = self._stand()
        trained = self._trained(fold, brain)
        body = {
            "model": trained.version,
            "upto": trained.upto,
            "labels": trained.labels,
            "seconds": round(trained.seconds, 4),
            "answers": len(fold.answers),
            **({"lost": trained.lost} if trained.lost else {}),
        }
        with self._write() as out:
            if self.fold.trained.get("upto", -1) < trained.upto:
                out.emit("trained", f"t{out.next}", body=body)
        return trained.acquire

    def plan(self, n: int, *, strategy: str | Selects | None = None) -> int:
        """Rank ``n`` open units by the newest model; returns how many the plan holds.

        Other threads may ask and tell meanwhile. Without an open unit nothing is written, nor where the
        strategy keeps a state and another process made a plan meanwhile: that plan then serves.
        """
        check_count("planned", n)
        chosen = self.strategy if strategy is None else setup.as_strategy(strategy)
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
        self, chosen: Selects, stand: tuple[Fold, Brain], n: int, now: float, rows: tuple[Rows, Rows]
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
        most, given = min(n, len(rows[0])), {} if budget is None else {"budget": budget}
        picked = brain.rank(
            chosen, view, most, rows[0], fold.seq, enough=trained.enough, state=state, **given
        )
        output = brain.outputs(trained.final, picked.indices, final=True)
        guess = None if output is None else brain.task.predictions(output)
        body = tables.plan_body(picked, brain.subject, units, guess)
        body.update(n=int(n), model=trained.version, key=fold.seq, **({"lost": lost} if lost else {}))
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
        found = self._models.get(fold.changed_at)
        if found is None or not brain.fits(found):
            found = brain.train(fold)
        others = [kept for kept in self._models.values() if kept is not found]
        self._models = {kept.upto: kept for kept in (*others[-1:], found)}
        return found

    def _recalled(self, fold: Fold, brain: Brain) -> Trained:
        """The models that the newest ``trained`` event names; after a resume they are trained once more.

        Before the first there are those of the answers so far: without any label they still have features.
        """
        if not fold.trained:
            return self._trained(fold, brain)
        upto = fold.trained["upto"]
        kept = self._models.get(upto)
        if kept is not None and brain.fits(kept):
            return kept
        return self._trained(self._past(upto), brain)

    def _past(self, upto: int) -> Fold:
        """The state as it was after an event."""
        past = Fold()
        past.absorb(event for event in self.ledger.events() if event.seq <= upto)
        return past


def kept_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """What of a state is stored, as arrays."""
    return {k: np.asarray(v) for k, v in state.items() if not k.startswith(FOLDED)}
