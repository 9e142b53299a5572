"""Each check catches the rule that it is for."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from labelwise.evaluation.stopping import BelievedGain, Rule, Verdict
from labelwise.testing import stopping_suite as suite


class Numpy(BelievedGain):
    def judge(self, history, tau, rng):
        return Verdict(True, np.float64(0), "Stop.")


class Hasty(BelievedGain):
    def __call__(self, history, *, tau, rng):
        return Verdict(True, 0.0, "Stop.")


class Raised(BelievedGain):
    def judge(self, history, tau, rng):
        made = super().judge(history, tau, rng)
        return Verdict(made.stop, None if made.value is None else made.value + 0.01, made.sentence)


class Turned(BelievedGain):
    def judge(self, history, tau, rng):
        made = super().judge(history, tau, rng)
        return made if made.value is None else Verdict(made.value > tau, made.value, made.sentence)


class Blind(Rule):
    def judge(self, history, tau, rng):
        return Verdict(False, 0.0, "Go on.")


class Steady(Rule):
    def judge(self, history, tau, rng):
        return Verdict(True, 0.0, "Stop.")


class Ashamed(BelievedGain):
    flaw: ClassVar[str] = "none"


class Wavers(Rule):
    fixed: ClassVar[bool] = True

    def judge(self, history, tau, rng):
        return Verdict(len(history) % 2 == 0, 0.0, "Even.")


class Unseeded(BelievedGain):
    def judge(self, history, tau, rng):
        return Verdict(False, float(np.random.default_rng().random()), "Go on.")


@dataclass(frozen=True, repr=False)
class Forgets(BelievedGain):
    def to_config(self):
        return BelievedGain(times=3).to_config()


@pytest.mark.parametrize(
    ("check", "rule"),
    [
        (suite.verdicts_are_verdicts, Numpy()),
        (suite.no_advice_before_nine_rounds, Hasty()),
        (suite.nothing_changes_nothing_is_gained, Raised()),
        (suite.larger_tau_stops_no_later, Turned()),
        (suite.a_plateau_stops, Blind()),
        (suite.a_rising_path_never_stops, Steady()),
        (suite.a_rising_path_never_stops, Ashamed()),
        (suite.decided_beforehand_stays_decided, Wavers()),
        (suite.same_history_same_verdict, Unseeded()),
        (suite.config_comes_back, Forgets()),
    ],
)
def test_a_broken_rule_is_caught(check, rule):
    with pytest.raises(AssertionError):
        check(rule)


def test_the_paths_are_what_they_say():
    made = suite.path([0.5, 0.75])
    assert made.right.mean(axis=1).tolist() == [0.5, 0.75]
    assert made.probe(0).sum(axis=1) == pytest.approx(1)
    assert len(suite.cut(made, 1)) == 1
    told = suite.path([0.5, 0.75], numbers=True)
    assert np.sqrt(((told.said - told.truth) ** 2).mean(axis=1)).argmax() == 0
