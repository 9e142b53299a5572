"""Twins across the two sides of a campaign."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import duplicates, twins

POOL = np.random.default_rng(0).normal(size=(500, 4))


def test_equals_the_naive_version():
    rng = np.random.default_rng(1)
    reserve = np.vstack([POOL[:20] + 0.02 * rng.normal(size=(20, 4)), rng.normal(size=(20, 4))])
    far = np.linalg.norm(POOL[:, None] - POOL, axis=2) + 1e9 * np.eye(500)
    usual = np.median(far.min(axis=1))
    to = np.linalg.norm(reserve[:, None] - POOL, axis=2)
    naive = np.where(to.min(axis=1) <= 0.05 * usual, to.argmin(axis=1), -1)
    assert twins(POOL, reserve, rng).tolist() == naive.tolist()
    assert 0 < (naive >= 0).sum() < 40


@settings(max_examples=15)
@given(st.floats(1e-3, 1e3), st.integers(0, 100))
def test_scale_does_not_matter_and_copies_are_always_twins(scale, k):
    reserve = np.random.default_rng(k).normal(size=(30, 4))
    reserve[:5] = POOL[k : k + 5]
    made = twins(scale * POOL, scale * reserve, np.random.default_rng(0))
    assert made[:5].tolist() == list(range(k, k + 5))
    assert made.tolist() == twins(POOL, reserve, np.random.default_rng(0)).tolist()


def test_random_cuts_of_distinct_items_never_warn_and_doubled_items_do():
    rng = np.random.default_rng(0)
    for _ in range(20):
        x = rng.normal(size=(300, 4))
        assert not duplicates(x[60:], x[:60], rng).warn
    doubled = rng.permutation(np.repeat(rng.normal(size=(150, 4)), 2, axis=0))
    found = duplicates(doubled[60:], doubled[:60], rng)
    assert found.warn and found.value > 0.5 and "Take one of each" in found.sentence


def test_small_and_strange_pools():
    rng = np.random.default_rng(0)
    assert twins(POOL[:2], POOL[:2], rng).tolist() == [-1, -1]
    assert twins(np.ones((10, 2)), np.ones((2, 2)), rng).min() >= 0
    assert duplicates(POOL, POOL[:0], rng).value is None
    with pytest.raises(BadData, match="shapes"):
        twins(POOL, POOL[:5, :2], rng)
