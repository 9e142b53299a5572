from dataclasses import replace

import numpy as np
import pytest

from labelwise.evaluation.stopping import BudgetSpent, CostPerPoint, ExpectedGain, earlier
from labelwise.evaluation.stopping.curve import mean_gain
from labelwise.testing.stopping_suite import FLAT, RISING, path
from labelwise.types import History


def ask(rule, history, tau=0.01, seed=0):
    return rule(history, tau=tau, rng=np.random.default_rng(seed))


def test_a_budget_counts_labels_or_what_was_paid():
    history = path(FLAT[:4])
    assert [ask(BudgetSpent(limit), history).stop for limit in (79, 80, 81)] == [True, True, False]
    paid = replace(history, cost=np.array([1.0, 2.0, 3.0, 4.5]), unit="seconds")
    made = ask(BudgetSpent(5), paid)
    assert made.stop is False and made.sentence == "Spent: 4.5 of 5 seconds."
    assert ask(BudgetSpent(4.5), paid).stop is True


def slow(rounds=20):
    return path([0.5 + 0.4 * (1 - (1 + t) ** -0.5) for t in range(rounds)])


def test_a_dearer_label_stops_sooner():
    history, stops = slow(), []
    for price in (0.1, 1.0, 5.0, 100.0):
        paid = replace(history, cost=price * history.labels, unit="euros")
        stops.append(ask(CostPerPoint(limit=200), paid).stop)
    assert stops == sorted(stops) and stops[0] is False and stops[-1] is True


def test_without_a_limit_tau_is_the_limit_and_the_unit_does_not_matter():
    for tau in (0.003, 0.01, 0.03):
        for back in (0, 3, 6):
            history = earlier(slow(), back)
            made = [ask(CostPerPoint(), replace(history, cost=p * history.labels), tau).stop for p in (1, 7)]
            assert made == [ask(CostPerPoint(limit=1 / tau), history, tau).stop] * 2


def test_it_says_what_a_point_costs():
    made = ask(CostPerPoint(), path(RISING))
    assert made.sentence == f"A point costs about {1 / made.value:,.0f} answers."
    none = ask(CostPerPoint(), path([0.9] * 12))
    assert none.stop is True and none.sentence == "No gain is left to pay for."
    assert ask(CostPerPoint(), path([0.9] * 12, numbers=True)).stop is True


def test_what_is_missing_is_said():
    history = slow()
    no_reserve = History(history.labels, history.probe, np.zeros(0), np.zeros((20, 0)), history.classes)
    assert "must be known" in ask(CostPerPoint(), no_reserve).sentence
    assert ask(ExpectedGain(), no_reserve).stop is None


def test_the_slope_is_that_of_one_curve():
    history = slow()
    made = ask(ExpectedGain(), history)
    assert made.value == pytest.approx(100 * mean_gain(history, labels=1))
    assert made.value > mean_gain(history, labels=100) > 0, "a falling slope is steepest now"
    assert made.stop is (max(made.value, 100 * mean_gain(earlier(history, 1), labels=1)) < 0.01)
