from __future__ import annotations

import numpy as np
import pytest

from labelwise.candidates import Thin
from labelwise.strategy import View


def naive(x, similar, group):
    stretches, first = [], None
    for i, row in enumerate(x):
        new = first is None or (group is not None and group[i] != group[i - 1])
        if new or row @ first / np.linalg.norm(row) / np.linalg.norm(first) < similar:
            stretches.append([])
            first = row
        stretches[-1].append(i)
    return [s[(len(s) - 1) // 2] for s in stretches]


@pytest.mark.parametrize("by", [None, "video"])
@pytest.mark.parametrize("seed", range(5))
def test_equals_the_naive_walk(seed, by):
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.normal(size=(60, 4)), axis=0)
    video = np.repeat(np.arange(6), 10)
    view = View(arrays={"embedding": x, "video": video})
    found = Thin(0.9, by)(view, np.arange(60), 1, rng).tolist()
    assert found == naive(x, 0.9, video if by else None)
    assert 5 < len(found) < 60


def test_no_fewer_than_will_be_picked_and_those_of_the_longest_stretch_join():
    x = np.array([[1.0, 0]] * 5 + [[0, 1.0]] * 2)
    view, rng = View(arrays={"embedding": x}), np.random.default_rng(0)
    assert Thin()(view, np.arange(7), 2, rng).tolist() == [2, 5]
    assert Thin()(view, np.arange(7), 4, rng).tolist() == [0, 1, 2, 5]
    assert Thin()(view, np.arange(7), 99, rng).tolist() == list(range(7))
