import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.representations import near
from labelwise.representations.near import Near, Neighbourhoods


def naive(x, radius):
    inside = ((x[:, None].astype(float) - x[None]) ** 2).sum(-1) < radius**2
    return inside | np.eye(len(x), dtype=bool)


@pytest.mark.parametrize("tile", [1024, 7])
@pytest.mark.parametrize("listed", [2**27, 0])
@settings(max_examples=15)
@given(st.integers(0, 10_000), st.booleans(), st.sampled_from([np.float32, np.float64]))
def test_counts_and_lists_equal_brute_force(tile, listed, seed, most, kind):
    """Listed or computed again, whatever the block, with few heads or most; on a grid distances tie."""
    rng = np.random.default_rng(seed)
    x = (rng.integers(0, 5, (30, 3)) if seed % 2 else 1e3 + rng.normal(size=(30, 3))).astype(kind)
    inside = naive(x, 2.0)
    heads = np.sort(rng.choice(30, 25 if most else 8, replace=False))
    among, some = rng.random(30) < 0.6, rng.choice(30, 4, replace=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "TILE", tile)
        patch.setattr(near, "LISTED", listed)
        patch.setattr(near, "SPARING", 2.0 if seed % 3 else 0.0)
        made = Neighbourhoods(Near(x, 2.0), heads)
        assert made.counts(among).tolist() == (inside[heads] & among).sum(1).tolist()
        assert (made._lists is None) == (listed == 0)
        for i in range(len(heads)):
            assert sorted(made.of(i).tolist()) == np.flatnonzero(inside[heads[i]]).tolist()
        assert made.around(some).tolist() == inside[heads][:, some].sum(1).tolist()
        assert made.union().tolist() == inside[heads].any(0).tolist()
        if listed:
            np.testing.assert_array_equal(made.csr().toarray(), inside[heads])


def test_far_from_the_origin_single_precision_still_decides_as_double(rng):
    x = 1e4 + rng.normal(size=(200, 8))
    away = np.sqrt(((x[:, None] - x) ** 2).sum(-1))
    radius = np.sort(away[0])[100:102].mean()
    assert Neighbourhoods(Near(x, radius), np.arange(200)).of(0).size == (away[0] < radius).sum()
