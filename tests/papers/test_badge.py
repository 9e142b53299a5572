"""BADGE: k-means++ seeding on last-layer gradients that are never written out."""

import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import KMeansPP
from labelwise.strategy import Strategy, View

RNG = np.random.default_rng(0)
PROBA, Z = RNG.dirichlet(np.ones(4), 60), RNG.normal(size=(60, 5))
WRITTEN = np.einsum("ic,id->icd", PROBA - np.eye(4)[PROBA.argmax(axis=1)], Z).reshape(60, -1)


def factored(seed, n=6):
    return lw.query("badge", n, proba=PROBA, embedding=Z, rng=seed)


def written_out(seed, n=6):
    view = View(arrays={"embedding": WRITTEN})
    return Strategy(representation=Embedding(), selector=KMeansPP()).select(
        view, n, np.random.default_rng(seed)
    )


def published(rng, x, n):
    """The published seeding, in ten lines: largest gradient first, then by squared distance."""
    picks = [int((x**2).sum(axis=1).argmax())]
    while len(picks) < n:
        mass = ((x[:, None] - x[picks]) ** 2).sum(axis=2).min(axis=1)
        mass[picks] = 0
        picks.append(int(rng.choice(len(x), p=mass / mass.sum())))
    return picks


def test_factored_points_pick_what_the_written_out_gradients_pick():
    for seed in range(30):
        one, other = factored(seed), written_out(seed)
        assert one.indices.tolist() == other.indices.tolist()
        np.testing.assert_allclose(one.p, other.p, rtol=1e-6)


def test_same_law_as_the_published_seeding():
    """How often each of 12 rows is among 3 picks, over 400 runs each: a two-sample chi-squared."""
    rows, counts = np.arange(12), np.zeros((2, 12))
    x = WRITTEN[rows]
    for seed in range(400):
        ours = lw.query("badge", 3, proba=PROBA[rows], embedding=Z[rows], rng=seed).indices
        counts[0, ours] += 1
        counts[1, published(np.random.default_rng(10_000 + seed), x, 3)] += 1
    some = counts.sum(axis=0) > 0
    statistic = ((counts[0] - counts[1])[some] ** 2 / counts.sum(axis=0)[some]).sum()
    assert statistic < 31.3  # 11 degrees of freedom, p = 0.001


def test_nothing_of_size_n_times_c_times_d_is_made():
    import tracemalloc

    size, classes, dims = 2000, 100, 64
    proba, z = RNG.dirichlet(np.ones(classes), size), RNG.normal(size=(size, dims))
    tracemalloc.start()
    lw.query("badge", 5, proba=proba, embedding=z, rng=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size * classes * dims * 8 / 10


def test_the_recorded_probabilities_follow_the_squared_distances():
    made = factored(3)
    for k in range(1, 6):
        mass = ((WRITTEN[:, None] - WRITTEN[made.indices[:k]]) ** 2).sum(axis=2).min(axis=1)
        assert made.p[k] == pytest.approx(mass[made.indices[k]] / mass.sum())
