"""What a campaign computes: models from answers, and rankings from models. Nothing here is durable."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData, MissingCapability
from labelwise.learners import as_learner, encode
from labelwise.pool import Pool
from labelwise.pool.inputs import is_arrow, names
from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.strategy import View
from labelwise.strategy.view import LIVE
from labelwise.tasks import Task
from labelwise.types import Answer, Learner, Model, Rows, Selection, Selects, Targets, Training

HELD_OUT = ("test", "audit")
"""Purposes whose answers the acquiring model never sees."""


@dataclass(eq=False)
class Trained:
    """The models of one moment.

    Parameters
    ----------
    acquire, final : Model
        The model that asks and the model that is delivered; one object where nothing parts them.
    version : str
        Name of the moment, ``m<seq>``.
    upto : int
        The last event that gave or took back an answer and that they have seen.
    labels : int
        Labelled items of the acquiring model.
    classes : int
        Classes among them.
    seconds : float
        Time to train.
    """

    acquire: Model
    final: Model
    version: str
    upto: int
    labels: int
    classes: int
    seconds: float


@dataclass(eq=False)
class Brain:
    """Trains and ranks for one campaign.

    Parameters
    ----------
    pool : Pool
        The items as given.
    task : Classification
        The task.
    learner : object
        What the user passed: None, an estimator, a Learner or a dict of two.
    seed : int
        The campaign's seed.
    """

    pool: Pool
    task: Task
    learner: Any
    seed: int
    _encoded: tuple[Pool, Any] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        made = as_learner(self.learner, self.pool)
        self.learners: dict[str, Learner] = dict(made) if isinstance(made, Mapping) else {"acquire": made}

    @property
    def acquire(self) -> Learner:
        """The learner that asks."""
        return next(iter(self.learners.values()))

    @property
    def final(self) -> Learner:
        """The learner that is delivered."""
        return self.learners.get("final", self.acquire)

    def inputs(self) -> tuple[Pool, Any]:
        """The pool as the learners see it, and the fitted encoder for new items; computed once."""
        if self._encoded is None:
            self._encoded = encode(self.acquire, self.pool, self.seed)
        return self._encoded

    def check(self, strategy: Selects) -> None:
        """Refuse a strategy whose needs the learner can never meet.

        Raises
        ------
        MissingCapability
            Names the missing array and a learner or wrapper that gives it.
        """
        given = getattr(self.acquire, "provides", None)
        if given is not None:
            known = View.reachable((*given, *LIVE, *self.pool.columns))
            for name in getattr(strategy, "needs", ()):
                if name not in known:
                    raise View.missing(name, known)

    def targets(self, answers: Sequence[Answer], learner: Learner) -> Targets:
        """Labels of ``answers`` in a kind that ``learner`` takes."""
        return self.task.targets(answers, self._row, learner.accepts)

    def _row(self, item: str) -> int:
        return int(self.pool.rows([item])[0])

    def train(self, fold: Fold) -> Trained:
        """Models from the present answers of ``fold``; the same answers give the same models at any time."""
        started, upto = time.perf_counter(), fold.changed_at
        answers = list(fold.present())
        seen = [a for a in answers if not _held_out(fold, a)]
        acquire, targets = self._fit(self.acquire, seen, upto)
        same = self.final is self.acquire and len(seen) == len(answers)
        final = acquire if same else self._fit(self.final, answers, upto)[0]
        classes = len(np.unique(targets.value)) if targets.kind == "hard" else self._present_classes(targets)
        seconds = time.perf_counter() - started
        return Trained(acquire, final, f"m{upto}", upto, len(targets), classes, seconds)

    def _present_classes(self, targets: Targets) -> int:
        return int((targets.value.sum(axis=0) > 0).sum())

    def _fit(self, learner: Learner, answers: Sequence[Answer], seq: int) -> tuple[Model, Targets]:
        targets = self.targets(answers, learner)
        pool, _ = self.inputs()
        rest = np.setdiff1d(np.arange(len(pool), dtype=np.int64), targets.rows, assume_unique=True)
        data = Training(pool.x, targets.rows, targets, self.task.classes, rest)
        return learner.fit(data, generator(self.seed, "fit", seq)), targets

    def view(self, trained: Trained, fold: Fold, out: Rows) -> View:
        """The pool under the newest models, with live answers; ``out`` are the rows handed out."""
        pool, _ = self.inputs()
        labels = np.full(len(pool), -1, dtype=np.int64)
        answers = [a for a in fold.present() if not _held_out(fold, a)]
        hard = self.task.targets(answers, self._row, ("hard",))
        labels[hard.rows] = hard.value
        models: dict[str, Model] = {"": trained.acquire}
        if trained.final is not trained.acquire:
            models["final_"] = trained.final
        return View(
            pool,
            models,
            labels=labels,
            pending=out,
            round=fold.rounds,
            version=trained.version,
            classes=len(self.task.classes),
        )

    def rank(
        self, strategy: Selects, view: View, n: int, rows: Rows, key: int, trained: Trained
    ) -> Selection:
        """``n`` of ``rows`` in asking order; random while the model cannot serve the strategy yet.

        What counts is the classes the model has seen: the second one may be answered while it trains.
        """
        rng = generator(self.seed, "plan", key)
        lacking = [name for name in getattr(strategy, "needs", ()) if not view.has(name)]
        if lacking and trained.classes < 2:
            from labelwise.selectors import Random
            from labelwise.strategy import Strategy

            picked = Strategy(selector=Random()).select(view, n, rng, rows)
            why = f"start: random, there is no {' and '.join(lacking)} before two classes have a label"
            return Selection(
                picked.indices,
                picked.scores,
                (why,) * len(picked),
                picked.p,
                picked.design,
                short=picked.short,
            )
        return strategy.select(view, n, rng, rows)

    def proba(self, model: Model, rows: Rows) -> NDArray[np.float64] | None:
        """(m, C) class probabilities of rows of the pool; None before the model can say."""
        if "proba" not in model.provides:
            return None
        pool, _ = self.inputs()
        blocks = [model.proba(pool.x(rows[s : s + 8192])) for s in range(0, len(rows), 8192)]  # type: ignore[attr-defined]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.task.classes)))

    def proba_new(self, model: Model, pool: Pool) -> NDArray[np.float64]:
        """(m, C) class probabilities of items that are not in the campaign's pool.

        Raises
        ------
        MissingCapability
            Before two classes have a label.
        BadData
            If the items are of another kind than the campaign's pool, have another number of
            features, or lack a column.
        """
        _check_alike(self.pool, pool)
        if "proba" not in model.provides:
            raise MissingCapability(
                "there is no trained model yet", fix="label items of at least two classes first"
            )
        _, encoder = self.inputs()
        blocks = []
        for rows in pool.chunks():
            x = _in_order(pool.x(rows), self.pool) if pool.kind == "table" else pool.x(rows)
            blocks.append(model.proba(x if encoder is None else encoder.transform(x)))  # type: ignore[attr-defined]
        return np.concatenate(blocks)


def _form(pool: Pool) -> str:
    """What a pool holds, in words."""
    if pool.kind == "array":
        return "a sparse matrix" if sparse.issparse(pool.data) else "a dense array"
    return {"table": "a table", "text": "texts", "image": "images"}[pool.kind]


def _check_alike(had: Pool, new: Pool) -> None:
    """Refuse items that the models of ``had`` cannot read; a dense array may stand for a sparse matrix."""
    was, now = _form(had), _form(new)
    if had.kind != new.kind or (was, now) == ("a dense array", "a sparse matrix"):
        fix = "pass items.toarray()" if had.kind == new.kind else f"pass {was} like the campaign's pool"
        raise BadData(f"the items are {now} and the campaign's pool is {was}", allowed=was, fix=fix)
    if had.kind == "array" and had.data.shape[1] != new.data.shape[1]:
        raise BadData(
            f"the items have {new.data.shape[1]} features",
            allowed=f"{had.data.shape[1]}, as in the campaign's pool",
        )
    lost = sorted(set(names(had.data)) - set(names(new.data))) if had.kind == "table" else []
    if lost:
        raise BadData(
            f"the items are a table without the column {lost[0]!r} and the campaign's pool is a table",
            allowed=f"all of its columns: {', '.join(names(had.data))}",
            fix="add the missing columns",
        )


def _in_order(table: Any, like: Pool) -> Any:
    """The columns of the pool ``like``, in its order, from a table that may have more."""
    found = names(table)
    at = [found.index(name) for name in names(like.data)]
    return table.select(at) if is_arrow(table) else table.iloc[:, at]


def _held_out(fold: Fold, answer: Answer) -> bool:
    asked = fold.asked.get(answer.query or "")
    return asked is not None and asked.get("purpose", "train") in HELD_OUT
