"""Places by mean rank."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.statistics import leaderboard, mean_ranks
from labelwise.errors import BadData


def test_places_are_the_mean_ranks_in_order(rng):
    scores = rng.random((9, 4, 5))
    board = leaderboard(list("abcde"), scores, np.random.default_rng(0))
    found = mean_ranks(scores, np.random.default_rng(0))
    assert [p.rank for p in board] == sorted(found.ranks)
    for place in board:
        m = "abcde".index(place.name)
        assert (place.rank, place.low, place.high) == (found.ranks[m], found.low[m], found.high[m])
        assert place.score == pytest.approx(scores[..., m].mean())


def test_the_best_mean_score_need_not_be_the_best_rank(rng):
    """One data set with large scores does not decide a ranking."""
    scores = np.array([[0.5, 0.6], [0.4, 0.5], [0.9, 0.2]])
    assert [p.name for p in leaderboard(["high", "often"], scores, rng)] == ["often", "high"]


def test_names_must_fit(rng):
    with pytest.raises(BadData, match="2 names of 3 methods"):
        leaderboard(["a", "b"], rng.random((4, 3)), rng)
