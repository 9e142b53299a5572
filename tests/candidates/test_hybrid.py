from __future__ import annotations

import numpy as np
import pytest

from labelwise.candidates.hybrid import batch_traits, hybrid, random_batches
from labelwise.types import Dense


@pytest.mark.parametrize(("items", "size", "count"), [(100, 5, 50), (5, 5, 9), (6, 5, 100), (4, 1, 3)])
def test_random_batches_are_different_and_without_repetition(items, size, count):
    found = random_batches(items, size, count, np.random.default_rng(0))
    assert 1 <= len(found) <= count and found.shape[1] == size
    assert all(len(set(row)) == size for row in found.tolist())
    assert len({tuple(row) for row in found.tolist()}) == len(found)
    assert found.min() >= 0 and found.max() < items


def test_every_item_comes_as_often():
    found = random_batches(20, 5, 4000, np.random.default_rng(0))
    assert np.abs(np.bincount(found.ravel(), minlength=20) / len(found) - 0.25).max() < 0.03


def test_traits_equal_the_naive_version():
    rng = np.random.default_rng(0)
    p, x, batches = rng.dirichlet(np.ones(3), 30), rng.normal(size=(30, 4)), random_batches(30, 4, 10, rng)
    for (gap, apart, variety), at in zip(batch_traits(p, Dense(x), batches), batches, strict=True):
        two = [sorted(row)[-2:] for row in p[at]]
        assert gap == pytest.approx(np.mean([b - a for a, b in two]))
        pairs = [np.linalg.norm(x[a] - x[b]) for i, a in enumerate(at) for b in at[:i]]
        assert apart == pytest.approx(np.mean(pairs))
        assert variety == len({int(row.argmax()) for row in p[at]}) / 3


def test_a_batch_of_one_has_no_pairs():
    found = batch_traits(np.array([[0.7, 0.3]]), Dense(np.ones((1, 2))), np.array([[0]]))
    np.testing.assert_allclose(found, [[0.4, 0.0, 1.0]])


def test_the_best_of_each_trait_are_kept():
    traits = np.random.default_rng(0).uniform(size=(90, 3))
    kept = set(hybrid(traits, 21, np.random.default_rng(1)).tolist())
    best = [set(np.argsort(sign * traits[:, k])[:7].tolist()) for k, sign in ((0, 1), (1, -1), (2, -1))]
    assert len(kept) == 21 and set.union(*best) <= kept


def test_what_is_best_twice_counts_once_and_the_rest_is_drawn():
    traits = np.column_stack(
        [np.arange(30.0), -np.arange(30.0), -np.arange(30.0)]
    )  # the same order three times
    kept = [hybrid(traits, 9, np.random.default_rng(seed)).tolist() for seed in range(20)]
    assert all({0, 1, 2} <= set(k) and len(set(k)) == 9 for k in kept)
    assert len({tuple(sorted(k)) for k in kept}) > 10
    assert sorted(hybrid(traits[:4], 9, np.random.default_rng(0)).tolist()) == [0, 1, 2, 3]
