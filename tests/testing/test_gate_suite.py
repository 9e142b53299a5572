"""Each check catches the gate that it is for."""

import numpy as np
import pytest

from labelwise.streams import Bernoulli, Selective, Vessal
from labelwise.testing import gate_suite as suite
from labelwise.types import Decision


class Nests(Bernoulli):
    def start(self):
        return {"all": {"of": 1}}


class Grows(Vessal):
    """Updates the matrices in place."""

    def decide(self, view, spent, state, rng):
        made, after = super().decide(view, spent, state, rng)
        if "inverse" in state:
            state["inverse"][:] = after["inverse"]
        return made, after


class Shouts(Bernoulli):
    def decide(self, view, spent, state, rng):
        return Decision("ask", 0.0), state


class Lies(Bernoulli):
    """Draws with another probability than it says."""

    def decide(self, view, spent, state, rng):
        made, state = super().decide(view, spent, state, rng)
        return Decision("ask" if rng.random() < 0.5 else "skip", made.p / 2), state


class Hopes(Bernoulli):
    """Says 0.5 where nothing may be asked."""

    def decide(self, view, spent, state, rng):
        return Decision("skip", 0.5), state


class Peeks(Vessal):
    needs = ("proba", "embedding", "cost")

    def decide(self, view, spent, state, rng):
        view.get("tags" if view.has("tags") else "group")
        return super().decide(view, spent, state, rng)


class Unseeded(Bernoulli):
    def decide(self, view, spent, state, rng):
        return super().decide(view, spent, state, np.random.default_rng())


class Counts(Bernoulli):
    """Counts blocks, not items."""

    def decide(self, view, spent, state, rng):
        made, _ = super().decide(view, spent, state, rng)
        return made, {"view": id(view._view) % 1_000_003}


BROKEN = [
    (suite.the_state_is_flat, Nests()),
    (suite.deciding_changes_nothing, Grows()),
    (suite.decisions_are_decisions, Shouts()),
    (suite.asks_come_as_often_as_p_says, Lies()),
    (suite.blocks_do_not_matter, Counts()),
    (suite.same_seed_same_decisions, Unseeded()),
    (suite.needs_are_enough, Peeks()),
]


@pytest.mark.parametrize(("check", "broken"), BROKEN, ids=lambda v: getattr(v, "__name__", type(v).__name__))
def test_a_broken_gate_is_caught(check, broken):
    with pytest.raises((AssertionError, ValueError)):
        check(broken)


def test_a_loop_without_a_cap_is_caught(monkeypatch):
    monkeypatch.setattr("labelwise.selectors.feeding._capped", lambda gate, decision, spent: decision)
    suite.the_limit_is_never_passed(Vessal())
    with pytest.raises(AssertionError):
        suite.the_limit_is_never_passed(Hopes())


def test_a_gate_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: Selective())
    with pytest.raises(AssertionError):
        suite.config_comes_back(Selective(0.5))
    used = {check for check, _ in BROKEN} | {suite.config_comes_back, suite.the_limit_is_never_passed}
    assert used == set(suite.CHECKS)
