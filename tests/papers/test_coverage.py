"""Every leaf of the survey's taxonomy has a name here or a reason."""

import pytest

from labelwise.papers.coverage import BATCH_AWARE, LEAVES, Leaf, repeats, unresolved
from labelwise.papers.table import methods


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.name)
def test_each_leaf_is_covered_or_says_why_not(leaf):
    assert unresolved(leaf) == []
    assert leaf.here or len(leaf.why) > 20


def test_the_branches_and_names():
    assert len({leaf.name for leaf in LEAVES}) == len(LEAVES)
    assert {leaf.branch for leaf in LEAVES} == {
        "query strategy",
        "label scarcity",
        "pipeline",
        "applications",
    }


def test_what_is_not_there_is_found():
    assert unresolved(Leaf("pipeline", "x", ("labelwise.nowhere:Thing", "margin", "no-such"))) == [
        "labelwise.nowhere:Thing",
        "no-such",
    ]


def test_the_methods_that_look_at_the_batch_are_methods():
    assert set(BATCH_AWARE) <= set(methods())


def test_copies_are_counted():
    assert repeats([], []) == 0 and repeats([4, 5, 6], [0, 0, 0, 0, 1, 1, 1]) == 2
