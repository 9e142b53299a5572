"""Campaigns replayed in simulated worlds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.svm import LinearSVC

from labelwise.evaluation.savings import Known, Replayed, replay, replayed
from labelwise.evaluation.savings.trainer import fitted
from labelwise.learners import SklearnLearner
from labelwise.measures import activelab, margin
from labelwise.papers import resolve
from labelwise.pool import Pool
from labelwise.strategy import Strategy, View


def case(rng, size=300, n=40, m=20, numbers=False):
    x = rng.normal(size=(size, 3))
    y = (
        x[:, 0] + 0.3 * rng.normal(size=size)
        if numbers
        else (rng.random(size) < expit(4 * x[:, 0])).astype(int)
    )
    at = rng.permutation(size)
    return Known(
        Pool(x), at[:n], y[at[:n]], at[n : n + m], y[at[n : n + m]], () if numbers else ("a", "b"), batch=10
    )


def test_the_strategy_asks_as_often_as_in_the_campaign_and_never_what_is_held_out(rng, least_squares):
    seen = []

    class Watched:
        needs = ("proba",)

        def select(self, view, n, rng, rows=None, state=None):
            seen.append(
                (len(view.labelled), n, view.round, view.classes, len(rows), set(view.labelled) & set(rows))
            )
            return Strategy(measure=margin).select(view, n, rng, rows, state)

    found = replayed(case(rng, n=45), least_squares, Watched(), rng, replays=2)
    assert [s[:4] for s in seen] == [(10, 10, 1, 2), (20, 10, 2, 2), (30, 10, 3, 2), (40, 5, 4, 2)] * 2
    assert all(s[4] == 300 - 60 - s[0] and not s[5] for s in seen)
    assert found.sizes[-1] == 240 and found.sizes[0] == 11 and found.random.shape == (2, 12)


def test_same_seed_same_replay(rng, least_squares):
    known = case(rng)
    first, second = (
        replayed(known, least_squares, Strategy(measure=margin), np.random.default_rng(1), replays=2)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.random, second.random)
    np.testing.assert_array_equal(first.active, second.active)


def test_numbers(rng, least_squares):
    known = case(rng, numbers=True)
    found = replayed(known, least_squares, resolve("k-center"), rng, replays=2)
    assert (found.active < 0).all() and np.isfinite(found.low())
    assert isinstance(found.savings().reason, str)


def test_a_learner_without_probabilities_says_so(rng):
    found = replay(case(rng), SklearnLearner(LinearSVC()), resolve("random"), rng)
    assert (
        found.labels is None
        and found.reason == "No replay: SklearnModel gives no proba, from which a world could be drawn."
    )


def test_net_of_the_reserve_by_default(monkeypatch, rng):
    import sys

    made = Replayed(100, np.array([100, 400]), np.tile([0.6, 0.8], (4, 1)), np.full(4, 0.8), 0.0)
    module = sys.modules["labelwise.evaluation.savings.replay"]
    monkeypatch.setattr(module, "replayed", lambda *_: made)
    net, gross = (replay(case(rng), None, None, rng, joined=j) for j in (False, True))
    assert gross.low - net.low == pytest.approx(20)


def test_of_a_large_pool_a_part_is_played(monkeypatch, rng, least_squares):
    import sys

    monkeypatch.setattr(sys.modules["labelwise.evaluation.savings.replay"], "LARGEST", 100)
    assert replayed(case(rng), least_squares, resolve("random"), rng, replays=2).sizes[-1] == 96


def test_of_a_large_pool_with_few_other_items_all_are_played(monkeypatch, rng, least_squares):
    import sys

    monkeypatch.setattr(sys.modules["labelwise.evaluation.savings.replay"], "LARGEST", 100)
    found = replayed(case(rng, size=110, n=80), least_squares, resolve("random"), rng, replays=2)
    assert found.sizes[-1] == 88


def test_a_strategy_that_needs_what_people_give_is_not_replayed_as_random_choice(rng, least_squares):
    found = replay(case(rng), least_squares, Strategy(measure=activelab), rng)
    assert found.labels is None and "nobody provides 'votes'" in found.reason


def own_world(rng, size, weights):
    """Items whose labels the learner's own kind of model draws."""
    x = rng.normal(size=(size, 3))
    share = softmax(4 * x @ weights, axis=1)
    return x, (share.cumsum(axis=1) < rng.random((size, 1))).sum(axis=1)


def a_campaign(rng, learner, weights, strategy, n=80, m=40):
    """What one campaign in such a world knows, and its true accuracy."""
    x, y = own_world(rng, 800, weights)
    at, pool = rng.permutation(800), Pool(x)
    reserve, rows = at[:m], at[m : m + 10]
    while len(rows) < n:
        model = fitted(learner, pool.x, rows, y[rows], ("a", "b"), rng)
        labels = np.full(800, -1)
        labels[rows] = y[rows]
        left = np.setdiff1d(at[m:], rows)
        rows = np.concatenate(
            [rows, strategy.select(View(pool, model, labels=labels), 10, rng, left).indices]
        )
    model = fitted(learner, pool.x, rows, y[rows], ("a", "b"), rng)
    x_new, y_new = own_world(rng, 20_000, weights)
    score = np.mean(model.proba(x_new).argmax(axis=1) == y_new)
    return Known(pool, rows, y[rows], reserve, y[reserve], ("a", "b"), batch=10), score


def random_curve(rng, learner, weights, sizes):
    """Mean accuracy of so many random labels."""
    x_new, y_new = own_world(rng, 5000, weights)
    found = np.zeros((200, len(sizes)))
    for row in found:
        x, y = own_world(rng, sizes[-1], weights)
        for s, size in enumerate(sizes):
            model = fitted(learner, x.__getitem__, np.arange(size), y[:size], ("a", "b"), rng)
            row[s] = np.mean(model.proba(x_new).argmax(axis=1) == y_new)
    return np.maximum.accumulate(found.mean(axis=0))


@pytest.mark.slow
def test_a_world_that_is_truly_the_models_own_holds_its_bound(least_squares):
    """40 campaigns; the estimate taken for a bound, which is the wrong method, fails."""
    rng, weights = np.random.default_rng(4), np.array([[-1.5, 1.5], [0, 0], [0, 0]])
    sizes = np.array([20, 40, 80, 160, 320, 640])
    curve, held, wrong = random_curve(rng, least_squares, weights, sizes), [], []
    for _ in range(40):
        known, score = a_campaign(rng, least_squares, weights, Strategy(measure=margin))
        worth = np.interp(score, curve, np.log(sizes)) - np.log(80)
        found = replayed(known, least_squares, Strategy(measure=margin), rng)
        held.append(found.low() <= worth)
        wrong.append(found.log_ratio <= worth)
    least = 0.9 - 3 * np.sqrt(0.09 / 40)
    assert np.mean(held) >= least > np.mean(wrong)


@pytest.mark.slow
def test_random_choice_in_both_arms_has_the_ratio_one(least_squares):
    rng, weights = np.random.default_rng(6), np.array([[-1.5, 1.5], [0, 0], [0, 0]])
    ratios = []
    for _ in range(30):
        known, _ = a_campaign(rng, least_squares, weights, resolve("random"))
        ratios.append(replayed(known, least_squares, resolve("random"), rng).log_ratio)
    assert abs(np.mean(ratios)) <= 2 * np.std(ratios) / np.sqrt(30)
