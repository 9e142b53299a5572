from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.representations import Bags
from labelwise.strategy import View
from labelwise.types import Ragged

RNG = np.random.default_rng(0)


def space(patches, kinds):
    return Bags(kinds=kinds).fit(View(arrays={"patches": patches}), np.random.default_rng(0))


def cosines(a, b):
    return [[x @ y / np.linalg.norm(x) / np.linalg.norm(y) for y in b] for x in a]


def test_cosines_are_means_over_pairs_of_centres():
    """With as many kinds as vectors each vector is a centre."""
    values = RNG.normal(size=(12, 5))
    bags = [values[4 * i : 4 * i + 4] for i in range(3)]
    found, rows = space(Ragged(values, np.arange(0, 13, 4)), kinds=4), np.arange(3)
    points = found(rows)
    for i in range(3):
        for j in range(3):
            assert points.dot(points, j)[i] == pytest.approx(np.mean(cosines(bags[i], bags[j])))
    within = [np.mean(np.array(cosines(b, b))[np.triu_indices(4, 1)]) for b in bags]
    np.testing.assert_allclose(found.variety(rows), 1 - np.array(within), rtol=1e-5)


def test_many_vectors_stand_at_the_centres_of_their_kinds():
    kinds = np.array([[5.0, 0.0], [0.0, 5.0]])
    values = kinds[RNG.integers(0, 2, 60)] + 0.01 * RNG.normal(size=(60, 2))
    found = space(Ragged(values, np.array([0, 60])), kinds=2)
    np.testing.assert_allclose(found(np.array([0])).dense(np.array([0])), [[0.5, 0.5]], atol=0.01)
    assert found.variety(np.array([0]))[0] == pytest.approx(1, abs=0.02)


def test_one_vector_and_equal_vectors_have_no_variety():
    found = space(Ragged(np.ones((5, 3)), np.array([0, 1, 5])), kinds=3)
    assert found.variety(np.arange(2)).tolist() == [0.0, 0.0]


def test_what_is_no_bag_is_refused():
    with pytest.raises(BadData, match="item 1 has no vectors"):
        space(Ragged(np.ones((2, 2)), np.array([0, 2, 2])), 2)(np.arange(2))
    with pytest.raises(BadData, match="patches is a ndarray"):
        space(np.ones((2, 2)), 2)(np.arange(2))
