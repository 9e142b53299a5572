"""Claims: none where there is nothing, and those that scores force."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.protocols.claims import claims_of
from labelwise.bench.protocols.compared import Scores
from labelwise.errors import BadData


def scores(values) -> Scores:
    problems = [{"dataset": f"set{d}"} for d in range(len(values))]
    names = ["random", *"abcdefgh"][: values.shape[2]]
    return Scores(values, problems, list(range(values.shape[1])), names)


def test_of_equal_strategies_nothing_is_claimed_at_the_nominal_rate():
    rng, wrong = np.random.default_rng(0), np.zeros(3)
    for _ in range(25):
        found = claims_of(scores(rng.normal(size=(12, 5, 4))))
        apart = len(found.groups) != 1 or len(found.groups[0]) != 4
        wrong += [apart, (found.against.adjusted <= 0.05).any(), len(found.setbacks) > 0]
    assert (wrong <= 4).all() and found.friedman.datasets == 12


def test_copies_of_equal_problems_do_not_make_a_claim():
    """Five learners of one data set that agree: without counting it once, chance would be a claim."""
    rng, wrong = np.random.default_rng(0), 0
    for _ in range(40):
        values = np.repeat(rng.normal(size=(8, 3, 3)), 5, axis=0)
        problems = [{"dataset": f"set{d // 5}", "learner": str(d % 5)} for d in range(40)]
        found = claims_of(Scores(values, problems, [0, 1, 2], ["random", "a", "b"]))
        wrong += (found.against.adjusted <= 0.05).any()
        assert found.datasets == 8
    assert wrong <= 5


def test_a_strategy_that_is_better_everywhere_and_one_that_hurts_once():
    rng = np.random.default_rng(1)
    values = rng.normal(0.7, 0.01, size=(10, 8, 3))
    values[:, :, 1] += 0.1
    values[3, :, 2] -= 0.2
    found = claims_of(scores(values))
    assert found.ranks.order[0] == 1 and found.groups == ((0, 2),)
    assert found.against.adjusted[0] < 0.05 and found.practical.left[0] > 0.99
    assert [(s.strategy, s.problem["dataset"]) for s in found.setbacks] == [("b", "set3")]
    assert found.setbacks[0].gain == pytest.approx(-0.2, abs=0.02)
    assert found.wins.won[1, 0] == 10


def test_without_the_baseline_and_with_one_seed():
    found = claims_of(scores(np.random.default_rng(2).normal(size=(6, 1, 3))), baseline="none")
    assert found.against is None and found.practical is None and found.wins is None and found.setbacks == ()


def test_one_problem_is_refused():
    with pytest.raises(BadData):
        claims_of(scores(np.random.default_rng(3).normal(size=(1, 4, 3))))
