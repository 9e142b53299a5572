import numpy as np
import pytest

from labelwise.representations import blocks, sparing
from labelwise.types import Dense, Incidence


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(sparing, "WORTH", 0)
    monkeypatch.setattr(sparing, "FEW", 1)
    monkeypatch.setattr(sparing, "SPARING", 2.0)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(4))
def test_equals_comparing_all(seed, kind, small):
    """In clusters and in one cloud; some of the others stand there twice, and the earlier one is given."""
    rng = np.random.default_rng(seed)
    groups = 8 * rng.normal(size=(6, 4)) * (seed % 2)
    x = (groups[rng.integers(6, size=300)] + rng.normal(size=(300, 4))).astype(kind)
    other = np.concatenate([x[::7], x[:40:3]])
    squared = ((x[:, None].astype(float) - other) ** 2).sum(-1)
    at, least = blocks.nearest_of(Dense(x), Dense(other))
    assert sparing.closest(Dense(x), Dense(other)) is not None
    np.testing.assert_allclose(least, squared.min(1), atol=1e-9 if kind is np.float64 else 1e-3)
    np.testing.assert_allclose(squared[np.arange(300), at], squared.min(1), atol=1e-9)
    exact = squared.min(1) == 0
    assert exact.any() and at[exact].tolist() == squared[exact].argmin(1).tolist()


def test_groups_spare_most_pairs(rng, small):
    groups = 20 * rng.normal(size=(10, 8))
    x = (groups[np.arange(2000) % 10] + rng.normal(size=(2000, 8))).astype(np.float32)
    some, other = Dense(x), Dense(x[:200] + np.float32(0.1))
    search = sparing._Search(some, other, sparing.Regions(other, 1024, count=50))
    assert search.run() < 0.4 * 2000 * 200


def test_what_is_not_worth_it_is_left_to_others(rng, monkeypatch):
    x = Dense(rng.normal(size=(50, 3)))
    assert sparing.closest(x, x) is None
    monkeypatch.setattr(sparing, "WORTH", 0)
    monkeypatch.setattr(sparing, "FEW", 1)
    assert sparing.closest(x, Incidence(np.eye(3))) is None
    monkeypatch.setattr(sparing, "SPARING", 0.0)
    assert sparing.closest(x, x) is None
