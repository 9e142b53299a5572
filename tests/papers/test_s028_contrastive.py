"""S028: a first batch of images by what contrastive training found hard, before there is any label."""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.learners import Mlp
from labelwise.measures import hard_to_contrast
from labelwise.representations import Embedding
from labelwise.selectors import ClusterTurns
from labelwise.training import Contrastive, ContrastLoop

X, Y = load_digits(return_X_y=True)
X = X.reshape(-1, 8, 8)
NOISE = 20


@cache
def long_tail(seed):
    """Digits of 150 to 2 items each and noise after them: classes, features and dynamics."""
    rng = np.random.default_rng(seed)
    counts = np.round(150 * 0.6 ** np.arange(10)).astype(int)
    digits = rng.permutation(10)
    of = [rng.permutation(np.flatnonzero(d == Y))[:n] for d, n in zip(digits, counts, strict=True)]
    rows = np.concatenate(of)
    x = np.concatenate([X[rows], rng.uniform(0, 16, (NOISE, 8, 8))])
    recipe = Contrastive(LogisticRegression(), Mlp((64,)), ContrastLoop(epochs=15))
    side = recipe.learned(lambda r: x[r], np.arange(len(x)), rng)
    return Y[rows], side.features(x), side.dynamics(x)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_batch_covers_more_of_a_long_tail_than_random_choice(seed):
    y, features, dynamics = long_tail(seed)
    n, rng = len(y), np.random.default_rng(seed)
    given = {"embedding": features[:n], "dynamics": dynamics[:, :n]}
    found = [len(set(y[lw.query("csval", 20, **given, rng=k).indices])) for k in range(5)]
    by_chance = [len(set(y[rng.choice(n, 20, replace=False)])) for _ in range(200)]
    assert np.mean(found) > np.mean(by_chance)


@pytest.mark.parametrize("seed", range(3))
def test_the_hard_order_picks_less_noise_than_farthest_first(seed):
    y, features, dynamics = long_tail(seed)
    hard = lw.Strategy(measure=hard_to_contrast, representation=Embedding(), selector=ClusterTurns(20))
    ours = lw.query(hard, 20, embedding=features, dynamics=dynamics, rng=0).indices
    far = lw.query("k-center", 20, embedding=features, rng=0).indices
    noise = [int((picks >= len(y)).sum()) for picks in (ours, far)]
    assert noise[0] < noise[1], noise
    assert dynamics[:, len(y) :].mean() > 2 * dynamics[:, : len(y)].mean()  # noise is easy to tell


def test_a_campaign_without_labels_asks_by_it():
    rows = np.random.default_rng(0).choice(len(X), 120, replace=False)
    learner = Contrastive(LogisticRegression(), Mlp((16,)), ContrastLoop(epochs=3))
    pool = lw.Pool(X[rows].astype(np.float32))
    task = lw.Classification([str(c) for c in range(10)])
    campaign = lw.Campaign(pool, task, learner=learner, strategy="csval")
    asked = campaign.ask(10)
    assert len({query.item for query in asked}) == 10
    assert {query.why for query in asked} == {"cluster-turns", "the sealed random reserve"}
