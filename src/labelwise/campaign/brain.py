"""What a campaign computes: models from answers, and rankings from models. Nothing here is durable."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from labelwise.campaign.facts import GIVEN, Facts
from labelwise.campaign.fitting import fitted
from labelwise.campaign.fresh import Said
from labelwise.campaign.inputs import Columns, Inputs, beside
from labelwise.campaign.subject import Subject
from labelwise.campaign.trained import Trained, goes_on
from labelwise.engines import Spread
from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners import as_learner
from labelwise.pool import Pool
from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.strategy import View, needs_now
from labelwise.strategy.labels import LIVE, check_rows
from labelwise.strategy.outputs import Outputs
from labelwise.tasks import Task
from labelwise.tasks.forms import Full
from labelwise.types import (
    Answer,
    Learner,
    Model,
    Rows,
    Selection,
    Selects,
    State,
    TargetKind,
    Targets,
    Training,
)  # fmt: skip


@dataclass(eq=False)
class Brain:
    """Trains and ranks for one campaign.

    Parameters
    ----------
    subject : Subject
        Items, task and units as given.
    learner : object
        What the user passed: None, an estimator, a Learner or a dict of two.
    seed : int
        The campaign's seed.
    cache : Path or None
        Where features of the items may be kept.
    """

    subject: Subject
    learner: Any
    seed: int
    cache: Path | None = None
    _inputs: Inputs = field(init=False)

    def __post_init__(self) -> None:
        self.forget()
        made = as_learner(self.learner, self.subject.pool, self.subject.task)
        self.learners: dict[str, Learner] = dict(made) if isinstance(made, Mapping) else {"acquire": made}

    @property
    def task(self) -> Task:
        """The task, with the classes it has by now."""
        return self.subject.task

    @property
    def acquire(self) -> Learner:
        """The learner that asks."""
        return next(iter(self.learners.values()))

    @property
    def final(self) -> Learner:
        """The learner that is delivered."""
        return self.learners.get("final", self.acquire)

    def inputs(self, learner: Learner | None = None) -> tuple[Pool, Any]:
        """The pool as a learner (the one that asks) sees it, and its fitted encoder; computed once."""
        return self._inputs.of(self.acquire if learner is None else learner)

    def forget(self) -> None:
        """Encode the items anew when they are needed: the pool has changed."""
        self._inputs = Inputs(self.subject.pool, self.seed, self.cache)

    def still(self) -> Brain:
        """The same over the items and classes of now, whatever joins later; what is encoded is shared."""
        twin = copy.copy(self)
        twin.subject = copy.copy(self.subject)
        return twin

    def fits(self, trained: Trained) -> bool:
        """Whether models are of the items and classes of now."""
        return (trained.classes, trained.items) == (len(self.task.classes), len(self.subject.pool))

    def check(self, strategy: Selects) -> None:
        """Refuse a strategy whose needs the learner can never meet.

        Raises
        ------
        MissingCapability
            Names the missing array and a learner or wrapper that gives it.
        BadParameter
            If the pool has a column of a name that the learner gives.
        """
        given = getattr(self.acquire, "provides", None)
        if given is not None:
            columns = self.subject.seen_as(self.subject.pool).reads
            clash = next((name for name in columns if name in given), None)
            if clash is not None:
                raise BadParameter(
                    f"{clash!r} is a column of the pool, and the learner gives it too",
                    allowed="one source for a name",
                    fix="rename the column, or leave it out",
                )
            known = View.reachable((*given, *LIVE, *GIVEN, *columns))
            for name in getattr(strategy, "needs", ()):
                if name not in known:
                    raise View.missing(name, known)

    def targets(self, answers: Sequence[Answer], accepts: Sequence[TargetKind]) -> Targets:
        """Labels of ``answers`` in a kind that a learner takes."""
        return self.subject.targets(answers, accepts)

    @property
    def goes_on(self) -> bool:
        """Whether models depend on those before them, so that they are stored."""
        return any(goes_on(learner) for learner in self.learners.values())

    def train(
        self, fold: Fold, before: Trained | None = None, states: Mapping[str, State] | None = None
    ) -> Trained:
        """Models from the present answers of ``fold``; the same answers give the same models at any time.

        Learners that say so go on from the models ``before``; what ``states`` has is restored.
        """
        for learner in (self.acquire, self.final):
            self.inputs(learner)  # the items are encoded once: no part of what a training takes
        started, upto = time.perf_counter(), fold.changed_at
        answers = list(fold.taught())
        seen = [a for a in answers if not fold.held_out(a)]
        acquire, targets = self._fit("acquire", seen, upto, before, states or {})
        same = self.final is self.acquire and len(seen) == len(answers)
        final, delivered = (
            (acquire, targets) if same else self._fit("final", answers, upto, before, states or {})
        )
        return Trained(
            acquire,
            final,
            f"m{upto}",
            upto,
            len(targets),
            enough=self.task.enough(targets),
            classes=len(self.task.classes),
            seconds=time.perf_counter() - started,
            lost="; ".join(dict.fromkeys(filter(None, (targets.lost, delivered.lost)))),
            items=len(self.subject.pool),
        )

    def _fit(
        self,
        name: str,
        answers: Sequence[Answer],
        seq: int,
        before: Trained | None,
        states: Mapping[str, State],
    ) -> tuple[Model, Targets]:
        learner: Any = self.final if name == "final" else self.acquire
        targets = self.targets(answers, learner.accepts)
        if name in states:
            return learner.restore(states[name]), targets
        previous = before.of(name) if before is not None and goes_on(learner) else None
        previous = previous if hasattr(previous, "state") else None  # what is not stored has no successors
        return self.fit(learner, targets, generator(self.seed, "fit", seq), previous), targets

    def fit(
        self, learner: Learner, targets: Targets, rng: np.random.Generator, previous: Model | None = None
    ) -> Model:
        """A model of ``learner`` from these labels of the pool, perhaps going on from a ``previous`` one.

        Raises
        ------
        BadData
            As the learner does; where its error names rows, this one names the items.
        """
        pool, _ = self.inputs(learner)
        rest = np.delete(np.arange(len(pool), dtype=np.int64), targets.rows)
        more: dict[str, Any] = {"columns": Columns(self.subject.pool), "previous": previous}
        data = Training(pool.x, targets.rows, targets, self.task.classes, rest, **more)
        return fitted(learner, data, rng, self.subject.pool)

    def view(self, trained: Trained, fold: Fold, out: Rows) -> View:
        """The pool under the newest models, with live answers; ``out`` are the rows handed out."""
        pool, own = self.inputs()[0], self.inputs(self.final)[0]
        models: dict[str, Model] = {"": trained.acquire}
        facts, arrays = Facts(self, trained, fold), dict[str, Any]()
        if trained.final is not trained.acquire and own is pool:
            models["final_"] = trained.final
        elif trained.final is not trained.acquire:
            arrays = beside(self.subject.seen_as(own), trained.final, "final_", trained.version)
        return View(
            self.subject.seen_as(pool),
            models,
            arrays | facts.arrays(),
            labels=facts.labels,
            pending=out,
            round=fold.rounds,
            version=trained.version,
            classes=trained.classes or None,
        )

    def rank(
        self,
        strategy: Selects,
        view: View,
        n: int | None,
        rows: Rows,
        key: int,
        *,
        enough: bool = True,
        state: State | None = None,
        **budget: Any,
    ) -> Selection:
        """``n`` of ``rows`` in asking order; random while the model cannot serve the strategy yet.

        None leaves their number to the strategy; at the start it is the first of its ``sizes``.
        What counts is the labels the model has seen: a further one may be answered while it trains.
        ``budget=`` reaches a strategy only where it is given: not every one knows costs.
        """
        rng = generator(self.seed, "plan", key)
        lacking = [name for name in needs_now(strategy, view) if not view.has(name)]
        if lacking and not enough:
            from labelwise.selectors import Random
            from labelwise.strategy import Strategy

            form = getattr(strategy, "form", Full())
            priced = all(view.has(name) for name in form.needs)  # what needs no model counts from the start
            draw = Strategy(selector=Random(), form=form if priced else Full())
            first = getattr(strategy, "sizes", (0,))[0] if n is None else n
            picked = draw.select(view, first, rng, rows, **budget)
            few = "before two classes have a label" if self.task.classes else "before two labels"
            why = f"start: random, there is no {' and '.join(lacking)} {few}"
            return replace(picked, why=(why,) * len(picked), state=state or {})
        picked = strategy.select(view, n, rng, rows, state, **budget)
        found = check_rows(f"the selection of {strategy!r}", picked.indices, view.size)
        outside = np.count_nonzero(~np.isin(found, rows))
        if (n is not None and len(found) > n) or outside:
            raise BadParameter(
                f"{strategy!r} selected {len(found)} rows, {outside} of them answered or held",
                allowed=f"at most {n} of the {len(rows)} open rows it is given",
                fix="let select() choose among rows",
            )
        return picked

    def outputs(self, model: Model, rows: Rows, *, final: bool = False) -> Any:
        """What predictions are made of, for rows of the pool; None before the model can say.

        ``final`` says that the model is one of the delivered learner, whose inputs may have another form.
        """
        if self.task.output not in model.provides:
            return None
        pool, _ = self.inputs(self.final if final else None)
        return Outputs(self.subject.seen_as(pool), model, "").get(self.task.output, rows)

    def outputs_new(self, model: Model, pool: Pool, engine: str, spread: Spread) -> tuple[Subject, Any]:
        """The same for every unit of a pool that is not the campaign's, and the units; computed by an engine.

        Raises
        ------
        MissingCapability
            Before the model can say anything.
        BadData
            If the items are of another kind than the campaign's pool, have another number of
            features, or lack a column.
        """
        never = self.task.output not in getattr(self.final, "provides", (self.task.output,))
        if self.task.output not in model.provides:
            raise MissingCapability(
                f"the delivered learner gives no {self.task.output!r}, which predictions are made of"
                if never
                else "there is no trained model yet",
                fix="pass a learner that gives it as final"
                if never
                else "label items of at least two classes first"
                if self.task.classes
                else "label items first",
            )
        said = Said(model, self.task, self.subject.pool, self.inputs(self.final)[1])
        return Subject(pool, self.task), said.of(pool, engine, spread)
