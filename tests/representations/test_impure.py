import numpy as np
import pytest

from labelwise.representations import impure
from labelwise.representations.impure import to_other
from labelwise.representations.near import Near


def brute(x, rows, labels):
    squared = ((x[:, None] - x) ** 2).sum(-1)
    squared[labels[:, None] == labels] = np.inf
    return np.sort(squared[rows].min(1))


@pytest.mark.parametrize("sparing", [0.0, 0.3, 2.0])
@pytest.mark.parametrize("seed", range(4))
def test_every_rank_equals_brute_force(seed, sparing, monkeypatch):
    """Whether blocks are passed over or not; clusters that are their labels, and labels at random."""
    monkeypatch.setattr(impure, "SPARING", sparing)
    monkeypatch.setattr(impure, "FIRST", 4)
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, 80)
    x = rng.normal(size=(80, 3)) + (4 * labels[:, None] if seed % 2 else 0)
    rows = np.sort(rng.choice(80, 30, replace=False))
    found = [to_other(Near(x), rows, labels, rank) for rank in range(30)]
    np.testing.assert_allclose(found, brute(x, rows, labels), rtol=1e-12)


def test_one_label_has_no_other():
    assert np.isinf(to_other(Near(np.eye(5)), np.arange(5), np.zeros(5, dtype=int), 2))
