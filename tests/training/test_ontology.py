"""A hierarchy of tags."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.training.ontology import Ontology

TREE = Ontology({"pug": ("dog", "toy"), "dog": ("pet",), "cat": ("pet",), "pet": ("animal",)})
CLASSES = ("animal", "pug", "cat", "dog", "stone")
ONE = np.eye(5, dtype=bool)


def test_ancestors_go_through_tags_that_are_no_classes():
    assert TREE.above(CLASSES).tolist() == [
        [False] * 5,
        [True, False, False, True, False],
        [True, False, False, False, False],
        [True, False, False, False, False],
        [False] * 5,
    ]
    children = np.zeros((5, 5), bool)
    children[3, 1] = True
    assert TREE.children(CLASSES).tolist() == children.tolist()


def test_direct_children_first_then_all_ancestors_of_both():
    sure = np.ones((5, 5))
    added = TREE.added(ONE, sure, np.full(5, 0.5), CLASSES)
    assert added.tolist() == [
        [False] * 5,
        [True, False, False, True, False],
        [True, False, False, False, False],
        [True, True, False, False, False],
        [False] * 5,
    ]
    far = Ontology({"pug": ("dog",), "dog": ("animal",)})
    assert far.added(ONE[:1], np.ones((1, 5)), np.full(5, 0.5), CLASSES).tolist() == [
        [False, False, False, True, False]
    ]


def test_only_above_the_threshold_and_never_what_is_there():
    scores = np.full((5, 5), 0.7)
    limit = np.array([0.9, 0.5, 0.5, 0.7, 0.5])
    added = TREE.added(ONE, scores, limit, CLASSES)
    assert not added[:, [0, 3]].any() and added[3, 1]
    assert not (added & ONE).any()


def test_circles_are_refused():
    with pytest.raises(BadParameter, match="below itself"):
        Ontology({"a": ("b",), "b": ("a",)})
