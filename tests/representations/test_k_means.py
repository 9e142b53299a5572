import importlib
from unittest import mock

import numpy as np
import pytest

from labelwise import parallel
from labelwise.representations.k_means import inertia, k_means

module = importlib.import_module("labelwise.representations.k_means")


@pytest.mark.parametrize("k", [3, 60])
def test_k_means_is_reproducible_and_labels_fit_the_centres(k, rng):
    x = rng.normal(size=(200, 2))
    labels, centres = k_means(x, k, np.random.default_rng(1))
    again, _ = k_means(x, k, np.random.default_rng(1))
    assert labels.tolist() == again.tolist()
    assert centres.shape == (k, 2)
    assert (labels == ((x[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)).mean() > 0.95


def test_k_means_with_fewer_different_points_than_clusters():
    labels, _ = k_means(np.ones((5, 2)), 3, np.random.default_rng(0))
    assert set(labels.tolist()) == {0}


def test_k_means_weights_pull_the_centre():
    _, centres = k_means(np.array([[0.0], [1.0]]), 1, np.random.default_rng(0), weight=np.array([3.0, 1.0]))
    assert centres[0, 0] == pytest.approx(0.25)


@pytest.mark.parametrize(("size", "k"), [(1500, 8), (1500, 40), (4000, 100)])
def test_the_inertia_is_near_that_of_scikit_learn(size, k):
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(size + k)
    x = 2 * rng.normal(size=(60, 8))[rng.integers(0, 60, size)] + rng.normal(size=(size, 8))
    theirs = KMeans(k, n_init=3, random_state=0).fit(x).inertia_
    assert inertia(x, *k_means(x, k, np.random.default_rng(0))) < 1.02 * theirs


@pytest.mark.parametrize("size", [300, 3000])
def test_threads_and_single_precision_give_the_same_clusters(size, rng):
    x = (100 + rng.normal(size=(size, 5))).astype(np.float32)
    with mock.patch.object(module, "SAMPLE", 1000), mock.patch.object(module, "BLOCK", 2**10):
        found = []
        for threads in (1, 4):
            with mock.patch.object(parallel, "THREADS", threads):
                found.append(k_means(x, 7, np.random.default_rng(0)))
        np.testing.assert_array_equal(found[0][0], found[1][0])
        np.testing.assert_array_equal(found[0][1], found[1][1])
        double = k_means(x.astype(np.float64), 7, np.random.default_rng(0))
    assert (double[0] == found[0][0]).mean() > 0.99


def test_a_large_pool_is_clustered_nearly_as_well_from_a_part_of_it(monkeypatch, rng):
    x = 3 * rng.normal(size=(20, 4))[rng.integers(0, 20, 6000)] + rng.normal(size=(6000, 4))
    whole = inertia(x, *k_means(x, 20, np.random.default_rng(0)))
    monkeypatch.setattr(module, "SAMPLE", 1000)
    assert inertia(x, *k_means(x, 20, np.random.default_rng(0))) < 1.02 * whole


def test_a_large_array_is_moved_block_by_block(monkeypatch, rng):
    x = 1e4 + 3 * rng.normal(size=(20, 4))[rng.integers(0, 20, 2500)] + rng.normal(size=(2500, 4))
    at_once = k_means(x, 20, np.random.default_rng(0))
    monkeypatch.setattr(module._Part, "of", classmethod(lambda cls, *a: _lean(cls, *a)))
    by_blocks = k_means(x, 20, np.random.default_rng(0))
    assert inertia(x, *by_blocks) < 1.02 * inertia(x, *at_once)


def _lean(cls, x, mean, weight):
    part = cls(x, mean, np.zeros(len(x), np.float32), weight, False)
    part.norms[:] = module._norms(part.rows(slice(None)))
    return part


def test_points_without_coordinates_are_one_cluster(rng):
    labels, centres = k_means(np.zeros((6, 0)), 3, rng)
    assert labels.tolist() == [0] * 6 and centres.shape == (1, 0)
