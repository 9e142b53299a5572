import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.representations import regions
from labelwise.representations.regions import Regions
from labelwise.types import Dense


def made(x, step=1024):
    return Regions(Dense(x.astype(np.float32)), step)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from([1e-3, 1.0, 1e3]), st.sampled_from([3, 1024]))
def test_no_pair_is_nearer_than_its_blocks(seed, scale, step):
    """On a grid, in clusters, far from the origin: the bound holds, and each row is in one block."""
    rng = np.random.default_rng(seed)
    x = (
        rng.normal(size=(60, 4)) + 5 * rng.integers(0, 3, (60, 1))
        if seed % 2
        else rng.integers(0, 3, (60, 4))
    )
    x = scale * (x + rng.integers(0, 50)).astype(np.float32)
    found = made(x, step)
    assert np.sort(np.concatenate(found.blocks)).tolist() == list(range(60))
    assert max(map(len, found.blocks)) <= step
    away = np.sqrt(((x[:, None].astype(float) - x) ** 2).sum(-1))
    for k, block in enumerate(found.blocks):
        for bound, other in zip(found.apart(k), found.blocks, strict=True):
            assert bound <= away[np.ix_(block, other)].min()


def test_clusters_spare_nearly_all_pairs_and_one_cloud_spares_few(rng, monkeypatch):
    monkeypatch.setattr(regions, "SAMPLE", 300)
    clusters = 10 * rng.normal(size=(20, 16))[np.arange(600) % 20] + rng.normal(size=(600, 16))
    assert made(clusters).share(5.0) < 0.1
    assert made(rng.normal(size=(600, 16))).share(5.0) > 0.9


def test_some_rows_come_by_block(rng):
    found = made(rng.normal(size=(50, 2)))
    rows = np.sort(rng.choice(50, 20, replace=False))
    parts = found.parts(rows)
    assert np.sort(np.concatenate([part for _, part in parts])).tolist() == rows.tolist()
    assert all(set(part) <= set(found.blocks[block]) for block, part in parts)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_hardly_any_rows(size):
    found = made(np.ones((size, 3)))
    assert sum(map(len, found.blocks)) == size
    assert found.share(1.0) == (size > 0)
