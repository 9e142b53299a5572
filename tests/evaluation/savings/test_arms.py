"""The two curves against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from labelwise.errors import BadData
from labelwise.evaluation.savings import Arms, both_arms
from labelwise.evaluation.savings.arms import _orders
from labelwise.types import History


def recorded(train, calls):
    def same(rows):
        said = train(rows)
        calls.append((rows, said))
        return said

    return same


@pytest.mark.parametrize("numbers", [False, True])
def test_equals_the_naive_version(world, rng, numbers):
    history, train = world(m=40, rounds=4, numbers=numbers).draw(rng)
    calls = []
    arms = both_arms(history, recorded(train, calls), np.random.default_rng(1), orders=5, copies=3)
    assert arms.sizes.tolist() == [5, 10, 20, 32]
    loss = (
        (lambda said: (said - history.truth) ** 2)
        if numbers
        else (lambda said: 1.0 * (said != history.truth))
    )
    root = np.sqrt if numbers else np.asarray
    for size, error in zip(arms.sizes, arms.random[0], strict=True):
        mine = [(rows, loss(said)) for rows, said in calls if len(rows) == size]
        items = [np.mean([lost[i] for rows, lost in mine if i not in rows]) for i in range(40)]
        assert error == pytest.approx(root(np.mean(items)))
    path = root([loss(said).mean() for said in history.said])
    falling = IsotonicRegression(increasing=False).fit_transform(np.arange(4), path)
    np.testing.assert_allclose(arms.campaign[0], falling)
    assert arms.random.shape == (4, 4) and arms.campaign.shape == (4, 4)


def test_a_copy_weighs_items_alike_in_both_arms(world, rng):
    """Where both arms err on the same items, whichever they were trained on, no copy tells them apart."""
    history, _ = world(rounds=1).draw(rng)
    arms = both_arms(history, lambda rows: history.said[0], rng, orders=25, copies=50)
    gap = arms.campaign[1:, -1] - arms.random[1:, -1]
    assert arms.campaign[0, -1] == pytest.approx(arms.random[0, -1])
    assert (gap > 0).all() and gap.mean() == pytest.approx(1 / 200, rel=0.5)


@pytest.mark.parametrize("ahead", [0, 1, 2, 3, 4])
def test_few_items_that_differ_count_as_in_the_sign_test(ahead, rng):
    truth = np.zeros(100, int)
    said = (np.arange(100) < 20).astype(int)
    history = History(np.array([9]), [].__getitem__, truth, said[None], ("a", "b"))
    worse = (np.arange(100) < 20 + ahead).astype(int)
    arms = both_arms(history, lambda rows: worse, rng, orders=5, copies=4000)
    behind = np.mean(arms.campaign[1:, -1] > arms.random[1:, -1])
    assert behind == pytest.approx(0.5**ahead, abs=0.03)


@given(st.integers(20, 70), st.integers(1, 12), st.integers(0, 99))
@settings(max_examples=30)
def test_orders_are_permutations_that_leave_out_everything_alike(m, count, seed):
    made = _orders(m, count, np.random.default_rng(seed))
    assert made.shape == (count, m)
    assert (np.sort(made, axis=1) == np.arange(m)).all()
    last = made[:5, m - m // 5 :]
    if count >= 5:
        assert np.unique(last).size == last.size


def test_the_difference_counts_items_about_which_one_is_right(rng):
    truth = np.zeros(40, int)
    history = History(np.array([9]), [].__getitem__, truth, np.arange(40)[None] % 4 == 0, ("a", "b"))
    arms = both_arms(history, lambda rows: np.zeros(40, int), rng, orders=5, copies=1)
    assert arms.differ == pytest.approx(0.25)


def test_what_cannot_be_used_is_refused(rng):
    few = History(np.array([9]), [].__getitem__, np.zeros(19, int), np.zeros((1, 19), int), ("a", "b"))
    with pytest.raises(BadData, match="19 labels"):
        both_arms(few, lambda rows: np.zeros(19, int), rng)
    torn = History(np.array([9]), [].__getitem__, np.zeros(30, int), np.zeros((2, 30), int), ("a", "b"))
    with pytest.raises(BadData, match="1 rounds and 30"):
        both_arms(torn, lambda rows: np.zeros(30, int), rng)
    good = History(np.array([9]), [].__getitem__, np.zeros(30, int), np.zeros((1, 30), int), ("a", "b"))
    with pytest.raises(BadData, match="3 answers for 30"):
        both_arms(good, lambda rows: np.zeros(3, int), rng)


def test_same_seed_same_curves(world):
    history, _ = world().draw(np.random.default_rng(0))
    train = lambda rows: history.said[-1]  # noqa: E731
    first, second = (both_arms(history, train, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first.random, second.random)
    assert isinstance(first, Arms) and first.k == 160 and first.newest == 400
