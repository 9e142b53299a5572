"""Above: the level falls from score to score until there are enough."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.candidates import Above
from labelwise.strategy import View


def by_score(flips):
    return flips


def naive(score, level, floor, enough):
    for limit in [level, *sorted({s for s in score if floor <= s < level}, reverse=True), floor]:
        kept = {i for i, s in enumerate(score) if s > max(limit, floor)}
        if len(kept) >= enough:
            break
    return kept


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=30),
    st.integers(0, 5),
    st.integers(1, 4),
    st.integers(1, 6),
)
def test_equals_the_naive_version(score, level, per_pick, n):
    view = View(arrays={"flips": np.array(score, dtype=float)})
    stage = Above(by_score, float(level), per_pick=per_pick)
    found = stage(view, np.arange(len(score)), n, np.random.default_rng(0))
    wanted = naive(score, level, 0, per_pick * n)
    assert set(found) >= wanted and len(found) == max(len(wanted), min(n, len(score)))


def test_what_is_missing_is_drawn_at_random():
    view = View(arrays={"flips": np.r_[1.0, np.zeros(99)]})
    stage = Above(by_score, per_pick=2)
    drawn = [set(stage(view, np.arange(100), 5, np.random.default_rng(s))) for s in range(60)]
    assert all(0 in rows for rows in drawn) and len(set().union(*drawn)) > 80


def test_no_picks_ask_for_nothing():
    view = View(arrays={"flips": np.ones(5)})
    found = Above(by_score)(view, np.arange(5), 0, np.random.default_rng(0))
    assert set(found.tolist()) <= set(range(5))
