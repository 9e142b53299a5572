import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import FrankWolfe
from labelwise.strategy import Strategy

RNG = np.random.default_rng(0)


def naive(k, n, first=()):
    """In the space of the kernel: w holds the weights of all points."""
    length = np.sqrt(np.diag(k))
    w, picks = np.zeros(len(k)), []
    for t in range(len(first) + n):
        score = k @ (1 - w) / length
        score[[*picks, *(range(len(k) - len(first), len(k)))]] = -np.inf
        j = first[t] if t < len(first) else int(score.argmax())
        corner = np.zeros(len(k))
        corner[j] = length.sum() / length[j]
        way = corner - w
        w = w + way * (way @ k @ (1 - w)) / (way @ k @ way)
        picks += [] if t < len(first) else [j]
    return picks


@pytest.mark.parametrize("labelled", [False, True])
def test_equals_the_kernel_form(labelled):
    for seed in range(4):
        x = np.random.default_rng(seed).normal(size=(80, 5)) + 0.3
        known = [78, 79]
        strategy = Strategy(representation=Embedding(), selector=FrankWolfe(labelled=labelled))
        made = lw.query(strategy, 12, embedding=x, labelled=known, rng=0).indices.tolist()
        used = x if labelled else x[:78]
        assert made == naive(used @ used.T, 12, known if labelled else ())


def test_zero_points_come_last():
    x = np.array([[0.0, 0.0], [1.0, 0.5], [0.2, 1.0]])
    made = lw.query(Strategy(representation=Embedding(), selector=FrankWolfe()), 3, embedding=x, rng=0)
    assert len(made) == 3 and made.indices[0] != 0
