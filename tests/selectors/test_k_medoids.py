import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import KMedoids
from labelwise.selectors.k_medoids import assigned, best_members
from labelwise.strategy import Strategy
from labelwise.types import Dense


def test_the_best_member_equals_the_naive_version(rng):
    x, labels, weight = rng.normal(size=(40, 3)), rng.integers(0, 4, 40), rng.random(40)
    away = np.linalg.norm(x[:, None] - x, axis=2)
    expected = []
    for c in range(4):
        inside = np.flatnonzero(labels == c)
        expected.append(min(inside, key=lambda i: away[i, inside] @ weight[inside]))
    assert best_members(Dense(x), labels, weight).tolist() == expected


@pytest.mark.parametrize("seed", range(3))
def test_picks_are_the_best_members_of_their_own_clusters(seed):
    """Nothing changes any more: each medoid is the best of the points that are nearest to it."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(150, 2)) + 5 * rng.integers(0, 3, (150, 2))
    picks = lw.query("k-medoids", 9, embedding=x, rng=seed).indices
    labels, _ = assigned(Dense(x), picks)
    assert best_members(Dense(x), labels, np.ones(150)).tolist() == picks.tolist()
    assert (np.diff(np.bincount(labels)) <= 0).all()


def test_weights_pull_the_medoid():
    x, weight = np.arange(7.0)[:, None], np.array([1, 1, 1, 1, 1, 1, 20.0])
    strategy = Strategy(representation=Embedding(), selector=KMedoids())
    assert lw.query(strategy, 1, embedding=x, rng=0).indices.tolist() == [3]
    pulled = Strategy(measure=lambda heavy: heavy, representation=Embedding(), selector=KMedoids())
    assert lw.query(pulled, 1, embedding=x, heavy=weight, rng=0).indices.tolist() == [6]


def test_fewer_different_points_than_picks():
    made = lw.query("k-medoids", 4, embedding=np.repeat([[0.0], [9.0]], 3, axis=0), rng=0)
    assert len(made) == 4 and set(made.indices[:2] // 3) == {0, 1}
