"""S034: greedy coverage by balls of the purity radius."""

from __future__ import annotations

import heapq
import itertools

import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Balls, Embedding, Purity
from labelwise.selectors import MaxCover
from labelwise.selectors.cover import _Coverage
from labelwise.types import Dense


def balls(x: np.ndarray, radius: float) -> list[set[int]]:
    """The points strictly nearer than the radius to each, itself included."""
    return [{i, *np.flatnonzero(((x - a) ** 2).sum(1) < radius**2).tolist()} for i, a in enumerate(x)]


def lazy_greedy(sets: list[set[int]], covered: set[int], order: list[int]) -> list[int]:
    """Lazy greedy maximum coverage over ``order``; of equal gains the earlier in ``order`` goes first."""
    covered, picks = set(covered), []
    heap = [(-len(sets[i] - covered), place, i) for place, i in enumerate(order)]
    heapq.heapify(heap)
    while heap:
        _, place, i = heapq.heappop(heap)
        now = (-len(sets[i] - covered), place, i)
        if heap and now > heap[0]:
            heapq.heappush(heap, now)
        else:
            picks.append(i)
            covered |= sets[i]
    return picks


def cover(
    x: np.ndarray, n: int, radius: float, labelled: tuple[int, ...] = (), seed: int = 0
) -> lw.Selection:
    strategy = lw.Strategy(representation=Balls(Embedding(), radius), selector=MaxCover())
    return lw.query(strategy, n, embedding=x, labelled=list(labelled), rng=seed)


def points(seed: int) -> tuple[np.ndarray, float]:
    """14 planar points, every other time on a grid, where distances equal to the radius occur."""
    rng = np.random.default_rng(seed)
    if seed % 2:
        return rng.integers(0, 6, (14, 2)).astype(float), 2.0
    return rng.normal(size=(14, 2)), 0.9


def check_greedy(seed: int) -> None:
    x, radius = points(seed)
    sets, labelled = balls(x, radius), (0, 1) if seed % 3 == 0 else ()
    rest = [i for i in range(14) if i not in labelled]
    done = set().union(*(sets[i] for i in labelled))

    def gain(picks: tuple[int, ...] | list[int]) -> int:
        return len(set().union(done, *(sets[i] for i in picks))) - len(done)

    picks = cover(x, len(rest), radius, labelled, seed).indices.tolist()
    assert lazy_greedy(sets, done, picks) == picks
    assert sorted(picks) == rest
    best = max(gain(chosen) for chosen in itertools.combinations(rest, 3))
    assert (1 - 1 / np.e) * best <= gain(picks[:3]) <= best


def test_greedy_reaches_one_minus_1_over_e():
    """Brute force on 14 points, and pick by pick what lazy greedy does with the same ties."""
    for seed in range(30):
        check_greedy(seed)


def blobs(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """10 Gaussian blobs of 40 points in 16 dimensions, shuffled."""
    rng = np.random.default_rng(seed)
    of = rng.permutation(np.repeat(np.arange(10), 40))
    return rng.normal(size=(10, 16))[of] * 5 + rng.normal(size=(400, 16)), of


def test_purity_radius_hits_all_blobs():
    """10 picks hit 10 blobs every time; by chance 10 (1 - 0.9^10) = 6.5 of them."""
    by_chance = []
    for seed in range(8):
        x, of = blobs(seed)
        made = lw.query("probcover", 10, embedding=x, classes=10, rng=seed)
        assert len(set(of[made.indices])) == 10
        by_chance += [len(set(of[lw.query("random", 10, embedding=x, rng=k).indices])) for k in range(20)]
    assert 6 < np.mean(by_chance) < 7


def test_the_radius_is_the_largest_pure_one():
    """By trying: at the radius 95% of the balls hold one blob only, at the next larger distance fewer."""
    x, of = blobs(0)
    radius = Purity(0.95).radius(Dense(x), 10, np.random.default_rng(0))[0]
    away = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))

    def purity(delta: float) -> float:
        return float(np.mean([len(set(of[row < delta])) == 1 for row in away]))

    assert purity(radius) >= 0.95 > purity(radius * (1 + 1e-9))


def test_a_wrong_radius_misses_blobs():
    """Negative control: the same selector with balls that join blobs."""
    x, of = blobs(0)
    assert len(set(of[cover(x, 10, radius=40.0).indices])) < 10


def test_gains_diminish():
    """Each pick covers as much as it says, never more than the one before; all is covered in the end."""
    x, _ = blobs(1)
    sets, covered = balls(x, 5.0), set()
    made = cover(x, 400, radius=5.0)
    gains = []
    for i in made.indices:
        gains.append(len(sets[i] - covered))
        covered |= sets[i]
    assert made.scores.tolist() == gains
    assert (np.diff(gains) <= 0).all()
    assert gains[0] > gains[20] > gains[-1] == 0 and len(covered) == 400


def test_nothing_labelled_comes_back_once_all_is_covered():
    x = np.random.default_rng(0).normal(size=(14, 2))
    made = cover(x, 14, radius=100.0, labelled=(3, 7))
    assert sorted(made.indices) == [i for i in range(14) if i not in (3, 7)]
    assert all("all is covered" in why for why in made.why)


def test_covering_that_is_never_recorded_is_noticed(monkeypatch):
    """Negative control: a selector that forgets what is covered."""
    monkeypatch.setattr(_Coverage, "add", lambda self, i: None)
    with pytest.raises(AssertionError):
        test_greedy_reaches_one_minus_1_over_e()
