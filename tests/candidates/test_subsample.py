import numpy as np

from labelwise.candidates import Subsample
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
