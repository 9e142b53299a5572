"""Pairs of labelled items."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.training.pairs import pairs


@pytest.mark.parametrize("sizes", [(4, 4, 4), (1, 5), (2, 3, 4)])
def test_every_pair_of_a_class_and_as_many_of_two(sizes, rng):
    y = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    at, same = pairs(y, rng)
    alike = {pair for pair in combinations(range(len(y)), 2) if y[pair[0]] == y[pair[1]]}
    assert {tuple(p) for p in at[same == 1].tolist()} == alike and same.sum() == len(alike)
    others = at[same == 0]
    assert (y[others[:, 0]] != y[others[:, 1]]).all() and len(np.unique(others, axis=0)) == len(others)
    assert len(others) == min(len(alike), len(y) * (len(y) - 1) // 2 - len(alike))


def test_one_item_a_class(rng):
    at, same = pairs(np.arange(5), rng)
    assert len(at) == 5 and same.sum() == 0
    at, same = pairs(np.arange(2), rng)
    assert at.tolist() == [[0, 1]]


def test_no_more_than_asked(rng):
    y = np.repeat(np.arange(3), 50)
    at, same = pairs(y, rng, most=100)
    assert len(at) == 100 and same.sum() == 50 and len(np.unique(at, axis=0)) == 100
    assert ((y[at[:, 0]] == y[at[:, 1]]) == same).all()
    with pytest.raises(BadParameter, match="most is 1"):
        pairs(y, rng, most=1)


def test_pairs_are_drawn_evenly():
    y = np.repeat([0, 1], [3, 5])
    drawn = np.concatenate([pairs(y, np.random.default_rng(s), most=6)[0] for s in range(2000)])
    keys, counts = np.unique(drawn, axis=0, return_counts=True)
    alike = y[keys[:, 0]] == y[keys[:, 1]]
    for part, expected in ((alike, 2000 * 3 / 13), (~alike, 2000 * 3 / 15)):
        assert np.abs(counts[part] - expected).max() < 5 * np.sqrt(expected)
