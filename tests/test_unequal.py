"""Draws with unequal probabilities, and the weights that undo them."""

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.unequal import checked_draws, checked_weights, drawn_in_turn, floored, lure_weights, tilts


def test_items_are_drawn_as_often_as_their_weights_say():
    weights = np.array([1.0, 2.0, 5.0])
    firsts, second = np.zeros(3), np.zeros(3)
    for seed in range(3000):
        rows, q = drawn_in_turn(weights, np.random.default_rng(seed), 2)
        firsts[rows[0]] += 1
        second[rows[1]] += rows[0] == 2
        left = weights.sum() - weights[rows[0]]
        assert q.tolist() == pytest.approx([weights[rows[0]] / 8, weights[rows[1]] / left])
    np.testing.assert_allclose(firsts / 3000, weights / 8, atol=0.03)
    np.testing.assert_allclose(second[:2] / firsts[2], [1 / 3, 2 / 3], atol=0.04)


def test_a_longer_draw_begins_with_the_shorter():
    weights = np.random.default_rng(0).uniform(1, 3, 30)
    short, long = (drawn_in_turn(weights, np.random.default_rng(1), n)[0] for n in (4, None))
    assert sorted(long) == list(range(30)) and (long[:4] == short).all()


def test_the_weighted_mean_is_that_of_all_on_average():
    rng = np.random.default_rng(0)
    losses = rng.exponential(size=25)
    means = []
    for _ in range(4000):
        rows, q = drawn_in_turn(losses + 0.1, rng, 8)
        means.append((lure_weights(q, 25) @ losses[rows]) / 8)
    assert np.mean(means) == pytest.approx(losses.mean(), abs=4 * np.std(means) / np.sqrt(4000))


def test_the_last_item_has_no_tilt():
    assert tilts(np.array([0.5, 1.0]), 3, 4)[1] == 0
    np.testing.assert_allclose(lure_weights(np.array([0.7, 0.5, 1.0]), 3), 1)


def test_what_can_never_be_drawn_is_refused():
    for weights in ([1.0, 0.0], [1.0, -1.0], [1.0, np.nan], [], [[1.0]]):
        with pytest.raises(BadData):
            checked_weights(weights)
    with pytest.raises(BadData, match="above 0"):
        checked_draws([0.5, 0.0], 4)
    with pytest.raises(BadParameter, match="drawn from 1"):
        checked_draws([0.5, 0.5], 1)
    with pytest.raises(BadParameter, match="0 to 2"):
        drawn_in_turn([1.0, 1.0], np.random.default_rng(0), 3)
    with pytest.raises(BadParameter, match="floor"):
        floored([1.0, 2.0], 0.0)
    assert floored([0.0, 0.0]).tolist() == [0.5, 0.5]
