import numpy as np

from labelwise.selectors import ClusterTurns, Picker
from labelwise.types import Dense, Slate


def picks(x, score, n, clusters, seed=0):
    slate = Slate(np.arange(len(x)), n, np.random.default_rng(seed), np.full(len(x), -1), np.ones(len(x)),
                  points=Dense(x), score=score)  # fmt: skip
    return Picker(slate, ClusterTurns(clusters)).fill().selection().indices


def test_every_prefix_holds_the_same_number_of_each(rng):
    of = np.repeat(np.arange(4), [3, 20, 20, 20])
    x, score = 9 * np.eye(4)[of] + 0.1 * rng.normal(size=(63, 4)), rng.normal(size=63)
    found = picks(x, score, 63, 4)
    for m in range(1, 4):
        assert np.bincount(of[found[: 4 * m]]).tolist() == [m] * 4
    assert np.bincount(of[found[:18]]).tolist() == [3, 5, 5, 5]  # the first is exhausted
    for k in range(4):
        own = found[of[found] == k]
        assert (np.diff(score[own]) < 0).all()
    assert len({tuple(of[picks(x, score, 4, 4, seed)]) for seed in range(8)}) > 1  # turns are drawn
