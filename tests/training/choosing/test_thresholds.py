"""Pseudo-labels that a model is sure of."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.training.choosing import Decaying, Drawn, Percentile, Verified
from labelwise.types import Targets, Training

P = np.random.default_rng(0).dirichlet(np.full(3, 0.2), 100)


class Model:
    provides = ("proba",)

    def __init__(self, p=P):
        self.p = p

    def proba(self, x):
        return self.p[x]


def drawn(turn=0, labels=0, again=None):
    told = Targets(np.arange(labels), np.zeros(labels, int), "hard", np.ones(labels))
    data = Training(lambda r: r, told.rows, told, tuple("abc"), np.arange(100))
    return Drawn(data, data.unlabelled, Model(), None, turn=turn, again=lambda: again)


def test_the_share_grows_to_all():
    shares = [len(Percentile()(drawn(turn))[0]) / 100 for turn in range(6)]
    np.testing.assert_allclose(shares, [0.2, 0.4, 0.6, 0.8, 1.0, 1.0], atol=0.02)
    at, classes = Percentile()(drawn(0))
    assert P.max(axis=1)[at].min() >= np.delete(P.max(axis=1), at).max()
    np.testing.assert_array_equal(classes, P[at].argmax(axis=1))


def test_the_threshold_falls_with_labels_and_not_below_0():
    piece = Decaying(0.5, 0.1, batch=10)
    assert [round(piece.threshold(n), 3) for n in (0, 9, 10, 25, 99)] == [0.5, 0.5, 0.4, 0.3, 0.0]
    entropy = -(P * np.log(np.maximum(P, 1e-300))).sum(axis=1)
    for labels in (0, 20, 90):
        at, _ = piece(drawn(labels=labels))
        np.testing.assert_array_equal(at, np.flatnonzero(entropy < piece.threshold(labels)))
    with pytest.raises(BadParameter, match="delta is 0"):
        Decaying(0.0)


def test_a_second_model_confirms():
    other = P.copy()
    other[:50] = other[:50][:, [1, 2, 0]]
    gap = np.sort(P, axis=1)[:, 2] - np.sort(P, axis=1)[:, 1]
    sure = {
        "margin": gap >= 0.9,
        "entropy": -(P * np.log(np.maximum(P, 1e-300))).sum(axis=1) / np.log(3) <= 0.1,
    }
    for by, kept in sure.items():
        at, classes = Verified(by)(drawn(again=Model(other)))
        assert 0 < len(at) < kept.sum()
        np.testing.assert_array_equal(at, np.flatnonzero(kept & (np.arange(100) >= 50)))
        np.testing.assert_array_equal(classes, P[at].argmax(axis=1))
    assert len(Verified(limit=0.0)(drawn())[0]) == 0
