"""Distances of labels, loci and the next class."""

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter, LabelwiseError
from labelwise.tasks import checked_distances, locus, next_class, tree_distances


def grid(side=4):
    """Path distances of a grid."""
    at = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    return np.abs(at[:, None] - at).sum(axis=2).astype(float)


def test_opposite_corners_of_a_grid_reach_everything_by_ties_and_four_without():
    """As the catalogue has it: 16 and 7 with two corners, 16 with four."""
    d, corners = grid(), [0, 3, 12, 15]
    assert locus(d, [0, 15]).sum() == 16
    assert locus(d, [0, 15], ties="first").sum() == 7
    assert locus(d, corners, ties="none").sum() == 16


def test_where_all_are_equally_far_nothing_else_is_reached():
    d = 1 - np.eye(6)
    assert np.flatnonzero(locus(d, [1, 4], ties="none")).tolist() == [1, 4]
    assert np.flatnonzero(locus(d, [1, 4])).tolist() == [1, 4]


def test_mixtures_never_leave_the_locus():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(12, 2))
    d = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    d = (d + d.T) / 2
    seen = [0, 3, 7]
    p = rng.dirichlet(np.full(3, 0.5), 3000)
    reached = np.unique((p @ d[seen] ** 2).argmin(axis=1))
    inside = np.flatnonzero(locus(d, seen))
    assert set(reached) <= set(inside) and len(inside) - len(reached) <= 1


def test_a_taxonomy_or_any_graph_gives_distances():
    parents = {"cat": "animal", "dog": "animal", "oak": "life", "animal": "life"}
    d = tree_distances(parents, ("animal", "cat", "oak"))
    assert d.tolist() == [[0, 1, 2], [1, 0, 3], [2, 3, 0]]
    ring = [(str(k), str((k + 1) % 5)) for k in range(5)]
    assert tree_distances(ring, [str(k) for k in range(5)])[0].tolist() == [0, 1, 2, 2, 1]


def test_the_next_class_is_the_farthest():
    path = np.abs(np.subtract.outer(np.arange(6), np.arange(6))).astype(float)
    assert next_class(path, [2]) == 5 and next_class(path, [2, 5]) == 0 and next_class(path, [0, 5]) is None


def test_what_is_no_distance_is_refused():
    for wrong in ([[0.0]], [[0, 1], [2, 0]], [[0, 0], [0, 0]], [[1, 1], [1, 0]], [[0, np.inf], [np.inf, 0]]):
        with pytest.raises(BadData):
            checked_distances(wrong)
    with pytest.raises(BadData, match="common root"):
        tree_distances({"a": "b", "c": "d"}, ("a", "c"))
    with pytest.raises(LabelwiseError, match="bird"):
        tree_distances({"cat": "animal"}, ("cat", "bird"))
    with pytest.raises(BadParameter, match="observed"):
        locus(grid(2), [])
    with pytest.raises(BadParameter, match="observed"):
        locus(grid(2), [7])
    with pytest.raises(BadParameter, match="ties"):
        locus(grid(2), [0], ties="some")
