from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from labelwise.policies.posing import posed_by
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.tasks.forms import Full
from labelwise.testing.examples import view
from labelwise.types import Posed


@dataclass(frozen=True, repr=False)
class Asking(Full):
    """Proposes the row."""

    name: ClassVar[str] = "asking"

    def pose(self, view, rows):
        return [Posed(proposal=int(r)) for r in rows]


@dataclass(frozen=True, repr=False)
class Calibrated(Asking):
    """One question first."""

    name: ClassVar[str] = "calibrated"

    def first(self, view, n):
        return min(n, 1)


def to_anna(view, rows, annotators, rng):
    return ["human:anna"] * len(rows)


PLAIN, ASKING = Strategy(selector=Random()), Strategy(selector=Random(), form=Asking())
FIRST = Strategy(selector=Random(), form=Calibrated())


class Routed:
    """Says to whom, and nothing else."""

    def posed(self, view, made, rng):
        from dataclasses import replace

        return replace(made, to=("human:anna",) * len(made))


def batch(n=6):
    return PLAIN.picker(view(), n, np.random.default_rng(0)).fill().selection()


def pose(askers, made):
    return posed_by(askers, view(), made, np.random.default_rng(0))


def test_every_question_is_put_as_its_own_strategy_does():
    made = batch()
    asked = pose([(np.array([1, 4]), ASKING), (np.array([0, 2, 3, 5]), PLAIN)], made)
    assert [o.proposal for o in asked.options] == [
        int(r) if i in (1, 4) else None for i, r in enumerate(made.indices)
    ]
    assert asked.indices.tolist() == made.indices.tolist()
    assert asked.p.tolist() == made.p.tolist()
    assert asked.to == asked.purposes == () and not asked.hold


def test_who_says_nothing_leaves_the_question_as_it_is():
    made = batch(3)
    asked = pose([(np.array([2]), Routed()), (np.array([0]), ASKING), (np.array([1]), object())], made)
    assert asked.to == (None, None, "human:anna")
    assert [o.proposal for o in asked.options] == [int(made.indices[0]), None, None]


def test_calibration_comes_first_and_alone():
    made = batch()
    asked = pose([(np.array([0, 1, 2]), PLAIN), (np.array([3, 4, 5]), FIRST)], made)
    assert asked.hold and asked.purposes == ("calibrate",)
    assert set(asked.indices) <= set(made.indices[3:])


def test_an_empty_batch():
    made = batch(0)
    assert pose([], made).options == ()
