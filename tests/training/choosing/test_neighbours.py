"""Pseudo-labels that fit to those of their neighbours."""

import numpy as np
import pytest
from scipy.stats import entropy

from labelwise.errors import BadParameter
from labelwise.training.choosing import Drawn, NeighbourAgreement, NeighbourDivergence
from labelwise.training.choosing.neighbours import nearest
from labelwise.types import Targets, Training

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(40, 6))
P = RNG.dirichlet(np.full(3, 0.3), 40)


class Model:
    provides = ("proba", "embedding")

    def proba(self, x):
        return P[x]

    def embedding(self, x):
        return Z[x]


def drawn(kept=None):
    rows = np.arange(8)
    data = Training(
        lambda r: r, rows, Targets(rows, rows % 3, "hard", np.ones(8)), tuple("abc"), np.arange(8, 40)
    )
    return Drawn(data, data.unlabelled, Model(), np.random.default_rng(0), kept={} if kept is None else kept)


def cosine(a, b):
    return a @ b.T / np.linalg.norm(a, axis=1)[:, None] / np.linalg.norm(b, axis=1)


def test_nearest_equals_the_naive_version_and_leaves_out_the_row_itself():
    near = cosine(Z, Z) - 9 * np.eye(40)
    np.testing.assert_array_equal(nearest(Z, 5), np.argsort(-near, axis=1)[:, :5])
    np.testing.assert_array_equal(nearest(Z, 5, Z[:9]), np.argsort(-cosine(Z, Z[:9]), axis=1)[:, :5])
    assert nearest(Z[:3], 5).shape == (3, 2) and nearest(Z[:1], 5).shape == (1, 0)
    twins = np.repeat(Z[:2], 2, axis=0)
    assert nearest(twins, 1)[:, 0].tolist() == [1, 0, 3, 2]


def test_agreement_equals_the_naive_version():
    piece, found = NeighbourAgreement(k=6, confidence=0.6), []
    p, labels, near = P[8:], P[8:].argmax(axis=1), nearest(Z[8:], 5)
    for i in range(32):
        votes = np.bincount(labels[near[i]], minlength=3)
        if votes.argmax() == labels[i] and votes.max() > 2.5 and p[i].max() > 0.6:
            found.append(i)
    at, classes = piece(drawn())
    assert at.tolist() == found and classes.tolist() == labels[found].tolist() and 0 < len(found) < 32


def test_one_item_has_no_neighbours_and_k_counts_the_item():
    assert len(NeighbourAgreement().kept(Z[:1], np.array([0]), P[:1])) == 0
    with pytest.raises(BadParameter, match="k is 1"):
        NeighbourAgreement(k=1)


def test_divergence_equals_the_naive_version_and_runs_through_the_rounds():
    piece, kept = NeighbourDivergence(k=3, times=1.0, confidence=0.8), {}
    near, expected = nearest(Z[8:], 3, Z[:8]), []
    for i in range(32):
        own = P[:8][near[i]]
        pairs = [entropy(own[a], own[b]) for a in range(3) for b in range(a + 1, 3)]
        expected.append(np.mean([entropy(P[8 + i], q) for q in own]) + 0.1 * np.mean(pairs))
    at, _ = piece(drawn(kept))
    np.testing.assert_allclose(kept["divergence"], 0.5 * np.array(expected), rtol=1e-6)
    least = np.argsort(expected)[:8]
    assert at.tolist() == sorted(i for i in least if P[8 + i].max() > 0.8) and 0 < len(at) < 8
    piece(drawn(kept))
    np.testing.assert_allclose(kept["divergence"], 0.75 * np.array(expected), rtol=1e-6)


def test_one_labelled_item_is_a_neighbour_without_others():
    assert np.isfinite(NeighbourDivergence().divergence(P, P[:1], np.zeros((40, 1), int))).all()
