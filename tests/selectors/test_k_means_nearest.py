import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.representations.k_means import k_means
from labelwise.selectors import KMeansNearest, Picker
from labelwise.types import Budget, Dense, Slate


def slate(x, n, score=None, **more):
    size = len(x)
    base = (np.arange(size), n, np.random.default_rng(0), np.full(size, -1), more.pop("cost", np.ones(size)))
    return Slate(*base, points=Dense(np.asarray(x, float)), score=score, **more)


def test_equals_the_naive_version(rng):
    x = rng.normal(size=(60, 2))
    labels, centres = k_means(x, 5, np.random.default_rng(0))
    expected = {
        min(np.flatnonzero(labels == k), key=lambda i: np.linalg.norm(x[i] - centres[k])) for k in range(5)
    }
    assert set(KMeansNearest().choose(slate(x, 5))[:5]) == expected


def test_a_random_member_stands_for_its_cluster(rng):
    x = np.repeat([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], 20, axis=0) + rng.normal(scale=0.1, size=(60, 2))
    seen = set()
    for seed in range(40):
        base = (np.arange(60), 3, np.random.default_rng(seed), np.full(60, -1), np.ones(60))
        picked = KMeansNearest(member="random").choose(Slate(*base, points=Dense(x)))[:3]
        assert sorted(picked // 20) == [0, 1, 2]
        seen |= set(picked.tolist())
    assert len(seen) > 40


def test_heavy_points_draw_the_centre():
    x = np.array([[0.0], [1.0], [2.0]])
    assert KMeansNearest().choose(slate(x, 1))[0] == 1
    assert KMeansNearest().choose(slate(x, 1, score=np.array([9.0, 0.1, 0.1])))[0] == 0
    assert KMeansNearest().choose(slate(x, 1, score=np.zeros(3)))[0] == 1
    with pytest.raises(BadParameter, match="weighs points by a score of -1"):
        KMeansNearest().choose(slate(x, 1, score=np.array([-1.0, 0, 1])))


def test_equal_points_still_give_n():
    assert len(set(KMeansNearest().choose(slate(np.ones((6, 2)), 4))[:4])) == 4


def test_what_is_too_dear_is_replaced_from_its_cluster():
    x = np.array([[0.0], [0.1], [0.3], [9.0], [9.1]])
    dear = slate(x, 2, cost=np.array([1.0, 5.0, 1.0, 1.0, 1.0]), budget=Budget(2))
    made = Picker(dear, KMeansNearest()).fill().selection().indices
    assert 1 not in made
    assert len(made) == 2
