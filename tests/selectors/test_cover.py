import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadParameter
from labelwise.selectors import MaxCover, Picker
from labelwise.types import Dense, Incidence, Slate


def run(sets, n, centres=None, seed=0):
    m = len(sets)
    slate = Slate(
        np.arange(m),
        n,
        np.random.default_rng(seed),
        np.full(m, -1),
        np.ones(m),
        points=Incidence(sets),
        centres=None if centres is None else Incidence(centres),
    )
    return Picker(slate, MaxCover()).fill().selection()


@given(st.integers(0, 10_000))
def test_every_pick_has_the_largest_gain(seed):
    rng = np.random.default_rng(seed)
    sets = rng.random((12, 15)) < 0.25
    centres = rng.random((2, 15)) < 0.2
    made = run(sets, 6, centres, seed)
    open_ = ~centres.any(axis=0)
    left = set(range(12))
    for row, score in zip(made.indices.tolist(), made.scores, strict=True):
        gains = {i: (sets[i] & open_).sum() for i in left}
        assert gains[row] == max(gains.values()) == score
        open_ &= ~sets[row]
        left.remove(row)


def test_when_all_is_covered_the_rest_is_random_and_says_so():
    rests = set()
    for seed in range(10):
        made = run(np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]), 4, seed=seed)
        assert made.indices[0] == 0
        assert made.why[1:] == ("all is covered, by chance",) * 3
        rests.add(tuple(made.indices[1:]))
    assert len(rests) > 2


def test_points_without_sets_are_refused():
    slate = Slate(
        np.arange(2), 1, np.random.default_rng(0), np.full(2, -1), np.ones(2), points=Dense(np.eye(2))
    )
    with pytest.raises(BadParameter, match=r"MaxCover got Dense.*Balls"):
        Picker(slate, MaxCover())
