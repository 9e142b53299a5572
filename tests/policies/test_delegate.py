import numpy as np

from labelwise.measures import entropy, margin
from labelwise.policies import Delegate
from labelwise.strategy import Strategy
from labelwise.testing.examples import view
from labelwise.types import Budget


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
