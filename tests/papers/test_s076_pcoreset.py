"""S076: k-center on predicted probabilities covers the modes that predictions have."""

from __future__ import annotations

import numpy as np

import labelwise as lw


def naive(q, labelled, n):
    picks = []
    for _ in range(n):
        away = [min(np.linalg.norm(p - q[c]) for c in [*labelled, *picks]) for p in q]
        picks.append(int(np.argmax(away)))
    return picks


def test_is_k_center_on_probabilities():
    """The centres of labelled items are their predictions, not their labels."""
    q = np.random.default_rng(0).dirichlet(np.ones(6), 120)
    picks = lw.query("pcoreset", 10, proba=q, labelled=[3, 50], y=[0, 1], rng=0).indices.tolist()
    assert picks == naive(q, [3, 50], 10)
    assert picks == lw.query("k-center", 10, embedding=q, labelled=[3, 50], rng=0).indices.tolist()


def test_rare_modes_of_the_predictions_are_found_and_features_that_know_nothing_find_few():
    """Six modes with shares of 70% down to 1%, features of noise: six picks, over 20 pools."""
    share, found = [0.70, 0.15, 0.08, 0.04, 0.02, 0.01], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        mode = np.repeat(np.arange(6), (np.array(share) * 400).astype(int))
        q = np.full((400, 6), 0.02)
        q[np.arange(400), mode] = 0.9
        q = np.abs(q + rng.normal(scale=0.005, size=q.shape))
        q /= q.sum(axis=1, keepdims=True)
        z = rng.normal(size=(400, 16))
        picks = (
            lw.query("pcoreset", 6, proba=q, rng=seed).indices,
            lw.query("k-center", 6, embedding=z, rng=seed).indices,
        )
        found.append([len(set(mode[p])) for p in picks])
    probabilities, features = np.mean(found, axis=0)
    assert probabilities == 6
    assert features < 3.2
