"""The only stateful engine: it begins or resumes, asks, and takes answers; its bases do the rest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from labelwise.campaign import setup, tables
from labelwise.campaign.brain import Brain
from labelwise.campaign.desk import Desk, Writer, check_name
from labelwise.campaign.pop import Pick, Popper
from labelwise.campaign.purse import Purse
from labelwise.campaign.reading import Reader
from labelwise.campaign.streaming import Streaming
from labelwise.campaign.subject import Subject
from labelwise.campaign.watch import Watch
from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import Whole, from_config
from labelwise.pool import as_pool
from labelwise.store import Ledger
from labelwise.store.fold import Fold
from labelwise.strategy import count_for, forms_of, overlap_of, strategies_in
from labelwise.tasks import as_task
from labelwise.types import Answer, Budget, Query, Selects, Status, Trust, Unit

ASKABLE = ("train", "test")


class Campaign(Streaming):
    """Asks annotators about the items a strategy chooses, and keeps every answer.

    Parameters
    ----------
    pool : Pool, array, DataFrame, Arrow table or list of str
        The items.
    task : Task or list of classes
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
        if not Whole(0)(seed):
            raise BadParameter(f"the seed is {seed!r}", allowed="an integer of 0 or more")
        subject, chosen, limit = (
            Subject(as_pool(pool), as_task(task)),
            setup.as_strategy(strategy),
            Budget.of(budget),
        )
        setup.check_budget(limit, subject, forms_of(chosen).values(), overlap_of(chosen))
        brain = Brain(subject, learner, int(seed))
        brain.check(chosen)
        setup.check_storable(store, chosen)
        parts = setup.describe(brain, chosen, limit, trust)  # reads every item, before a file is made
        with setup.opened(store, create=True) as ledger:
            setup.seal(ledger, subject.pool, parts, store)
            brain.cache = ledger.cache
            brain.forget()
            fold = Fold()
            fold.absorb(ledger.events())
            self._begin(ledger, brain, chosen, fold, background=False)

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
            ``ask`` only pops plans; another process fits and plans. No learner has to be passed then.

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
            brain = setup.load(fold.config, ledger, pool, learner, trains=not background)
            strategy = from_config(fold.config["strategy"])
            campaign._begin(ledger, brain, strategy, fold, background=background)
            if learner is not None:
                with campaign._write() as out:
                    campaign._note_choice(out, "learner", setup.learner_config(learner))
        return campaign

    def _begin(
        self, ledger: Ledger, brain: Brain, strategy: Selects, fold: Fold, *, background: bool
    ) -> None:
        self.brain, self.strategy, self.background = brain, strategy, background
        Desk.__init__(self, ledger, brain.subject, fold)
        self.seed: int = self.fold.config["seed"]
        self.budget: Budget | None = from_config(self.fold.config["budget"])
        self.trust: Trust | None = from_config(self.fold.config["trust"])
        self.forms, self.overlap, self._models = forms_of(strategy), overlap_of(strategy), {}
        self._stored, self.watch = {}, Watch()
        self._purse = Purse(self.fold, self.budget)
        self._reader = Reader(self.subject, self.forms, self.fold, self.overlap)
        self._follow_pool()
        self._behind = True  # whatever changed before it was opened
        self.refresh()

    def _follow_pool(self) -> None:
        """Begin to count the rows of the pool as it is by now."""
        whole = [strategy.form.whole for strategy in strategies_in(self.strategy)]
        trust = self.trust if any(whole) or not whole else None  # its questions look like the others
        self._popper = Popper(self.subject, self.fold, self._purse, self.seed, self.overlap, trust)
        self._tally = tables.Tally(self.fold, self.subject)

    def ask(
        self,
        n: int | None = 1,
        *,
        cost: Any = None,
        to: str | None = None,
        purpose: str = "train",
        strategy: str | Selects | None = None,
    ) -> list[Query]:
        """The next ``n`` questions, leased to whoever asks.

        Parameters
        ----------
        n : int or None
            How many at most. Fewer come back when the pool, the budget or ``cost`` ends. None is a whole
            batch of a strategy that chooses its size, with the share of the reserve beside it.
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
        check_name("holder", to)
        if self.background and (strategy is not None or n is None):
            raise BadParameter(
                "a background campaign pops the plan of its worker",
                allowed="a number of questions, by the strategy of the project",
                fix="leave strategy out, and pass n",
            )
        if purpose not in ASKABLE or (n is None and purpose != "train"):
            named = "train" if n is None else ", ".join(ASKABLE)
            raise BadParameter(f"the purpose is {purpose!r}", allowed=named)
        other = None if strategy is None else setup.as_strategy(strategy)
        n = count_for(self.strategy if other is None else other, n)
        if other is not None:
            self.brain.check(other)
            self.forms.update({**forms_of(other), **self.forms})
        with self._planning:
            for last_try in (False, False, True):
                if not self.background and purpose == "train":
                    self._plan_if_due(n, cost, other)
                with self._write() as out:
                    wanted = self._purse.room(1 if n is None else n, cost, out.at).count
                    stolen = not self.background and not self._popper.serves(wanted, out.at)
                    if last_try or purpose != "train" or not stolen:
                        count = self._batch(n, other, out.at)
                        self._hand_out(out, self._popper.pop(count, purpose, out.at, cost=cost, to=to))
                        break
            return [self._query(event.query) for event in out.events]

    def _batch(self, n: int | None, other: Selects | None, now: float) -> int | None:
        """How many to hand out, None for all of the plan; where that holds none, the first size."""
        chosen: Any = self.strategy if other is None else other
        return chosen.sizes[0] if n is None and not self._popper.left(now) else n

    def _hand_out(self, out: Writer, picks: Sequence[Pick]) -> None:
        for unit, body in ((pick.unit, pick.body) for pick in picks):
            query = f"q{out.next}"
            place: dict[str, Any] = {"item": unit.item, "part": unit.part, "by": body["holder"] or ""}
            out.emit("asked", query, query=query, body={**body, **self._lease(unit, out)}, **place)

    def _plan_if_due(self, n: int | None, cost: Any, other: Selects | None) -> None:
        with self._lock:
            self.refresh()
            fold, now = self.fold, time.time()
            most, left = self._purse.room(1 if n is None else n, cost, now).count, self._popper.left(now)
            due = bool(other) or left == 0 or fold.since_plan >= max(fold.batch, 1)
            few = due or (left < most and not self.holds)
            wanted = most and few and len(self._popper.open_rows(now)[0])
        if wanted and due and not self.holds:
            self.fit()
        if wanted:
            self.plan(None if n is None else most, strategy=other)

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
            self._learn_forms(batch)
            fields = {"at": out.at, **details}
            made = [self._reader.read(q, a, by, fields) for q, a in zip(batch, answers, strict=True)]
            self._record(out, made)
        return made

    def _learn_forms(self, batch: Sequence[Query | str]) -> None:
        """Add forms of strategies that were asked by for once, by another process or before a resume."""
        asked = (self.fold.asked.get(q.id if isinstance(q, Query) else q, {}) for q in batch)
        if {a.get("form", "full") for a in asked} <= self.forms.keys():
            return
        for event in self.ledger.events():
            if event.kind == "planned" and event.body.get("strategy"):
                self.forms.update({**forms_of(from_config(event.body["strategy"])), **self.forms})

    def _record(self, out: Writer, answers: Sequence[Answer]) -> None:
        new = self._reader.new(answers, out.at)
        for answer in new:
            out.emit("answered", self._reader.event_id(answer), answer=answer)
        ended = self._reader.ended(new, out.at)
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
        units = [Unit.parse(i) if self.subject.units and isinstance(i, str) else self._unit(i) for i in items]
        self.subject.rows(units)
        with self._write() as out:
            made = [self._reader.imported(u, v, by, out.at) for u, v in zip(units, labels, strict=True)]
            self._record(out, made)
        return made

    def _unit(self, item: str | int) -> Unit:
        return Unit(item) if isinstance(item, str) else self.subject.unit(int(item))

    def spent(self) -> Any:
        """What the answers cost so far, in the budget's unit."""
        return self._purse.spent()

    def status(self) -> Status:
        """Labels, cost, and the honest figures as far as they can be said."""
        with self._lock:
            self.refresh()
            left = self._popper.sealed_left()
            return tables.status(self._tally, self.subject, self._purse, self.trust, left)
