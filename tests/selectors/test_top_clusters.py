import numpy as np

from labelwise.selectors import Picker, TopClusters
from labelwise.types import Dense, Slate


def picks(x, n, share=0.5):
    slate = Slate(
        np.arange(len(x)), n, np.random.default_rng(0), np.full(len(x), -1), np.ones(len(x)), points=Dense(x)
    )
    return Picker(slate, TopClusters(share)).fill().selection().indices.tolist()


def test_one_of_each_direction_among_the_largest_half(rng):
    of = np.repeat(np.arange(4), 10)
    x = np.eye(4)[of] + 0.02 * rng.random((40, 4))
    x[::2] *= 0.3  # the lesser half
    found = picks(x, 4)
    assert sorted(of[found]) == [0, 1, 2, 3] and all(i % 2 for i in found)


def test_a_single_pick_is_the_largest_total(rng):
    x = rng.random((30, 5))
    assert picks(x, 1) == [x.sum(axis=1).argmax()]


def test_gains_of_zero_and_more_picks_than_the_share():
    assert len(set(picks(np.zeros((6, 3)), 5))) == 5
