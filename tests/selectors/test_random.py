import numpy as np

from labelwise.selectors import Picker, Random
from labelwise.types import Slate


def picks(n, size, seed=0):
    slate = Slate(np.arange(size), n, np.random.default_rng(seed), np.full(size, -1), np.ones(size))
    return Picker(slate, Random()).fill().selection()


def test_every_row_is_included_equally_often():
    count = np.zeros(20)
    for seed in range(1000):
        count[picks(5, 20, seed).indices] += 1
    assert abs(count - 250).max() < 5 * np.sqrt(250 * 0.75)


def test_the_probability_is_one_over_those_left_to_the_very_end():
    made = picks(30, 30)
    np.testing.assert_allclose(made.p, 1 / np.arange(30, 0, -1))
    assert sorted(made.indices) == list(range(30))
