"""S086: clusters that are sure and even, and one answer for each of them."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.learners import SklearnLearner
from labelwise.representations import Embedding
from labelwise.representations.k_means import k_means
from labelwise.selectors import KMeansNearest
from labelwise.training import ClusterLabels
from labelwise.training.cluster_labels import spread_accuracy
from labelwise.types import Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16


def accuracy(seed: int, *, clustered: bool) -> float:
    """Of logistic regression on half of the digits, by 30 answers about the other half."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(Y))
    pool, test = np.sort(order[:1200]), order[1200:]
    strategy = lw.Strategy(representation=Embedding(), selector=KMeansNearest(member="random"))
    asked = rng.choice(1200, 30, replace=False)
    if clustered:
        asked = lw.query(strategy, 30, embedding=X[pool], rng=rng).indices
    rows = np.sort(pool[asked])
    told = Targets(rows, Y[rows], "hard", np.ones(30))
    data = Training(lambda r: X[r], rows, told, tuple(range(10)), np.setdiff1d(pool, rows))
    learner = SklearnLearner(LogisticRegression(max_iter=200))
    model = (ClusterLabels(learner) if clustered else learner).fit(data, rng)
    return float((model.proba(X[test]).argmax(axis=1) == Y[test]).mean())


def test_thirty_answers_for_clusters_are_worth_more_than_thirty_random_ones():
    both = np.array([[accuracy(seed, clustered=c) for seed in range(3)] for c in (True, False)])
    assert both[0].mean() > both[1].mean() + 0.05


def test_the_share_of_right_labels_is_what_is_expected():
    """Thirty clusters of the digits, many draws of a member each."""
    rng = np.random.default_rng(0)
    cluster, _ = k_means(X, 30, rng)
    members = [np.flatnonzero(cluster == k) for k in range(cluster.max() + 1)]
    drawn = [np.mean(np.array([Y[rng.choice(m)] for m in members])[cluster] == Y) for _ in range(400)]
    expected = spread_accuracy(cluster, Y)
    assert abs(np.mean(drawn) - expected) < 4 * np.std(drawn) / 20 and expected > 0.8
