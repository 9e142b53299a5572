"""Any calls on two campaigns of one ledger, with what single tests leave apart: several annotators, forms,
units of the budget, invited people, growing pools and classes. What is counted always adds up, nobody has
an item twice, and every plan comes again.
"""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.candidates import All
from labelwise.errors import BadAnswer, BadParameter
from labelwise.measures import entropy, margin
from labelwise.policies import Interleave, Mixture, Tailor
from labelwise.selectors import Random
from labelwise.store import MemoryLedger
from labelwise.store.fold import Fold
from labelwise.strategy import Strategy
from labelwise.tasks import Classification
from labelwise.tasks.forms import CandidateSet, Full, Verify, YesNo
from labelwise.types import Answer, Budget, Trust

X = np.random.default_rng(0).normal(size=(60, 3))
WHO = ["anna", "ben", "cleo"]
BUDGETS = [None, Budget(12), Budget(2, "money"), Budget(10, "bits"), Budget(30, "seconds")]
LEARNERS = [GaussianNB(), {"acquire": GaussianNB(), "final": LogisticRegression()}]
CALLS = ["ask"] * 5 + ["tell"] * 6 + ["undo"] * 2
CALLS += ["correct", "wait", "invite", "grow", "classes", "reopen", "train", "release", "renew", "import"]


def strategies(overlap: int) -> list[object]:
    again = {"candidates": All(max_votes=overlap)} if overlap > 1 else {}
    asks, fully = (
        Strategy(measure=margin, form=YesNo(0.1), **again),
        Strategy(form=Full(0.5), **DRAWN, **again),
    )
    sets = Strategy(measure=entropy, form=CandidateSet(calibrate=2), **again)
    mixed = [Mixture((asks, fully), (0.5, 0.5)), Mixture((fully, sets, asks), (0.4, 0.3, 0.3))]
    single = [asks, fully, sets, Strategy(measure=margin, form=Verify(), **again)]
    return [*single, *mixed, *(Interleave(m.arms, Tailor()) for m in mixed)]


DRAWN = {"selector": Random()}


@dataclass
class Play:
    """One sequence of calls, drawn from a seed."""

    seed: int
    size: int = 20
    now: float = 1e9
    asked: list = field(default_factory=list)
    classes: list[str] = field(default_factory=lambda: ["x", "y", "z"])

    def __post_init__(self) -> None:
        self.draw, self.ledger = random.Random(self.seed), MemoryLedger()
        self.overlap, self.number = self.draw.choice([1, 2, 2, 3]), 0
        self.budget, self.learner = self.draw.choice(BUDGETS), self.draw.choice(LEARNERS)

    def begin(self) -> None:
        self.both = [
            Campaign(
                X[: self.size],
                Classification(self.classes, open=self.draw.random() < 0.5),
                strategy=self.draw.choice(strategies(self.overlap)),
                store=self.ledger,
                budget=self.budget,
                learner=self.learner,
                seed=self.seed % 100,
                trust=self.draw.choice([None, Trust()]),
            )
        ]
        self.both.append(self.opened())

    def opened(self) -> Campaign:
        background = self.draw.random() < 0.3
        return Campaign.open(self.ledger, pool=X[: self.size], learner=self.learner, background=background)

    def call(self) -> Campaign:
        k, name = self.draw.randrange(2), self.draw.choice(CALLS)
        self.now, self.number = self.now + 1, self.number + 1
        with suppress(BadAnswer, BadParameter):  # refused: the state has to be as good as before
            getattr(self, "_" + name)(self.both[k], k)
        return self.both[k]

    def _ask(self, campaign: Campaign, k: int) -> None:
        options = [{"to": who} for who in WHO] + [{"cost": 1.5}, {"purpose": "test"}]
        self.asked += campaign.ask(self.draw.randint(0, 4), **self.draw.choice(options))

    def _tell(self, campaign: Campaign, k: int) -> None:
        if not self.asked:
            return
        query = self.asked.pop(self.draw.randrange(len(self.asked)))
        truth = self.classes[int(query.item) % len(self.classes)]
        raw = campaign.forms[query.form].truthful(query, truth)
        kinds = [("other", "new"), ("not", [truth]), ("flag", "odd"), ("among", self.classes[:2])]
        own = [Answer(f"a{self.number}", query.id, query.to or "human", *kind) for kind in kinds]
        told = self.draw.choice([raw] * 8 + [None, "nonsense", *own])
        by = {} if told in own else {"by": self.draw.choice([None, query.to, *WHO]), "seconds": 2.5}
        campaign.tell(query, told, **by)

    def _undo(self, campaign: Campaign, k: int) -> None:
        which = self.draw.choice([None, *list(campaign.fold.answers)[-4:]])
        campaign.undo(self.draw.choice([None, *WHO]), to=self.draw.choice([None, *WHO]), answer=which)

    def _correct(self, campaign: Campaign, k: int) -> None:
        for old in [a for a in campaign.fold.present() if a.query][-1:]:
            by, value = self.draw.choice([old.by, *WHO]), self.draw.choice(self.classes)
            campaign.tell(old.query, Answer(f"c{self.number}", old.query, by, "is", value, of=old.id))

    def _wait(self, campaign: Campaign, k: int) -> None:
        self.now += self.draw.choice([300, 700])

    def _invite(self, campaign: Campaign, k: int) -> None:
        if self.draw.random() < 0.3:
            campaign.invite(*WHO, "human")

    def _grow(self, campaign: Campaign, k: int) -> None:
        self.size = min(self.size + self.draw.randint(1, 6), len(X))
        campaign.grow(X[: self.size])
        self.both[1 - k] = self.opened()

    def _classes(self, campaign: Campaign, k: int) -> None:
        name = "new" if "new" not in self.classes else f"k{self.number}"
        campaign.add_classes(name)
        self.classes.append(name)

    def _reopen(self, campaign: Campaign, k: int) -> None:
        self.both[k] = self.opened()

    def _train(self, campaign: Campaign, k: int) -> None:
        campaign.fit()
        campaign.plan(self.draw.randint(0, 5))

    def _release(self, campaign: Campaign, k: int) -> None:
        campaign.release([q.id for q in self.asked[:2]])

    def _renew(self, campaign: Campaign, k: int) -> None:
        campaign.renew([q.id for q in self.asked[:2]], to=self.draw.choice(WHO))

    def _import(self, campaign: Campaign, k: int) -> None:
        campaign.add_labels([self.draw.randrange(self.size)], [self.draw.choice(self.classes)])


def check(campaign: Campaign, play: Play) -> None:
    campaign.refresh()
    fold, again = campaign.fold, Fold()
    again.absorb(play.ledger.events())
    assert vars(fold) == vars(again)
    check_money(fold)
    out = [(key[:2], lease) for key, lease in fold.held(play.now).items()]
    for unit in set(fold.by_unit):
        names = [a.by for a in fold.people(unit)]
        names += [lease.who for key, lease in out if key == (unit.item, unit.part)]
        assert len(names) == len(set(names)) <= play.overlap, (unit, names)
    assert max(Counter(key for key, _ in out).values(), default=0) <= play.overlap
    status, rows = campaign.status(), campaign.export().to_pylist()
    assert (status.pending, status.total) == (len(out), play.size)
    assert status.classes == {c: sum(r["label"] == c for r in rows) for c in campaign.task.classes}
    assert status.labels == sum(r["label"] is not None for r in rows)


def check_money(fold: Fold) -> None:
    spent: Counter[str] = Counter()
    for a in (a for a in fold.answers.values() if a.query is not None):
        spent[fold.asked[a.query].get("unit", "money")] += a.price
        spent["answers"] += a.kind != "skip"
        spent["seconds"] += Decimal(str(a.seconds or 0))
    assert {k: v for k, v in fold.spent.items() if v} == {k: v for k, v in spent.items() if v}


def played(seed: int) -> None:
    play = Play(seed)
    with mock.patch("time.time", lambda: play.now):
        try:
            play.begin()
        except BadParameter as error:
            assert "the budget is in bits" in str(error)
            return
        for _ in range(40):
            check(play.call(), play)
        assert replay(play.ledger, pool=X[: play.size], learner=play.learner) == []


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_counted_adds_up_and_nobody_has_an_item_twice(seed: int) -> None:
    played(seed)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.integers(0, 10**6))
def test_many_more_calls(seed: int) -> None:
    played(seed)
