"""The fast greedy against the definition, and what it guarantees."""

import itertools

import numpy as np
from labelwise.representations import Embedding
from labelwise.selectors import KCenter
from labelwise.strategy import Strategy, View

from labelwise_example import Herding

HERDING = Strategy(representation=Embedding(), selector=Herding(radius=0.7))


def coverage(x, chosen, radius=0.7):
    """Mean over all of x of the largest kernel to a chosen row."""
    squares = ((x[:, None] - x[list(chosen)]) ** 2).sum(axis=2)
    return np.exp(-squares / radius**2).max(axis=1).mean()


def pick(strategy, x, n, labelled=()):
    view = View.from_arrays(embedding=x, labelled=list(labelled), y=[0] * len(labelled), classes=2)
    return strategy.select(view, n, np.random.default_rng(0)).indices.tolist()


def test_equals_the_naive_greedy():
    for seed in range(5):
        x = np.random.default_rng(seed).normal(size=(40, 2))
        for chosen in ([], [3, 11]):
            for row in pick(HERDING, x, 8, chosen):
                best = max(coverage(x, [*chosen, i]) for i in set(range(40)) - set(chosen))
                chosen = [*chosen, row]
                np.testing.assert_allclose(coverage(x, chosen), best, rtol=1e-12)  # two alone may tie


def test_covers_nearly_as_well_as_the_best_three():
    for seed in range(5):
        x = np.random.default_rng(seed).normal(size=(12, 2))
        best = max(coverage(x, three) for three in itertools.combinations(range(12), 3))
        assert coverage(x, pick(HERDING, x, 3)) >= (1 - 1 / np.e) * best


def test_one_pick_a_blob_and_no_outlier():
    """The few far items are what k-center asks first, and what a low budget should not be spent on."""
    rng = np.random.default_rng(0)
    centres = np.stack([np.cos(np.arange(8)), np.sin(np.arange(8))], axis=1) * 6
    x = np.concatenate([c + rng.normal(scale=0.2, size=(40, 2)) for c in centres] + [np.full((2, 2), 40.0)])
    assert sorted(row // 40 for row in pick(HERDING, x, 8)) == list(range(8))
    assert 8 in {row // 40 for row in pick(Strategy(representation=Embedding(), selector=KCenter()), x, 8)}
