from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import MaxDiversity, MaxDiversityMIP, PerCost, Picker, max_diversity
from labelwise.types import Budget, Dense, Slate


def slate(size=9, n=4, seed=0, score=None, cost=None, budget=None):
    x = np.random.default_rng(seed).normal(size=(size, 3))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    cost = np.ones(size) if cost is None else cost
    rng = np.random.default_rng(0)
    return Slate(
        np.arange(size), n, rng, np.full(size, -1), cost, score=score, points=Dense(x), budget=budget
    )


def diversity(given):
    x, u = given.points.x, np.ones(len(given.rows)) if given.score is None else given.score
    return [[u[i] * u[j] * (1 - a @ b) if i != j else 0.0 for j, b in enumerate(x)] for i, a in enumerate(x)]


@pytest.mark.parametrize("weighed", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_greedy_equals_the_naive_version(seed, weighed):
    score = np.random.default_rng(seed).random(12) if weighed else None
    given = slate(12, 6, seed, score)
    d, picks = diversity(given), []
    for _ in range(6):
        left = [i for i in range(12) if i not in picks]
        picks.append(max(left, key=lambda i: sum(d[i][j] for j in (picks or range(12)))))
    assert Picker(given, MaxDiversity()).fill().selection().indices.tolist() == picks


def test_greedy_within_a_budget_by_gain_for_the_price():
    cost = np.array([1.0, 5, 5, 5, 5, 5, 5, 5, 5])
    made = Picker(slate(cost=cost, budget=Budget(11)), PerCost(MaxDiversity())).fill().selection()
    assert made.indices[0] == 0 and made.cost.sum() <= 11


def test_what_is_too_large_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(max_diversity, "LARGEST", 8)
    with pytest.raises(BadParameter, match=r"9 candidates.*at most 8.*Subsample"):
        MaxDiversityMIP().choose(slate())
    monkeypatch.setattr(max_diversity, "LARGEST", 9)
    monkeypatch.setattr(max_diversity, "PAIRS", 20)
    with pytest.raises(BadParameter, match=r"9 units, 36 pairs.*fewer pairs"):
        MaxDiversityMIP().choose(slate())
    assert len(MaxDiversityMIP(pairs=2).choose(slate(n=2))) == 9


def test_a_program_that_takes_too_long_is_no_answer():
    with pytest.raises(BadParameter, match="not solved"):
        MaxDiversityMIP(pairs=2000, seconds=1e-9).choose(slate(60, 20))


def test_a_negative_score_and_a_budget_for_nothing():
    with pytest.raises(BadParameter, match="below 0"):
        MaxDiversity().start(slate(score=-np.ones(9)))
    assert len(Picker(slate(budget=Budget(0.5)), MaxDiversityMIP()).fill().selection()) == 0
