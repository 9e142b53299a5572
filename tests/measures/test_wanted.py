"""Wanted: the probability of one class."""

import numpy as np
import pytest

import labelwise as lw
from labelwise.measures import Wanted
from labelwise.strategy import View


def test_equals_the_naive_version():
    proba = np.random.default_rng(0).dirichlet(np.ones(3), 20)
    for label in range(3):
        assert Wanted(label)(proba).tolist() == [row[label] for row in proba]
    with pytest.raises(lw.LabelwiseError, match="class 3 of 3"):
        Wanted(3)(proba)


def test_the_rarest_class_so_far_of_equal_ones_the_last():
    proba = np.random.default_rng(0).dirichlet(np.ones(3), 6)
    for labels, rarest in (
        ([0, 0, 1, 1, 2, -1], 2),
        ([0, 1, 1, 2, 2, -1], 0),
        ([-1] * 6, 2),
        ([0, -1] * 3, 2),
    ):
        view = View(arrays={"proba": proba}, labels=labels)
        assert view.score(Wanted(), np.arange(6)).tolist() == proba[:, rarest].tolist()
    earlier = View(arrays={"proba": proba}, labels=[0, 0, 1, 1, 2, -1])
    earlier.score(Wanted(), np.arange(6))
    assert (
        earlier.now(labels=[2, 2, 1, 1, 0, -1]).score(Wanted(), np.arange(6)).tolist() == proba[:, 0].tolist()
    )
