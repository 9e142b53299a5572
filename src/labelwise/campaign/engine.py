"""The only stateful engine: ask, tell, fit, plan, status, undo, export."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from labelwise.campaign import setup, tables
from labelwise.campaign.brain import Brain, Trained
from labelwise.campaign.pop import Popper
from labelwise.campaign.reading import Reader
from labelwise.errors import BadAnswer, BadParameter, StoreError
from labelwise.params import from_config
from labelwise.pool import Pool, as_pool
from labelwise.store import Ledger, open_store
from labelwise.store.fold import Fold, answer_body
from labelwise.tasks import as_task
from labelwise.tasks.forms import Full
from labelwise.types import Answer, Budget, Event, EventKind, Model, Query, Rows, Selects, Status, Trust, Undone

if TYPE_CHECKING:
    import pyarrow as pa

ASKABLE = ("train", "test")


class Campaign:
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

    lease = 600.0
    """Seconds for which a question is held for whoever asked."""

    def __init__(
        self, pool: Any, task: Any, *, learner: Any = None, strategy: str | Selects = "auto",
        store: str | Path | Ledger | None = None, budget: int | Budget | None = None, seed: int = 0,
        trust: Trust | None = Trust(),  # noqa: B008  (frozen)
    ) -> None:
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise BadParameter(f"the seed is {seed!r}", allowed="an integer of 0 or more")
        made, chosen, limit = as_pool(pool), setup.as_strategy(strategy), Budget.of(budget)
        setup.check_budget(limit, made)
        brain = Brain(made, as_task(task), learner, seed)
        brain.check(chosen)
        setup.check_storable(store, chosen)
        ledger = open_store(store, create=True)
        if ledger.last:
            ledger.close()
            raise StoreError(f"{store} already holds a project", fix="resume it with Campaign.open(store), or name another file")
        options = {"trust": trust, "budget": limit, "seed": seed}
        created = setup.creation(ledger, made, brain.task, chosen, learner, options)
        ledger.append([Event("changed", "created", time.time(), body={"created": created})])
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
        fold.absorb(ledger.events())
        if not fold.config:
            ledger.close()
            raise StoreError(f"{store} holds no campaign", fix="make one with Campaign(pool, task, store=...)")
        config = fold.config
        made = setup.load_pool(config, None if pool is None else as_pool(pool), ledger)
        brain = Brain(made, from_config(config["task"]), setup.load_learner(config, learner), config["seed"])
        campaign = object.__new__(cls)
        campaign._begin(ledger, brain, from_config(config["strategy"]), background=background, fold=fold)
        return campaign

    def _begin(
        self, ledger: Ledger, brain: Brain, strategy: Selects, *, background: bool, fold: Fold | None = None
    ) -> None:
        self.ledger, self.brain, self.strategy, self.background = ledger, brain, strategy, background
        self.pool, self.task, self.form = brain.pool, brain.task, Full()
        self.fold = fold or Fold()
        self._lock = threading.RLock()
        self._models: Trained | None = None
        self.refresh()
        self.seed: int = self.fold.config["seed"]
        self.budget: Budget | None = from_config(self.fold.config["budget"])
        self._popper = Popper(self.pool, self.fold, self.budget, self.seed)
        self._reader = Reader(self.task, self.form, self.fold)

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
    def _write(self) -> Iterator[_Writer]:
        """One exclusive transaction over an up-to-date fold; the fold follows after the commit."""
        with self._lock:
            with self.ledger.transaction() as tx:
                self.fold.absorb(tx.events(self.fold.seq))
                writer = _Writer(self.fold.seq)
                yield writer
                stored = tx.append(writer.events) if writer.events else []
            self.fold.absorb(stored)

    def ask(
        self, n: int = 1, *, cost: Any = None, to: str | None = None, purpose: str = "train",
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

    def _query(self, id: str) -> Query:
        item = self.fold.asked[id]["item"]
        return self.fold.query(id, self.pool.payload(int(self.pool.rows([item])[0])), self.task.options())

    def _plan_if_due(self, n: int, other: Selects | None) -> None:
        self.refresh()
        left = self._popper.left(time.time())
        fresh = self.fold.since_plan
        due = bool(other) or left == 0 or fresh >= max(self.fold.planned.get("n", 1), 1)
        if due:
            if fresh or self._models is None:
                self.fit()
            self.plan(n, strategy=other)
        elif left < n:
            self.plan(n)

    def tell(
        self, batch: Sequence[Query | str] | Query | str, answers: Any, *, by: str | None = None, **details: Any
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
            raise BadAnswer(f"{len(answers)} answers for {len(batch)} questions", allowed="one answer per question")
        ids = [q.id if isinstance(q, Query) else str(q) for q in batch]
        now = time.time()
        with self._write() as out:
            made = [self._reader.read(i, a, by, {"at": now, **details}) for i, a in zip(ids, answers, strict=True)]
            self._reader.refuse_twins(made)
            for answer in made:
                if self._reader.is_new(answer, now):
                    out.emit("answered", self._reader.event_id(answer), now, answer=answer)
        return made

    def add_labels(self, items: Sequence[str | int], labels: Sequence[Any], *, by: str = "import") -> list[Answer]:
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
                "model": trained.version, "upto": trained.upto, "labels": trained.labels, "seconds": round(trained.seconds, 4),
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
        if self._models is None or self.fold.since_training or self.refresh() and self.fold.since_training:
            self._models = self.brain.train(self.fold)
        return self._models.final

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

    def undo(self, by: str | None = None, *, to: str | None = None) -> Undone | None:
        """Take back the newest answer, of ``by`` or of anyone; nothing is erased.

        Parameters
        ----------
        by : str, optional
            Whose answer.
        to : str, optional
            Ask the same item again of this holder, in the same commit.

        Returns
        -------
        Undone or None
            None when there is nothing to take back.
        """
        now = time.time()
        with self._write() as out:
            mine = [a for a in self.fold.answers.values() if a.query is not None and by in (None, a.by)]
            if not mine:
                return None
            last = mine[-1]
            out.emit("retracted", f"u{out.next}", now, item=last.item, part=last.part, by=last.by, body={"answer": last.id})
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
                out.emit("changed", f"c{out.next}", now, body={"renew": dict.fromkeys(kept, now + self.lease)})
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


class _Writer:
    """Collects the events of one transaction."""

    def __init__(self, seq: int) -> None:
        self._seq = seq
        self.events: list[Event] = []

    @property
    def next(self) -> int:
        return self._seq + len(self.events) + 1

    def emit(self, kind: EventKind, id: str, at: float, *, answer: Answer | None = None, **columns: Any) -> None:
        if answer is not None:
            columns = {
                "item": answer.item, "part": answer.part, "query": answer.query or "", "by": answer.by,
                "body": {"answer": answer_body(answer)},
            }
        self.events.append(Event(kind, id, at, **columns))
