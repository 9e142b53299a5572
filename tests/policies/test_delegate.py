from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from labelwise.measures import entropy, margin
from labelwise.policies import Delegate, Interleave, Mixture, Schedule, Tailor
from labelwise.strategy import Strategy
from labelwise.testing.examples import view
from labelwise.types import Answer, Budget, Reply


class Named(Delegate):
    def arm(self, view):
        return "mine", Strategy(measure=margin)


def test_the_arm_picks_and_is_named():
    made = Named().select(view(), 3, np.random.default_rng(0))
    alone = Strategy(measure=margin).select(view(), 3, np.random.default_rng(0))
    assert made.indices.tolist() == alone.indices.tolist()
    assert made.why == ("mine: margin",) * 3


def test_rows_state_and_budget_pass_through():
    rows = np.arange(10, 20)
    made = Named().select(view(), 9, np.random.default_rng(0), rows, {}, budget=Budget(2))
    assert len(made) == 2
    assert set(made.indices) <= set(rows)


def test_a_delegate_can_be_interleaved():
    a = Named().picker(view(), 2, np.random.default_rng(0))
    b = Strategy(measure=entropy).picker(view(), 2, np.random.default_rng(0))
    row = a.best()
    a.take(row)
    b.take(row)
    assert b.best() != row


def test_an_opened_loop_names_the_arm_too():
    loop = Named().picker(view(), 3, np.random.default_rng(0))
    assert loop.reason(loop.best()) == "mine: margin"
    made = loop.fill().selection()
    assert made.why == ("mine: margin",) * 3
    both = Mixture((Named(), Strategy(measure=entropy)), (1.0, 0.0))
    assert both.select(view(), 1, np.random.default_rng(0)).why == ("mixture arm 1: mine: margin",)


@dataclass(frozen=True, repr=False)
class Around(Delegate):
    one: Any
    called: str = "mine"

    @property
    def names(self):
        return (self.called,) if self.called else ()

    def arm(self, view):
        return "mine", self.one


@pytest.mark.parametrize(("called", "seen"), [("mine", ["a", "b: c"]), ("other", ["d"]), ("", [])])
def test_an_arm_is_told_of_what_was_asked_under_its_name(called, seen):
    class Seeing:
        def select(self): ...

        def fold(self, replies, classes):
            return {"fold.seen": [r.asked["why"] for r in replies]}

    answer = Answer("a1", "q1", "human:anna", "is", "yes")
    whys = ("mine: a", "mine: b: c", "other: d", "not mine: e", "mine", "")
    replies = [Reply({"why": why}, answer) for why in whys]
    assert Around(Seeing(), called).fold(replies, ()) == {"fold.arm0.seen": seen}


def test_an_arm_that_stands_twice_is_told_of_both():
    bandit = Interleave((Strategy(measure=margin), Strategy(measure=entropy)), Tailor(discount=1.0))
    policy = Schedule(((0, bandit), (5, Strategy(measure=margin)), (9, bandit)))
    answer = Answer("a1", "q1", "human:anna", "is", "yes")
    whys = ("from 0 labels: tailor arm 1: margin", "from 9 labels: tailor arm 2: entropy")
    replies = [Reply({"why": why, "seed": 1, "seq": k}, answer) for k, why in enumerate(whys)]
    assert policy.fold(replies, ("yes", "no"))["fold.arm0.alpha"].tolist() == [[2, 1], [2, 1]]
