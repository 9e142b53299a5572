from __future__ import annotations

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from labelwise import parallel
from labelwise.representations.k_means import k_means
from labelwise.selectors import GMMModes
from labelwise.selectors.gmm_modes import fit_mixture
from labelwise.types import Dense, Slate


def choose(x, n, **options):
    size = len(x)
    slate = Slate(
        np.arange(size), n, np.random.default_rng(0), np.full(size, -1), np.ones(size), points=Dense(x)
    )
    return GMMModes(**options).choose(slate)


def blobs(seed, size=300):
    rng = np.random.default_rng(seed)
    of = rng.choice(4, size, p=[0.4, 0.3, 0.2, 0.1])
    return rng.normal(size=(4, 3))[of] * 3 + rng.normal(size=(size, 3)) * [0.3, 1.0, 0.6]


@pytest.mark.parametrize("seed", range(4))
def test_the_mixture_is_that_of_scikit_learn_from_the_same_start(seed):
    x = blobs(seed)
    x = (x - x.mean(axis=0)) / x.std()
    ours = fit_mixture(x, 4, np.random.default_rng(seed), shared=False, rounds=500, still=1e-9)
    labels, _ = k_means(x, 4, np.random.default_rng(seed))
    start = [x[labels == c] for c in range(4)]
    theirs = GaussianMixture(
        4,
        covariance_type="diag",
        tol=1e-9,
        max_iter=500,
        weights_init=[len(s) / len(x) for s in start],
        means_init=[s.mean(axis=0) for s in start],
        precisions_init=[1 / (s.var(axis=0) + 1e-6) for s in start],
    ).fit(x)
    np.testing.assert_allclose(ours.mean, theirs.means_, atol=1e-3)
    np.testing.assert_allclose(ours.variance, theirs.covariances_, atol=1e-3)


def test_picks_are_nearest_to_the_modes_from_the_heaviest_down():
    x = blobs(7)
    moved = x - x.mean(axis=0)
    moved = moved / np.sqrt((moved**2).mean())
    made = fit_mixture(moved, 4, np.random.default_rng(0), shared=False, rounds=100, still=1e-3)
    expected = []
    for j in np.argsort(-made.weight):
        away = [((r - made.mean[j]) ** 2 / made.variance[j]).sum() for r in moved]
        expected.append(min((i for i in range(len(x)) if i not in expected), key=away.__getitem__))
    assert choose(x, 4)[:4].tolist() == expected


def test_shared_variances_are_equal():
    made = fit_mixture(blobs(1), 4, np.random.default_rng(0), shared=True, rounds=20, still=0)
    np.testing.assert_allclose(made.variance, made.variance[[0]].repeat(4, axis=0))
    assert len(set(choose(blobs(1), 4, covariance="shared")[:4].tolist())) == 4


def test_equal_rows_constant_columns_and_more_picks_than_rows():
    assert sorted(choose(np.ones((5, 2)), 3).tolist()) == list(range(5))
    x = np.column_stack([blobs(0, 50), np.ones(50)])
    assert sorted(choose(x, 60).tolist()) == list(range(50))
    two = choose(np.repeat([[0.0], [1e-9]], 5, axis=0), 4)
    assert len({int(i) // 5 for i in two[:2]}) == 2


def test_threads_do_not_matter(monkeypatch):
    from labelwise.selectors import gmm_modes

    monkeypatch.setattr(gmm_modes, "BLOCK", 128)
    picks = []
    for threads in (1, 4):
        monkeypatch.setattr(parallel, "THREADS", threads)
        picks.append(choose(blobs(3), 6).tolist())
    assert picks[0] == picks[1]
