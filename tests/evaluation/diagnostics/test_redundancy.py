"""Questions that repeat each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import redundancy
from labelwise.evaluation.diagnostics.redundancy import _nearest

X = np.random.default_rng(0).normal(size=(400, 3))


def test_distances_equal_the_naive_version():
    rows, sizes = np.random.default_rng(1).permutation(400)[:31], np.array([10, 1, 20])
    at, naive = 0, []
    for size in sizes:
        batch = rows[at : at + size]
        naive += [min((np.linalg.norm(X[i] - X[j]) for j in batch if j != i), default=np.inf) for i in batch]
        at += size
    np.testing.assert_allclose(_nearest(X, rows, sizes), naive)
    far = _nearest(np.vstack([X[:5], X[:5]]) + 1e6, np.arange(10), np.array([10]))
    assert (far == 0).all()


@pytest.mark.slow
def test_random_batches_warn_at_their_nominal_rate():
    rng, looks = np.random.default_rng(0), []
    for seed in range(120):
        chosen = rng.permutation(400)[:60]
        looks.append(redundancy(X, chosen, np.arange(60) // 15, np.random.default_rng(seed)).warn)
    assert np.mean(looks) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)


def test_batches_of_neighbours_are_noticed():
    order = np.argsort(((X - X[0]) ** 2).sum(axis=1))
    found = redundancy(X, order[:60], np.arange(60) // 20, np.random.default_rng(0))
    assert not redundancy(X, np.arange(60), np.arange(60) // 20, np.random.default_rng(0)).warn
    assert found.warn and found.value > 0.1 and "Ask fewer at once" in found.sentence
    assert (np.diff(found.picture.series["asked"]) >= 0).all()


def test_neighbours_in_different_batches_repeat_nothing():
    pairs = np.vstack([X, X + 1e-9])
    chosen, batch = np.r_[np.arange(20), 400 + np.arange(20)], np.repeat([0, 1], 20)
    rng = np.random.default_rng(0)
    assert not redundancy(pairs, chosen, batch, rng).warn
    together = np.stack([np.arange(20), 400 + np.arange(20)], axis=1).ravel()
    assert redundancy(pairs, together, batch, rng).value == 1.0


@settings(max_examples=20)
@given(st.integers(2, 40), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_any_sizes(n, size, seed):
    rng = np.random.default_rng(seed)
    found = redundancy(X[:60], rng.permutation(60)[:n], np.arange(n) // size, rng)
    assert (found.value is None) == (size == 1) and (found.value is None or 0 <= found.value <= 1)


def test_refusals():
    rng = np.random.default_rng(0)
    assert redundancy(X, np.arange(5), np.arange(5), rng).value is None
    assert redundancy(X, np.zeros(0, int), np.zeros(0, int), rng).value is None
    for rows, batch in (([400, 1], [0, 0]), ([1, 2], [0])):
        with pytest.raises(BadData):
            redundancy(X, np.array(rows), np.array(batch), rng)
