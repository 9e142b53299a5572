"""The sets are the same in every process, and their labels can be learned."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench import simulate
from labelwise.errors import UnknownName
from labelwise.testing.labelled_sets import SETS, load_labelled, refuse_unnamed


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_made_again_and_can_be_learned(name):
    one, two = load_labelled(name), load_labelled(name)
    assert np.array_equal(one.x, two.x) and np.array_equal(one.y, two.y) and len(one.x) == len(one.y)
    if name != "rings":  # no line parts them
        runs = simulate(one.x, one.y, task=one.task, strategy="random", batch=5, budget=80, seeds=1).runs
        assert runs[0].scores[-1] > runs[0].scores[0]


def test_only_the_rings_have_a_test_part():
    assert [name for name in SETS if load_labelled(name).test] == ["rings"]


def test_unknown_names_are_refused():
    with pytest.raises(UnknownName, match="blobs"):
        refuse_unnamed("blob")
