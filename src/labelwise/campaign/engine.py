"""The only stateful engine: ask, tell, fit, plan, status, undo, export."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from labelwise.campaign import setup, tables
from labelwise.campaign.brain import Brain, Trained
from labelwise.campaign.desk import Desk, Writer, check_count, check_name
from labelwise.campaign.pop import Pick, Popper
from labelwise.campaign.reading import Reader
from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import from_config
from labelwise.pool import as_pool
from labelwise.store import Ledger
from labelwise.store.fold import Fold
from labelwise.tasks import as_task
from labelwise.tasks.forms import Full
from labelwise.types import Answer, Budget, Model, Query, Selects, Status, Trust

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
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
            raise BadParameter(f"the seed is {seed!r}", allowed="an integer of 0 or more")
        made, chosen, limit = as_pool(pool), setup.as_strategy(strategy), Budget.of(budget)
        setup.check_budget(limit, made)
        brain = Brain(made, as_task(task), learner, int(seed))
        brain.check(chosen)
        setup.check_storable(store, chosen)
        parts = setup.describe(brain, chosen, limit, trust)  # reads every item, before a file is made
        with setup.opened(store, create=True) as ledger:
            setup.seal(ledger, made, parts, store)
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
        campaign, fold = object.__new__(cls), Fold()
        with setup.opened(store, create=False) as ledger:
            fold.absorb(ledger.events())
            brain = setup.load(fold.config, ledger, pool, learner)
            strategy = from_config(fold.config["strategy"])
            campaign._begin(ledger, brain, strategy, background=background, fold=fold)
        return campaign

    def _begin(
        self, ledger: Ledger, brain: Brain, strategy: Selects, *, background: bool, fold: Fold | None = None
    ) -> None:
        Desk.__init__(self, ledger, brain.pool, brain.task, fold or Fold())
        self.brain, self.strategy, self.background, self.form = brain, strategy, background, Full()
        self.seed: int = self.fold.config["seed"]
        self.budget: Budget | None = from_config(self.fold.config["budget"])
        self._kept: dict[int, Trained] = {}
        self._popper = Popper(self.pool, self.fold, self.budget, self.seed)
        self._reader = Reader(self.task, self.form, self.fold)
        self._tally = tables.Tally(self.fold, self.task)

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
            If ``n`` or ``cost`` is negative, the purpose unknown, or the holder no text.
        """
        check_count("asked for", n)
        check_name("holder", to)
        if self.background and strategy is not None:
            raise BadParameter(
                "a background campaign pops the plan of its worker",
                allowed="the strategy of the project",
                fix="leave strategy out",
            )
        if purpose not in ASKABLE:
            raise BadParameter(f"the purpose is {purpose!r}", allowed=", ".join(ASKABLE))
        other = None if strategy is None else setup.as_strategy(strategy)
        if other is not None:
            self.brain.check(other)
        with self._planning:
            for last_try in (False, False, True):
                if not self.background and purpose == "train":
                    self._plan_if_due(int(n), cost, other)
                with self._write() as out:
                    wanted = self._popper.affordable(int(n), cost, out.at)
                    stolen = not self.background and not self._popper.serves(wanted, out.at)
                    if last_try or purpose != "train" or not stolen:
                        self._hand_out(out, self._popper.pop(wanted, purpose, out.at), to)
                        break
            return [self._query(event.query) for event in out.events]

    def _hand_out(self, out: Writer, picks: Sequence[Pick], to: str | None) -> None:
        for pick in picks:
            body = {**pick.body, "holder": to, "until": out.at + self.lease}
            query = f"q{out.next}"
            out.emit("asked", query, item=pick.item, query=query, by=to or "", body=body)

    def _plan_if_due(self, n: int, cost: Any, other: Selects | None) -> None:
        with self._lock:
            self.refresh()
            fold, now = self.fold, time.time()
            n, left = self._popper.affordable(n, cost, now), self._popper.left(now)
            due = bool(other) or left == 0 or fold.since_plan >= max(fold.planned.get("n", 1), 1)
            wanted = n and (due or left < n) and len(self._popper.open_rows(now)[0])
        if wanted and due:
            self.fit()
        if wanted:
            self.plan(n, strategy=other)

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
        check_name("annotator", by)
        if isinstance(batch, (Query, str)):
            batch, answers = [batch], [answers]
        answers = list(answers)
        if len(batch) != len(answers):
            raise BadAnswer(
                f"{len(answers)} answers for {len(batch)} questions", allowed="one answer per question"
            )
        with self._write() as out:
            fields = {"at": out.at, **details}
            made = [self._reader.read(q, a, by, fields) for q, a in zip(batch, answers, strict=True)]
            self._record(out, made)
        return made

    def _record(self, out: Writer, answers: Sequence[Answer]) -> None:
        new = self._reader.new(answers, out.at)
        for answer in new:
            out.emit("answered", self._reader.event_id(answer), answer=answer)
        ended = self._reader.ended(new)
        if ended:
            out.emit("retracted", f"u{out.next}", body={"queries": ended})

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
        check_name("annotator", by)
        if len(items) != len(labels):
            raise BadAnswer(f"{len(labels)} labels for {len(items)} items", allowed="one label per item")
        names = [i if isinstance(i, str) else self.pool.id(int(i)) for i in items]
        self.pool.rows(names)
        with self._write() as out:
            made = [self._reader.imported(i, v, by, out.at) for i, v in zip(names, labels, strict=True)]
            self._record(out, made)
        return made

    def fit(self) -> Model:
        """Train on all present answers; returns the acquiring model.

        Other threads may ask and tell meanwhile. The ledger gets one event for the same answers.
        """
        fold = self._moment()
        trained = self._trained(fold)
        body = {
            "model": trained.version,
            "upto": trained.upto,
            "labels": trained.labels,
            "seconds": round(trained.seconds, 4),
            "answers": len(fold.answers),
        }
        with self._write() as out:
            if self.fold.trained.get("upto", -1) < trained.upto:
                out.emit("trained", f"t{out.next}", body=body)
        return trained.acquire

    def plan(self, n: int, *, strategy: str | Selects | None = None) -> int:
        """Rank ``n`` open items by the newest model; returns how many the plan holds.

        Other threads may ask and tell meanwhile. Without an open item nothing is written.
        """
        check_count("planned", n)
        chosen = self.strategy if strategy is None else setup.as_strategy(strategy)
        with self._lock:
            fold = self._moment()
            open_rows, out_rows = self._popper.open_rows(time.time())
        if not len(open_rows):
            return 0
        trained = self._recalled(fold)
        view = self.brain.view(trained, fold, out_rows)
        most = min(n, len(open_rows))
        picked = self.brain.rank(chosen, view, most, open_rows, fold.seq, trained)
        proba = self.brain.proba(trained.final, picked.indices)
        body = tables.plan_body(picked, self.pool, self.task, proba, n)
        body.update(model=trained.version, key=fold.seq)
        with self._write() as out:
            out.emit("planned", f"p{out.next}", body=body)
        return len(picked)

    @property
    def model(self) -> Model:
        """The delivered model, trained on every present answer; reading it writes nothing."""
        return self._trained(self._moment()).final

    def _trained(self, fold: Fold) -> Trained:
        """The models of the answers in ``fold``; those of the last two moments are kept."""
        found = self._kept.get(fold.changed_at) or self.brain.train(fold)
        others = [kept for kept in self._kept.values() if kept is not found]
        self._kept = {kept.upto: kept for kept in (*others[-1:], found)}
        return found

    def _recalled(self, fold: Fold) -> Trained:
        """The models that the newest ``trained`` event names; after a resume they are trained once more.

        Before the first there are those of the answers so far: without any label they still have features.
        """
        if not fold.trained:
            return self._trained(fold)
        upto = fold.trained["upto"]
        if upto in self._kept:
            return self._kept[upto]
        past = Fold()
        past.absorb(event for event in self.ledger.events() if event.seq <= upto)
        return self._trained(past)

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
        with self._lock:
            self.refresh()
            return tables.status(self._tally, self.pool, self._popper)

    def export(self, *, unlabelled: bool = False) -> pa.Table:
        """One row per answered item, or per item: label, who, when, model confidence, provenance."""
        fold, proba = self._moment(), None
        if not self.background:
            every = np.arange(len(self.pool), dtype=np.int64)
            proba = self.brain.proba(self._trained(fold).final, every)
        return tables.export(fold, self.pool, self.task, proba, unlabelled=unlabelled)
