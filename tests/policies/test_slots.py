import numpy as np

from labelwise.measures import entropy, margin
from labelwise.policies.slots import Slots
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.testing.examples import view

ARMS = (Strategy(measure=margin), Strategy(measure=entropy), Strategy(selector=Random()))


class InTurn:
    """The arms one after the other."""

    def __init__(self):
        self.calls = []

    def shares(self, live):
        return None

    def draw(self, live):
        self.calls.append(live.tolist())
        return int(np.flatnonzero(live)[(len(self.calls) - 1) % live.sum()])


class Always:
    """One arm, surely; None where it has nothing left."""

    def __init__(self, k):
        self.k = k

    def shares(self, live):
        return np.eye(len(live))[self.k] * live

    def draw(self, live):
        return self.k if live[self.k] else None


def slots(turn, title="", n=6, seed=0):
    rng = np.random.default_rng(seed)
    return Slots(ARMS, [arm.picker(view(), n, rng) for arm in ARMS], turn, title)


def test_arms_in_turn_say_who_picked_and_never_collide():
    made = slots(InTurn(), "mine", n=36).fill().selection()
    assert len(set(made.indices.tolist())) == 36
    assert made.why[:3] == ("mine arm 1: margin", "mine arm 2: entropy", "mine arm 3: random")
    assert made.p is None and made.design is None


def test_looking_draws_once():
    turn = InTurn()
    loop = slots(turn)
    assert loop.best() == loop.best()
    assert len(turn.calls) == 1
    loop.take(loop.best())
    loop.best()
    assert len(turn.calls) == 2


def test_the_chance_of_a_row_is_exact_or_unknown():
    loop = slots(Always(2))
    free = list(range(4, 40))
    np.testing.assert_allclose([loop.chance(r) for r in free], 1 / 36)
    assert loop.chance(0) == 0
    assert np.isnan(slots(InTurn()).chance(5))
    made = loop.fill().selection()
    np.testing.assert_allclose(made.p, 1 / np.arange(36, 30, -1))


def test_an_unknown_chance_is_not_that_of_the_arm_that_drew():
    """The first arm draws at random with a known chance; that it had its turn has an unknown one."""
    rng = np.random.default_rng(0)
    arms = ARMS[::-1]
    made = Slots(arms, [arm.picker(view(), 4, rng) for arm in arms], InTurn()).fill().selection()
    assert made.why[0] == "random" and made.p is None


def test_a_row_from_outside_is_told_to_all():
    loop = slots(InTurn())
    row = loop.best()
    other = next(r for r in range(4, 40) if r != row)
    loop.take(other, why="another", p=0.5, cost=2.0)
    loop.take(99, why="elsewhere", p=0.1, cost=3.0)
    made = loop.fill().selection()
    assert made.indices[:2].tolist() == [other, 99]
    assert made.why[:2] == ("another", "elsewhere")
    assert len(made) == 6 and made.cost[1] == 3


def test_nothing_left():
    loop = slots(Always(0), n=2).fill()
    assert len(loop.selection()) == 2 and loop.best() is None
    assert slots(InTurn(), n=0).best() is None
