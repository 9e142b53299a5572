"""Answers that are spread over clusters."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import ClusterLabels
from labelwise.training.cluster_labels import purity, spread_accuracy
from labelwise.types import Targets, Training


class TestClusterLabels(LearnerSuite):
    def make(self):
        return ClusterLabels(LogisticRegression())


def training(rows, **more):
    x, y = blobs()
    rows = np.asarray(rows, np.int64)
    rest = np.setdiff1d(np.arange(80), rows)
    return Training(
        lambda r: x[r], rows, Targets(rows, y[rows], "hard", np.ones(len(rows)), **more), tuple("abcd"), rest
    )


def test_members_learn_what_most_labels_of_their_cluster_say():
    y = blobs()[1]
    data = training(np.arange(8), by=("human:anna",) * 8)
    model = ClusterLabels(LogisticRegression(), clusters=4).fit(data, np.random.default_rng(0))
    assert len(model.pseudo) == 72 and (model.pseudo.value == y[model.pseudo.rows]).mean() > 0.95
    assert set(model.pseudo.by) == {"model:clusters"}
    assert ((model.pseudo.weight > 0.5) & (model.pseudo.weight <= 1)).all()


def test_clusters_without_a_label_stay_out():
    data = training([0, 1])
    model = ClusterLabels(LogisticRegression(), clusters=4).fit(data, np.random.default_rng(0))
    assert set(blobs()[1][model.pseudo.rows]) == {0, 1}


def test_few_items_are_enough_to_spread_over_a_sample():
    model = ClusterLabels(LogisticRegression(), clusters=4, most=10).fit(
        training(np.arange(8)), np.random.default_rng(0)
    )
    assert len(model.pseudo) == 10


def test_the_expected_share_of_right_labels_is_the_mean_over_draws():
    rng = np.random.default_rng(0)
    cluster, truth = rng.integers(0, 5, 200), rng.integers(0, 3, 200)
    members = [np.flatnonzero(cluster == k) for k in range(5)]
    drawn = [
        np.mean(truth == np.array([truth[rng.choice(m)] for m in members])[cluster]) for _ in range(3000)
    ]
    assert spread_accuracy(cluster, truth) == pytest.approx(
        np.mean(drawn), abs=4 * np.std(drawn) / np.sqrt(3000)
    )


def test_purity_is_how_often_labels_of_one_cluster_agree():
    rng = np.random.default_rng(1)
    share = rng.dirichlet(np.full(3, 0.4), 300)
    votes = np.array([rng.multinomial(3, p) for p in share])
    further = np.array([rng.choice(3, p=p) for p in share])
    hit = further == votes.argmax(axis=1)
    assert purity(votes).mean() == pytest.approx(hit.mean(), abs=0.08)
    assert purity(np.eye(3)).tolist() == [0.5] * 3


def test_items_have_to_be_numbers():
    told = Targets(np.array([0, 1]), np.array([0, 1]), "hard", np.ones(2))
    data = Training(lambda r: [f"text {k}" for k in r], told.rows, told, ("a", "b"), np.array([2, 3]))
    with pytest.raises(BadData, match="numbers"):
        ClusterLabels(LogisticRegression()).fit(data, np.random.default_rng(0))
