"""The only stateful engine: ask, tell, fit, plan, status, undo, export."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from labelwise.campaign import setup, tables
from labelwise.campaign.brain import Brain, Trained
from labelwise.campaign.desk import Desk
from labelwise.campaign.pop import Popper
from labelwise.campaign.reading import Reader
from labelwise.errors import BadAnswer, BadParameter, StoreError
from labelwise.params import from_config
from labelwise.pool import as_pool
from labelwise.store import Ledger, open_store
from labelwise.store.fold import Fold
from labelwise.tasks import as_task
from labelwise.tasks.forms import Full
from labelwise.types import (
    Answer,
    Budget,
    Model,
    Query,
    Rows,
    Selects,
    Status,
    Trust,
)

if TYPE_CHECKING:
    import pyarrow as pa

ASKABLE = ("train", "test")


class Campaign(Desk):
    """Asks annotators about the items a strategy chooses, and keeps every answer.

    Parameters
    ----------
    pool : Pool, array, DataFrame, Arrow table or list of str
        The items.
    task : Classification or list of classes
        Which answers are valid.
    learner : estimator, Learner or dict, optional
        Any scikit-learn estimator or pipeline; a good default for the kind of pool otherwise. A dict
        ``{"acquire": A, "final": B}`` asks with A and delivers B.
    strategy : str, Strategy or policy
        What to ask next.
    store : path, URL or None
        Where the ledger lives; None keeps it in memory.
    budget : int, Budget or None
        How much may be spent; a number counts answers.
    seed : int
        Of everything random.
    trust : Trust or None
        What is set aside for honest figures; None sets nothing aside.

    Raises
    ------
    BadParameter, BadData
        For values that cannot be used; nothing is written.
    MissingCapability
        If the learner can never give what the strategy needs.
    StoreError
        If the store is there already, is locked, or is something else.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> X, y = load_digits(return_X_y=True)
    >>> campaign = Campaign(X, range(10), strategy="margin")
    >>> for _ in range(3):
    ...     batch = campaign.ask(20)
    ...     _ = campaign.tell(batch, [y[int(q.item)] for q in batch])
    >>> campaign.status().labels
    60
    """

    def __init__(
        self,
        pool: Any,
        task: Any,
        *,
        learner: Any = None,
        strategy: str | Selects = "auto",
        store: str | Path | Ledger | None = None,
        budget: int | Budget | None = None,
        seed: int = 0,
        trust: Trust | None = Trust(),  # noqa: B008  (frozen)
    ) -> None:
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise BadParameter(f"the seed is {seed!r}", allowed="an integer of 0 or more")
        made, chosen, limit = as_pool(pool), setup.as_strategy(strategy), Budget.of(budget)
        setup.check_budget(limit, made)
        brain = Brain(made, as_task(task), learner, seed)
        brain.check(chosen)
        setup.check_storable(store, chosen)
        parts = setup.describe(brain, chosen, limit, trust)  # reads every item, before a file is made
        ledger = open_store(store, create=True)
        if ledger.last:
            ledger.close()
            raise StoreError(
                f"{store} already holds a project",
                fix="resume it with Campaign.open(store), or name another file",
            )
        setup.seal(ledger, made, parts)
        self._begin(ledger, brain, chosen, background=False)

    @classmethod
    def open(
        cls, store: str | Path | Ledger, *, pool: Any = None, learner: Any = None, background: bool = False
    ) -> Self:
        """Resume a stored campaign exactly where its ledger stands.

        Parameters
        ----------
        store : path, URL or Ledger
            The project.
        pool, learner : optional
            Only for what the store cannot hold: arrays in memory, estimators without a configuration.
        background : bool
            ``ask`` only pops plans; another process fits and plans.

        Raises
        ------
        StoreError
            If there is no such project, or something must be passed.
        PoolChanged
            If the pool is not the one of the project; names the first differing item.
        """
        ledger = open_store(store, create=False)
        fold = Fold()
        try:
            fold.absorb(ledger.events())
            brain = setup.load(fold.config, ledger, pool, learner)
            campaign = object.__new__(cls)
            strategy = from_config(fold.config["strategy"])
            campaign._begin(ledger, brain, strategy, background=background, fold=fold)
        except BaseException:
            ledger.close()
            raise
        return campaign

    def _begin(
        self, ledger: Ledger, brain: Brain, strategy: Selects, *, background: bool, fold: Fold | None = None
    ) -> None:
        Desk.__init__(self, ledger, brain.pool, brain.task, fold or Fold())
        self.brain, self.strategy, self.background, self.form = brain, strategy, background, Full()
        self.seed: int = self.fold.config["seed"]
        self.budget: Budget | None = from_config(self.fold.config["budget"])
        self._models: Trained | None = None
        self._popper = Popper(self.pool, self.fold, self.budget, self.seed)
        self._reader = Reader(self.task, self.form, self.fold)

    def ask(
        self,
        n: int = 1,
        *,
        cost: Any = None,
        to: str | None = None,
        purpose: str = "train",
        strategy: str | Selects | None = None,
    ) -> list[Query]:
        """The next ``n`` questions, leased to whoever asks.

        Parameters
        ----------
        n : int
            How many at most. Fewer come back when the pool, the budget or ``cost`` ends.
        cost : number, optional
            At most this much in the budget's unit.
        to : str, optional
            Who holds the questions; another asker never gets them while the lease runs.
        purpose : str
            ``train``, or ``test`` for the sealed random reserve.
        strategy : str or Strategy, optional
            Ask by another strategy this time.

        Returns
        -------
        list of Query

        Raises
        ------
        BadParameter
            If ``n`` is negative or the purpose unknown.
        """
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 0:
            raise BadParameter(f"asked for {n!r} questions", allowed="a whole number of 0 or more")
        if self.background and strategy is not None:
            raise BadParameter("a background campaign pops the plan of its worker", fix="leave strategy out")
        if purpose not in ASKABLE:
            raise BadParameter(f"the purpose is {purpose!r}", allowed=", ".join(ASKABLE))
        with self._lock:
            if not self.background and n and purpose == "train":
                self._plan_if_due(int(n), setup.as_strategy(strategy) if strategy is not None else None)
            now = time.time()
            with self._write() as out:
                picks = self._popper.pop(int(n), cost, purpose, now)
                for pick in picks:
                    body = {**pick.body, "holder": to, "until": now + self.lease}
                    query = f"q{out.next}"
                    out.emit("asked", query, now, item=pick.item, query=query, by=to or "", body=body)
                ids = [e.query for e in out.events]
            return [self._query(i) for i in ids]

    def _plan_if_due(self, n: int, other: Selects | None) -> None:
        self.refresh()
        left = self._popper.left(time.time())
        fresh = self.fold.since_plan
        due = bool(other) or left == 0 or fresh >= max(self.fold.planned.get("n", 1), 1)
        if due:
            if self._current() is None:
                self.fit()
            self.plan(n, strategy=other)
        elif left < n:
            self.plan(n)

    def tell(
        self,
        batch: Sequence[Query | str] | Query | str,
        answers: Any,
        *,
        by: str | None = None,
        **details: Any,
    ) -> list[Answer]:
        """Record answers, all or none of them.

        Parameters
        ----------
        batch : sequence of Query or query id
            What was asked.
        answers : sequence
            One per question: a class, None for a skip, or an :class:`Answer`.
        by : str, optional
            Who answered; the holder of the question by default.
        **details
            Further fields of every Answer: ``seconds``, ``confidence``, ``shown``, ``guideline``.

        Returns
        -------
        list of Answer
            As recorded. Telling the same answer again changes nothing.

        Raises
        ------
        BadAnswer
            For an unknown or expired question, an answer outside the task, another answer under an
            id that is taken; nothing is recorded.
        """
        if isinstance(batch, (Query, str)):
            batch, answers = [batch], [answers]
        answers = list(answers)
        if len(batch) != len(answers):
            raise BadAnswer(
                f"{len(answers)} answers for {len(batch)} questions", allowed="one answer per question"
            )
        ids = [q.id if isinstance(q, Query) else str(q) for q in batch]
        now = time.time()
        with self._write() as out:
            made = [
                self._reader.read(i, a, by, {"at": now, **details}) for i, a in zip(ids, answers, strict=True)
            ]
            self._reader.refuse_twins(made)
            for answer in made:
                if self._reader.is_new(answer, now):
                    out.emit("answered", self._reader.event_id(answer), now, answer=answer)
        return made

    def add_labels(
        self, items: Sequence[str | int], labels: Sequence[Any], *, by: str = "import"
    ) -> list[Answer]:
        """Labels that came with the data: answers without a question, never part of an estimate.

        Parameters
        ----------
        items : sequence of str or int
            Ids, or row positions.
        labels : sequence
            One class per item.

        Raises
        ------
        BadAnswer, BadData
            For an unknown item or class; nothing is recorded.
        """
        if len(items) != len(labels):
            raise BadAnswer(f"{len(labels)} labels for {len(items)} items", allowed="one label per item")
        names = [i if isinstance(i, str) else self.pool.id(int(i)) for i in items]
        self.pool.rows(names)
        now = time.time()
        with self._write() as out:
            made = [self._reader.imported(i, v, by, now) for i, v in zip(names, labels, strict=True)]
            self._reader.refuse_twins(made)
            for answer in made:
                if self._reader.is_new(answer, now):
                    out.emit("answered", self._reader.event_id(answer), now, answer=answer)
        return made

    def fit(self) -> Model:
        """Train on all present answers; returns the acquiring model."""
        self.refresh()
        trained = self._models = self.brain.train(self.fold)
        with self._write() as out:
            body = {
                "model": trained.version,
                "upto": trained.upto,
                "labels": trained.labels,
                "seconds": round(trained.seconds, 4),
                "answers": len(self.fold.answers),
            }
            out.emit("trained", f"t{out.next}", time.time(), body=body)
        return trained.acquire

    def plan(self, n: int, *, strategy: Selects | None = None) -> int:
        """Rank ``n`` open items by the newest model; returns how many the plan holds."""
        self.refresh()
        now = time.time()
        open_rows, out_rows = self._popper.open_rows(now)
        key = self.fold.seq
        view = self.brain.view(self._models, self.fold, out_rows)
        picked = self.brain.rank(strategy or self.strategy, view, min(n, len(open_rows)), open_rows, key)
        body = tables.plan_body(picked, self.pool, self.task, self._proba(picked.indices), n)
        body.update(model=self._models.version if self._models else "", key=key)
        with self._write() as out:
            out.emit("planned", f"p{out.next}", now, body=body)
        return len(picked)

    def _proba(self, rows: Rows) -> Any:
        return None if self._models is None else self.brain.proba(self._models.final, rows)

    @property
    def model(self) -> Model:
        """The delivered model, trained on every present answer."""
        self.refresh()
        trained = self._models = self._current() or self.brain.train(self.fold)
        return trained.final

    def _current(self) -> Trained | None:
        """The models, when they have seen every answer."""
        return self._models if self._models and self._models.upto >= self.fold.changed_at else None

    def predict(self, items: Any = None) -> pa.Table:
        """Class and confidence of every item of the pool, or of ``items``.

        Returns
        -------
        pyarrow.Table
            Columns id, label, confidence.
        """
        pool = self.pool if items is None else as_pool(items)
        if items is None:
            proba = self.brain.proba(self.model, np.arange(len(pool), dtype=np.int64))
            if proba is not None:
                return tables.predictions(pool, self.task, proba)
        return tables.predictions(pool, self.task, self.brain.proba_new(self.model, pool))

    def spent(self) -> Any:
        """What the answers cost so far, in the budget's unit."""
        return self._popper.spent()

    def status(self) -> Status:
        """Labels, cost, and the honest figures as far as they can be said."""
        self.refresh()
        return tables.status(self.fold, self.pool, self.task, self._popper)

    def export(self, *, unlabelled: bool = False) -> pa.Table:
        """One row per answered item, or per item: label, who, when, model confidence, provenance."""
        self.refresh()
        proba = None
        if not self.background:
            model = self.model
            proba = self.brain.proba(model, np.arange(len(self.pool), dtype=np.int64))
        return tables.export(self.fold, self.pool, self.task, proba, unlabelled=unlabelled)
