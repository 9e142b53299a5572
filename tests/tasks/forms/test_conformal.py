"""Sets that hold the true class as often as was promised, and their bits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.tasks.forms.conformal import GRID, cheapest, expected, hit, inside, miss, quantile


def bits(k: int, classes: int, is_hit: bool) -> float:
    """By hand, with arguments held between 1 and C."""
    choice = math.log2(min(max(k + 1, 1), classes))
    return choice if is_hit else choice + math.log2(min(max(classes - k, 1), classes))


@given(st.integers(2, 60), st.data())
def test_costs_by_hand(classes, data):
    k = data.draw(st.integers(1, classes))
    assert hit(k, classes) == pytest.approx(bits(k, classes, True))
    assert miss(k, classes) == pytest.approx(bits(k, classes, False))
    assert miss(k, classes) >= hit(k, classes)


def test_the_set_of_all_costs_an_ordinary_question():
    assert hit(10, 10) == miss(10, 10) == pytest.approx(math.log2(10))


SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@given(SCORES, st.floats(0, 1))
def test_quantiles_by_hand(scores, eps):
    k, ordered = len(scores), np.sort(scores)
    rank = max(1, math.ceil(round((k + 1) * (1 - eps), 9)))
    assert quantile(scores, eps) == (ordered[rank - 1] if rank <= k else math.inf)
    plain = quantile(scores, eps, corrected=False)
    assert plain in scores and (scores <= plain).mean() >= 1 - eps - 1e-12
    assert quantile(scores, eps) >= plain or eps > 0.5


def test_no_error_at_all_takes_the_largest_score():
    scores = np.random.default_rng(0).random(30)
    assert quantile(scores, 0.0, corrected=False) == scores.max()
    assert quantile(scores, 0.0) == math.inf


@given(st.integers(2, 6), st.floats(-0.1, 1.1), st.integers(0, 2**32 - 1))
def test_who_is_inside(classes, q, seed):
    proba = np.random.default_rng(seed).dirichlet(np.ones(classes), 5)
    for line, found in zip(proba, inside(proba, q), strict=True):
        by_hand = [1 - p <= q for p in line]
        assert found.tolist() == (by_hand if any(by_hand) else [True] * classes)


def test_expected_bits_are_a_mixture():
    proba = np.array([[0.6, 0.3, 0.05, 0.05], [0.4, 0.3, 0.2, 0.1]])
    assert expected(proba, 0.7, 0.25) == pytest.approx(
        [0.75 * bits(2, 4, True) + 0.25 * bits(2, 4, False)] * 2
    )


@pytest.mark.parametrize("corrected", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_the_cheapest_rate_equals_brute_force(seed, corrected):
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.full(8, 0.3), 40)
    y = np.array([rng.choice(8, p=p) for p in proba])
    scores = 1 - proba[np.arange(40), y]
    totals = []
    for eps in GRID:
        q, total = quantile(scores, eps, corrected), 0.0
        for p, truth in zip(proba, y, strict=True):
            shown = [c for c in range(8) if 1 - p[c] <= q] or list(range(8))
            total += bits(len(shown), 8, truth in shown)
        totals.append(total)
    assert cheapest(scores, proba, corrected) == GRID[int(np.argmin(totals))]
    assert min(totals) < 40 * 3  # fewer bits than ordinary questions


@pytest.mark.parametrize("size", [19, 50])
def test_the_promise_holds_with_the_correction_and_may_fail_without(size):
    """Uniform scores: a new one is covered with probability rank / (size + 1)."""
    rng, eps, repeats = np.random.default_rng(1), 0.1, 2000
    rank = math.ceil((size - 1) * (1 - eps)) + 1
    covered = {}
    for corrected in (True, False):
        q = [quantile(rng.random(size), eps, corrected) for _ in range(repeats)]
        covered[corrected] = np.mean(np.minimum(q, 1.0))
    error = 0.5 / math.sqrt(repeats * (size + 2))
    assert covered[True] >= 1 - eps - 4 * error
    assert covered[False] == pytest.approx(rank / (size + 1), abs=0.01)
