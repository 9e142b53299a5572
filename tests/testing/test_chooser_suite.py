"""Each check catches the chooser that it is for."""

from dataclasses import dataclass
from itertools import count

import numpy as np
import pytest

from labelwise.params import Piece
from labelwise.policies import Tailor
from labelwise.testing import chooser_suite as suite
from labelwise.testing import strategy_suite


class Even:
    """Live arms alike."""

    def __init__(self, rng):
        self.rng = rng

    def shares(self, live):
        return live / live.sum()

    def draw(self, live):
        return int(self.rng.choice(len(live), p=live / live.sum()))


@dataclass(frozen=True, repr=False)
class Coin(Piece):
    """A good chooser with known shares."""

    bias: float = 0.0
    title = "coin"

    def start(self, view, arms, state, rng):
        return Even(rng)


class Dead(Coin):
    """Lets arms go that have nothing left."""

    def start(self, view, arms, state, rng):
        turn = Even(rng)
        turn.draw = lambda live: 0
        return turn


class Whole(Coin):
    """Shares over all arms, live or not."""

    def start(self, view, arms, state, rng):
        turn = Even(rng)
        turn.shares = lambda live: np.full(len(live), 1 / len(live))
        return turn


class Lies(Coin):
    """Draws the first live arm, whatever it says."""

    def start(self, view, arms, state, rng):
        turn = Even(rng)
        turn.draw = lambda live: int(np.flatnonzero(live)[0])
        return turn


class Unseeded(Coin):
    def start(self, view, arms, state, rng):
        return Even(np.random.default_rng())


class Nests(Coin):
    def fold(self, turns, classes, arms):
        return {"fold.arms": {"of": arms}}


class Bare(Coin):
    def fold(self, turns, classes, arms):
        return {"seen": len(turns)}


class Endless(Coin):
    def fold(self, turns, classes, arms):
        return {"fold.rate": np.inf if len(turns) else 0.0}


class Restless(Coin):
    number = count()

    def fold(self, turns, classes, arms):
        return {"fold.number": next(self.number)}


class Latest(Coin):
    """Remembers who was told last."""

    def fold(self, turns, classes, arms):
        return {"fold.arm": turns[-1][0] if turns else 0}


class Scribbles(Coin):
    def start(self, view, arms, state, rng):
        view.get("proba")[0] = [1, 0, 0]
        return Even(rng)


class Grows(Tailor):
    """Counts in the state that it was given."""

    def start(self, view, arms, state, rng):
        turn = super().start(view, arms, state, rng)
        turn._yes += 1
        return turn


BROKEN = [
    (suite.a_live_arm_goes, Dead()),
    (suite.shares_are_shares, Whole()),
    (suite.draws_follow_the_shares, Lies()),
    (suite.same_seed_same_arms, Unseeded()),
    (suite.the_fold_is_flat, Nests()),
    (suite.the_fold_is_flat, Bare()),
    (suite.the_fold_is_flat, Endless()),
    (suite.the_fold_is_flat, Restless()),
    (suite.answers_come_in_any_order, Latest()),
    (suite.inputs_stay, Scribbles()),
    (suite.inputs_stay, Grows()),
]
OWN = [check for check in suite.CHECKS if getattr(suite, check.__name__, None) is check]


@pytest.mark.parametrize(("check", "broken"), BROKEN, ids=lambda v: getattr(v, "__name__", type(v).__name__))
def test_a_broken_chooser_is_caught(check, broken):
    with pytest.raises(AssertionError):
        check(broken)


@pytest.mark.parametrize(
    "check", [c for c in OWN if c is not suite.config_comes_back], ids=lambda c: c.__name__
)
def test_a_chooser_with_known_shares_passes(check):
    check(Coin())


def test_within_interleave_it_keeps_the_contract_of_strategies():
    around = {check.__name__: check for check in suite.CHECKS if check not in OWN}
    assert {*around, "config_comes_back"} == {check.__name__ for check in strategy_suite.CHECKS}
    with pytest.raises(AssertionError):
        around["same_seed_same_picks"](Unseeded())


def test_a_chooser_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: Tailor())
    with pytest.raises(AssertionError):
        suite.config_comes_back(Tailor("pos"))
    assert {check for check, _ in BROKEN} | {suite.config_comes_back} == set(OWN)
