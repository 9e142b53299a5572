import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.selectors import KCenterMIP, k_center_mip
from labelwise.types import Dense, Slate


def choose(x, n, outliers=0, centres=None):
    size = len(x)
    slate = Slate(
        np.arange(size),
        n,
        np.random.default_rng(0),
        np.full(size, -1),
        np.ones(size),
        points=Dense(x),
        centres=None if centres is None else Dense(centres),
    )
    return KCenterMIP(outliers=outliers).choose(slate)


def test_labelled_points_are_centres(rng):
    x = np.array([[0.0], [1.0], [10.0], [11.0]])
    assert choose(x, 1, centres=np.array([[0.5]]))[0] in (2, 3)


def test_more_picks_than_points_and_equal_points():
    assert sorted(choose(np.ones((3, 2)), 9).tolist()) == [0, 1, 2]
    assert len(choose(np.ones((5, 2)), 2)) == 2


def test_a_share_of_outliers():
    x = np.concatenate([np.linspace(0, 1, 19), [100.0]])[:, None]
    assert 0.3 < x[choose(x, 1, outliers=0.05)[0], 0] < 0.7
    assert 0.3 < x[choose(x, 1, outliers=1)[0], 0] < 0.7
    assert x[choose(x, 1, outliers=0)[0], 0] == 1.0


def test_a_large_pool_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(k_center_mip, "LARGEST", 10)
    with pytest.raises(BadParameter, match=r"11 candidates.*at most 10.*Subsample"):
        choose(np.ones((11, 1)), 1)
