"""S079: which criteria and how large a display are learned from what each display gained."""

from __future__ import annotations

import numpy as np
import pytest

import labelwise as lw
from labelwise.candidates import Subsample
from labelwise.measures import entropy
from labelwise.policies import CriteriaAndSize
from labelwise.policies.criteria_and_size import SUBSETS
from labelwise.representations import Embedding
from labelwise.selectors import Relevance, relevance
from labelwise.strategy import Strategy, View

FAST = Strategy(
    candidates=Subsample(20), measure=entropy, representation=Embedding(), selector=Relevance(clusters=1)
)


def play(policy, gains, displays, seed, pool):
    """Displays of a stream: after each one its rows, wrong before, are right with chance ``gains``."""
    rng = np.random.default_rng(seed)
    y, sure = rng.integers(0, 2, pool), rng.uniform(0.5, 0.99, pool)
    proba = np.column_stack([np.where(y == 1, sure, 1 - sure), np.where(y == 1, 1 - sure, sure)])
    x, labels, state, actions = rng.normal(size=(pool, 2)), np.full(pool, -1), {}, []
    for t in range(displays):
        view = View(arrays={"proba": proba, "embedding": x}, labels=labels, classes=2)
        made = policy.select(view, None, rng, None, state)
        on, size = made.why[0].split(":")[0].split(", ")
        state, labels, proba = made.state, labels.copy(), proba.copy()
        actions.append((tuple(on.split(" + ")), int(size)))
        learned = made.indices[rng.random(len(made)) < gains(*actions[-1], t)]
        proba[learned] = proba[learned][:, ::-1]
        labels[made.indices] = y[made.indices]
    return actions


@pytest.fixture
def one_cluster(monkeypatch):
    """Which rows come does not matter to these streams: one centre instead of k-means."""

    def centre(x, k, rng):
        return np.zeros(len(x), dtype=np.int64), x.mean(axis=0)[None]

    monkeypatch.setattr(relevance, "k_means", centre)


def test_it_follows_a_stream_on_which_uncertainty_is_best_later(one_cluster):
    """Regret against the best action of each moment; every fixed one is wrong half of the time."""
    displays = 300

    def gains(on, size, t):
        early = t < displays // 2
        if on == ("uncertain",):
            return 0.05 if early else 0.95
        return (0.9 if early else 0.1) if on == ("representative",) else 0.2

    best = np.array([max(gains(on, 1, t) for on in SUBSETS) for t in range(displays)])
    fixed = {on: sum(best - [gains(on, 1, t) for t in range(displays)]) for on in SUBSETS}
    policy = CriteriaAndSize(sizes=(1,), epsilon=0.2, strategy=FAST)
    actions = play(policy, gains, displays, seed=0, pool=330)
    regret = sum(best) - sum(gains(*action, t) for t, action in enumerate(actions))
    assert regret < 0.75 * min(fixed.values()), (regret, fixed)
    assert [on for on, _ in actions[-60:]].count(("uncertain",)) > 30


def test_it_finds_the_size_of_which_a_label_gains_most(one_cluster):
    policy = CriteriaAndSize(sizes=(1, 4), epsilon=0.2, strategy=FAST)
    actions = play(policy, lambda on, size, t: 0.8 if size == 1 else 0.2, 120, seed=1, pool=600)
    assert [size for _, size in actions[-60:]].count(1) > 42
    turned = play(policy, lambda on, size, t: 0.2 if size == 1 else 0.8, 120, seed=1, pool=600)
    assert [size for _, size in turned[-60:]].count(4) > 42


def test_without_answers_it_never_learns(one_cluster):
    """Negative control: the same stream with states that are thrown away."""
    policy = CriteriaAndSize(sizes=(1,), epsilon=0.2, strategy=FAST)
    forgetful = type("Forgetful", (), {"select": lambda self, v, n, rng, rows, s: policy.select(v, n, rng)})()
    actions = play(forgetful, lambda on, size, t: float(on == ("diverse",)), 60, seed=0, pool=100)
    assert sum(on == ("diverse",) for on, _ in actions) < 25


def test_by_name_a_batch_has_one_of_three_sizes():
    rng = np.random.default_rng(0)
    arrays = {"proba": rng.dirichlet(np.ones(3), 100), "embedding": rng.normal(size=(100, 4))}
    sizes = {len(lw.query("display-size", None, rng=seed, **arrays)) for seed in range(12)}
    assert sizes == {8, 16, 32}
