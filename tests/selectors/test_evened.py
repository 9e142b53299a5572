from __future__ import annotations

import numpy as np
import pytest

from labelwise.measures import entropy
from labelwise.selectors import Evened, TopK
from labelwise.strategy import Strategy, View

PROBA = np.random.default_rng(0).dirichlet(np.ones(3) / 2, 40)
Y = [0, 0, 0, 1]


def naive(n, weight):
    count, left, picks = np.bincount(Y, minlength=3).astype(float), list(range(4, 40)), []
    short = (len(Y) + n) / 3 - count
    for _ in range(n):
        gain = {
            i: entropy(PROBA[[i]])[0] + weight * (abs(short).sum() - abs(short - PROBA[i]).sum())
            for i in left
        }
        best = max(gain, key=gain.__getitem__)
        picks.append(best)
        left.remove(best)
        short = short - PROBA[best]
    return picks


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0, 10.0])
def test_equals_the_naive_version(weight):
    view = View.from_arrays(proba=PROBA, labelled=np.arange(4), y=Y, classes=3)
    strategy = Strategy(measure=entropy, selector=Evened(TopK(), weight))
    assert strategy.select(view, 9, np.random.default_rng(0)).indices.tolist() == naive(9, weight)


def test_leased_units_count_with_their_probabilities():
    proba = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    strategy, rng = Strategy(measure=entropy, selector=Evened()), np.random.default_rng(0)
    view = View.from_arrays(proba=proba, labelled=[], y=[], pending=[0])
    assert strategy.select(view, 1, rng).indices.tolist() == [1]
