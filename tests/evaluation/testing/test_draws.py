"""Draws have the law they say, and a shorter one is the beginning of a longer one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing import draw_items, draw_next

WEIGHTS = np.array([1.0, 2.0, 4.0, 8.0])


def probability(rows) -> float:
    left, p = WEIGHTS.sum(), 1.0
    for row in rows:
        p *= WEIGHTS[row] / left
        left -= WEIGHTS[row]
    return p


def in_turn(rng) -> tuple[int, ...]:
    rows: list[int] = []
    for _ in range(2):
        rows.append(draw_next(WEIGHTS, rows, rng)[0])
    return tuple(rows)


def counted(draw, rng, times: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """How often each ordered pair came, and how often it should have."""
    pairs = list(itertools.permutations(range(4), 2))
    seen = [draw(rng) for _ in range(times)]
    return np.array([seen.count(pair) for pair in pairs]), times * np.array(list(map(probability, pairs)))


@pytest.mark.parametrize("draw", [lambda rng: tuple(draw_items(WEIGHTS, rng, n=2).rows.tolist()), in_turn])
def test_ordered_pairs_come_as_often_as_they_should(draw, rng):
    assert stats.chisquare(*counted(draw, rng)).pvalue > 0.001


def test_a_draw_by_fixed_shares_is_noticed(rng):
    """Negative control: ``choice`` of another law than the weights."""
    seen, due = counted(lambda rng: tuple(rng.choice(4, 2, replace=False).tolist()), rng)
    assert stats.chisquare(seen, due).pvalue < 1e-6


def test_the_probabilities_are_those_of_the_weights_left():
    drawn = draw_items(WEIGHTS, np.random.default_rng(3))
    assert np.prod(drawn.q) == pytest.approx(probability(drawn.rows.tolist()))
    assert drawn.q[-1] == 1.0 and drawn.size == 4


def test_more_can_be_drawn_later():
    made = [draw_items(np.ones(500), np.random.default_rng(1), n=n) for n in (10, 50, 500)]
    for small, large in itertools.pairwise(made):
        np.testing.assert_array_equal(small.rows, large.first(len(small)).rows)
        np.testing.assert_allclose(small.q, large.first(len(small)).q)
    assert sorted(made[-1].rows.tolist()) == list(range(500))


@pytest.mark.parametrize("weights", [[1.0, 0.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]])
def test_a_weight_of_zero_is_refused(weights, rng):
    with pytest.raises(BadData, match=r"item 1 is .*never be drawn.*floor"):
        draw_items(weights, rng)
    with pytest.raises(BadData, match=r"item 1"):
        draw_next(weights, [], rng)


def test_a_weight_of_zero_does_not_matter_once_it_is_drawn(rng):
    assert draw_next([0.0, 1.0, 0.0], [0, 2], rng) == (1, 1.0)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (lambda rng: draw_items([1.0, 1.0], rng, n=3), "3 items are to be drawn from 2"),
        (lambda rng: draw_items([1.0, 1.0], rng, n=-1), "allowed: 0 to 2"),
        (lambda rng: draw_items([], rng), "at least one item"),
        (lambda rng: draw_next([1.0, 1.0], [0, 0], rng), "twice"),
        (lambda rng: draw_next([1.0, 1.0], [0, 1], rng), "all 2 items"),
    ],
)
def test_bad_calls_are_refused(action, says, rng):
    with pytest.raises((BadParameter, BadData), match=f"(?i){says}"):
        action(rng)
