import numpy as np
import pytest

from labelwise.candidates import Subsample
from labelwise.errors import BadParameter
from labelwise.strategy import View


def test_every_row_has_the_same_chance():
    view, counts = View(labels=np.full(20, -1)), np.zeros(20)
    for seed in range(500):
        counts[Subsample(5)(view, np.arange(20), 1, np.random.default_rng(seed))] += 1
    assert abs(counts - 125).max() < 5 * np.sqrt(125 * 0.75)


def test_never_fewer_than_will_be_picked():
    view, rng = View(labels=np.full(20, -1)), np.random.default_rng(0)
    assert len(Subsample(5)(view, np.arange(20), 8, rng)) == 8
    assert len(Subsample(50)(view, np.arange(20), 8, rng)) == 20


def test_a_share_of_what_is_left():
    view, rng = View(labels=np.full(20, -1)), np.random.default_rng(0)
    for share, n, size in ((0.25, 1, 5), (0.26, 1, 6), (0.01, 3, 3), (1.0, 1, 20)):
        assert len(Subsample(share=share)(view, np.arange(20), n, rng)) == size
    assert len(Subsample(share=0.5)(view, np.arange(10, 16), 1, rng)) == 3


@pytest.mark.parametrize("sizes", [{}, {"count": 3, "share": 0.5}, {"count": 0}, {"share": 0.0}])
def test_exactly_one_size(sizes):
    with pytest.raises(BadParameter, match="Subsample"):
        Subsample(**sizes)
