"""Strata of the rank: their bounds, and that each of their items is as likely as the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing import draw_by_rank
from labelwise.evaluation.testing.ranked_draw import strata_in_turn


@given(st.integers(20, 3000), st.data())
def test_strata_part_the_ranks_and_the_cut_is_a_bound(size, data):
    n = data.draw(st.integers(0, size))
    cut = data.draw(st.integers(1, size - 1))
    made = draw_by_rank(np.arange(size) % 7.0, n, np.random.default_rng(0), cut=cut)
    assert made.bounds[0] == 0 and made.size == size and (made.sizes > 0).all() and cut in made.bounds
    assert len(set(made.rows.tolist())) == len(made) == n
    assert (made.bounds[made.stratum] <= made.rank).all() and (
        made.rank < made.bounds[made.stratum + 1]
    ).all()
    counts = np.bincount(made.stratum, minlength=len(made.sizes))
    open_ = counts < made.sizes
    assert not open_.any() or counts.max() - counts[open_].min() <= 1  # even, but for strata used up


def test_ranks_follow_the_scores():
    score = np.random.default_rng(1).normal(size=400)
    made = draw_by_rank(score, 400, np.random.default_rng(0), cut=30)
    np.testing.assert_array_equal(made.rows[made.rank.argsort()], (-score).argsort())


def test_a_shorter_draw_is_the_beginning_of_a_longer_one_in_the_same_strata():
    made = draw_by_rank(-np.arange(900.0), 200, np.random.default_rng(0), cut=20)
    assert made.first(60).rows.tolist() == made.rows[:60].tolist() and len(made.first(60)) == 60


def test_with_the_same_spread_a_smaller_draw_is_the_beginning_of_a_larger_one():
    def draw(n, spread):
        return draw_by_rank(-np.arange(900.0), n, np.random.default_rng(0), cut=20, spread=spread)

    large = draw(300, 100)
    for n in (0, 40, 100):
        assert draw(n, 100).bounds.tolist() == large.bounds.tolist()
        assert draw(n, 100).rows.tolist() == large.rows[:n].tolist()
    assert draw(100, None).rows.tolist() == large.rows[:100].tolist() != draw(100, 300).rows.tolist()


@given(st.integers(20, 400), st.data())
def test_the_bounds_alone_say_which_stratum_comes_when_and_how_likely_each_item_was(size, data):
    n = data.draw(st.integers(0, size))
    cut = data.draw(st.integers(1, size - 1))
    made = draw_by_rank(np.zeros(size), n, np.random.default_rng(0), cut=cut, spread=60)
    np.testing.assert_array_equal(strata_in_turn(made.bounds, n)[0], made.stratum)
    left = made.sizes.tolist()
    for stratum, q in zip(made.stratum, made.q, strict=True):
        assert q == 1 / left[stratum]
        left[stratum] -= 1


def test_every_item_of_a_stratum_is_as_likely():
    rng, seen = np.random.default_rng(0), np.zeros(200)
    for _ in range(2000):
        made = draw_by_rank(-np.arange(200.0), 40, rng, cut=30)
        seen[made.rank] += 1
    for low, high in zip(made.bounds[:-1], made.bounds[1:], strict=True):
        part = seen[low:high] / 2000
        spread = np.sqrt(part.mean() * (1 - part.mean()) / 2000)
        assert (np.abs(part - part.mean()) <= 4.5 * spread + 1e-9).all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"n": 11}, "n is 11"),
        ({"cut": 0}, "cut is 0"),
        ({"cut": 10}, "allowed: 1 to 9"),
        ({"strata": 1}, "strata is 1"),
        ({"spread": 0}, "spread is 0"),
        ({"score": [np.nan] * 10}, "finite"),
        ({"score": np.ones((10, 2))}, "shape"),
    ],
)
def test_bad_calls_are_refused(change, says, rng):
    given_ = {"score": np.arange(10.0), "n": 5, "cut": 3, **change}
    with pytest.raises((BadParameter, BadData), match=f"(?i){says}"):
        draw_by_rank(given_.pop("score"), given_.pop("n"), rng, **given_)
