from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.datasets.synthetic import synthetic_table
from labelwise.errors import BadParameter


@pytest.mark.parametrize("seed", range(8))
def test_tables_keep_their_limits(seed):
    x, y = synthetic_table(np.random.default_rng(seed), items=(100, 400), features=(2, 30), classes=(2, 6))
    assert 100 <= len(x) <= 400 and 2 <= x.shape[1] <= 30 and 2 <= y.max() + 1 <= 6
    assert np.isfinite(x).all() and x.min() >= -1 and x.max() <= 1
    assert np.unique(y).tolist() == list(range(y.max() + 1))
    assert x.dtype == np.float64 and y.dtype == np.int64


def test_the_smallest_of_all():
    for seed in range(20):
        x, y = synthetic_table(np.random.default_rng(seed), items=(10, 10), features=(2, 2), classes=(2, 10))
        assert x.shape == (10, 2) and y.max() <= 3


def test_same_seed_same_table_and_others_differ():
    first, again, other = (synthetic_table(np.random.default_rng(s), items=(100, 200)) for s in (3, 3, 4))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert first[0].shape != other[0].shape or (first[0] != other[0]).any()


def test_features_repeat_and_combine():
    ranks = []
    for seed in range(15):
        x, _ = synthetic_table(np.random.default_rng(seed), items=(300, 300), features=(20, 20))
        ranks.append(np.linalg.matrix_rank(x - x.mean(axis=0), tol=1e-6))
    assert min(ranks) < 12 and len(set(ranks)) > 5


@pytest.mark.parametrize("limits", [{"items": (5, 20)}, {"features": (1, 4)}, {"classes": (4, 3)}])
def test_limits_that_cannot_be_are_refused(limits):
    with pytest.raises(BadParameter, match=next(iter(limits))):
        synthetic_table(np.random.default_rng(0), **limits)
