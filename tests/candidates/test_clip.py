from __future__ import annotations

import numpy as np
import pytest

from labelwise.candidates import Clip
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.strategy import View


def kept(score, share, n=1, rows=None):
    looked = View(arrays={"u": np.asarray(score, dtype=np.float64)})
    rows = np.arange(len(score)) if rows is None else rows
    return Clip(lambda u: u, share)(looked, rows, n, np.random.default_rng(0)).tolist()


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.33, 0.9])
@pytest.mark.parametrize("size", [1, 2, 11, 40])
def test_so_many_of_different_scores_go_and_the_highest_of_them(share, size):
    score = np.random.default_rng(size).permutation(size)
    gone = int(np.ceil(share * (size - 1)))
    assert kept(score, share) == sorted(np.argsort(-score)[gone:].tolist())


def test_only_rows_that_were_given_count():
    """The labelled ones would move the quantile."""
    score = np.r_[np.arange(10), np.full(30, 100.0)]
    assert kept(score, 0.1, rows=np.arange(10)) == list(range(9))


def test_scale_does_not_matter_and_equal_scores_stay():
    score = np.random.default_rng(0).normal(size=50)
    assert kept(score, 0.1) == kept(7 * score - 3, 0.1)
    assert kept(np.ones(6), 0.5) == list(range(6))


def test_never_fewer_than_will_be_picked():
    assert kept([3, 1, 2, 0], 1.0, n=3) == [1, 2, 3]
    assert kept([3, 1, 2, 0], 1.0, n=9) == [0, 1, 2, 3]
    assert kept([3, 1, 2, 0], 1.0, n=0) == [3]


def test_a_share_beyond_1_is_refused():
    with pytest.raises(BadParameter, match=r"share is 1\.5"):
        Clip(margin, share=1.5)
