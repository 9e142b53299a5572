import numpy as np
import pytest

import labelwise as lw
from labelwise.selectors import Discriminative
from labelwise.strategy import Strategy


def logistic(x, target):
    """Newton's method: weights 0.5 |w|^2 + the logistic loss, intercept free."""
    a, w = np.column_stack((x, np.ones(len(x)))), np.zeros(x.shape[1] + 1)
    ridge = np.diag([1.0] * x.shape[1] + [0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-a @ w))
        w -= np.linalg.solve(a.T @ (a * (p * (1 - p))[:, None]) + ridge, a.T @ (p - target) + ridge @ w)
    return a @ w


@pytest.mark.parametrize("parts", [2, 20])
def test_equals_the_naive_version(parts, rng):
    x = rng.normal(size=(60, 3)) * 5 + 2
    labelled, n = list(rng.permutation(60)[:9]), 6
    z = (x - x.mean(axis=0)) / np.sqrt(((x - x.mean(axis=0)) ** 2).mean())
    taken, found, size = list(labelled), [], -(-n // parts)
    while len(found) < n:
        score = logistic(z, ~np.isin(np.arange(60), taken))
        score[taken] = -np.inf
        part = np.argsort(-score)[:size].tolist()
        found, taken = found + part, taken + part
    strategy = Strategy(representation=lw.representations.Embedding(), selector=Discriminative(parts))
    assert lw.query(strategy, n, embedding=x, labelled=labelled, rng=0).indices.tolist() == found[:n]


def test_a_part_without_labels_comes_first(rng):
    """Labels on one side only: the batch goes to the other; parts keep it from staying there."""
    x = np.vstack((rng.normal(size=(40, 2)) - 4, rng.normal(size=(40, 2)) + 4))
    made = lw.query("discriminative", 10, embedding=x, labelled=np.arange(10), rng=0).indices
    assert (made[:2] >= 40).all()
    assert len(lw.query("discriminative", 80, embedding=x, rng=0)) == 80
