import numpy as np
import pytest

from labelwise.representations import Embedding
from labelwise.selectors import Typical
from labelwise.selectors.typical import typicality
from labelwise.strategy import Strategy, View


def naive_typicality(x):
    size = len(x)
    k = min(20, max(1, size // 2), size - 1)
    found = []
    for i in range(size):
        away = sorted(np.linalg.norm(x[i] - x[j]) for j in range(size) if j != i)
        found.append(1 / (np.mean(away[:k]) + 1e-5) if k else 1.0)
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 60])
def test_typicality_equals_the_naive_version(size, rng):
    x = rng.normal(size=(size, 2))
    np.testing.assert_allclose(typicality(x), naive_typicality(x), rtol=1e-6)


def blobs(sizes, seed=0):
    rng = np.random.default_rng(seed)
    return np.concatenate(
        [rng.normal(size=(s, 2)) * 0.1 + 10 * np.array([k, k % 2]) for k, s in enumerate(sizes)]
    )


def select(x, n, labelled=(), floor=5):
    view = View.from_arrays(embedding=x, labelled=list(labelled), y=[0] * len(labelled))
    strategy = Strategy(representation=Embedding(), selector=Typical(floor=floor))
    return strategy.select(view, n, np.random.default_rng(0))


def test_large_clusters_come_first_and_each_once():
    x = blobs([10, 30, 20])
    of = np.repeat([0, 1, 2], [10, 30, 20])
    assert of[select(x, 3).indices].tolist() == [1, 2, 0]


def test_clusters_without_labels_come_first():
    x = blobs([10, 30, 20])
    of = np.repeat([0, 1, 2], [10, 30, 20])
    assert of[select(x, 2, labelled=[15]).indices].tolist() == [2, 0]


def test_small_clusters_are_passed_over_while_there_are_others():
    x = blobs([10, 30, 3])
    picks = select(x, 3).indices
    assert not (picks >= 40).any()


def test_the_floor_is_lowered_when_too_little_is_left_and_says_so():
    x = blobs([6, 4, 4])
    made = select(x, 12)
    assert len(made) == 12
    assert "size floor lowered to" in made.why[0]
    assert "floor" not in select(x, 1).why[0]


def test_the_reason_counts_the_labels_of_the_cluster():
    why = select(blobs([20, 20]), 3, labelled=[0, 1, 2]).why
    assert all("typiclust: most typical of a" in w for w in why)
