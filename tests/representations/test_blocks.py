import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from labelwise.representations import blocks
from labelwise.types import Dense, Product


def threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_linear_algebra_runs_on_one_thread_inside_and_as_before_outside():
    before = threads()
    with blocks.single_thread():
        with blocks.single_thread():
            assert threads() == {1}
        assert threads() == {1}
    assert threads() == before


def test_a_library_that_is_loaded_later_is_limited_too():
    code = (
        "import numpy, sys; from labelwise.representations.blocks import single_thread\n"
        "with single_thread(): pass\n"
        "import scipy.linalg, threadpoolctl\n"
        "with single_thread(): print([p['num_threads'] for p in threadpoolctl.threadpool_info()])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) == {1}


def test_the_limit_is_lifted_after_an_error():
    before = threads()
    with pytest.raises(ZeroDivisionError), blocks.single_thread():
        1 / 0  # noqa: B018
    assert threads() == before


@given(st.integers(0, 50), st.integers(1, 9))
def test_spans_cover_every_row_once(size, step):
    found = [i for s in blocks.spans(size, blocks.BLOCK // step) for i in range(s.start, s.stop)]
    assert found == list(range(size))


@pytest.mark.parametrize("step", [2**22, 7])
def test_nearest_equals_brute_force_whatever_the_block(step, monkeypatch, rng):
    monkeypatch.setattr(blocks, "BLOCK", step)
    x, y = rng.normal(size=(23, 3)), rng.normal(size=(5, 3))
    expected = ((x[:, None] - y) ** 2).sum(axis=2).min(axis=1)
    np.testing.assert_allclose(blocks.nearest(Dense(x), Dense(y)), expected)


def test_nearest_to_nothing_is_infinite():
    assert blocks.nearest(Dense(np.ones((2, 1))), Dense(np.zeros((0, 1)))).tolist() == [np.inf, np.inf]


@pytest.mark.parametrize("step", [2**22, 17])
def test_k_nearest_equals_brute_force_whatever_the_block(step, monkeypatch, rng):
    monkeypatch.setattr(blocks, "BLOCK", step)
    x, among = rng.normal(size=(23, 3)), np.array([20, 1, 5, 7, 8, 13, 16])
    at, squared = blocks.k_nearest(Dense(x), 4, among)
    for i in range(23):
        away = {int(j): ((x[i] - x[j]) ** 2).sum() for j in among if j != i}
        expected = sorted(away, key=away.get)[:4]
        assert at[i].tolist() == expected
        np.testing.assert_allclose(squared[i], [away[j] for j in expected], atol=1e-12)


@pytest.mark.parametrize("probe", [1, 4, 2000])
def test_the_smallest_are_found_whatever_is_looked_at_first(probe, monkeypatch, rng):
    monkeypatch.setattr(blocks, "PROBE", probe)
    values = rng.integers(0, 30, (20, 200)).astype(float)
    values[3] = np.arange(200)[::-1]
    expected = np.argsort(values, axis=1, kind="stable")[:, :7]
    assert blocks._smallest(values, 7).tolist() == expected.tolist()


def test_a_twin_is_a_neighbour_and_the_point_itself_is_not():
    at, squared = blocks.k_nearest(Dense(np.zeros((3, 2))), 5, np.arange(3))
    assert at.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert squared.max() == 0


@pytest.mark.parametrize("among", [[], [1]])
def test_without_anybody_else_there_is_no_neighbour(among):
    at, squared = blocks.k_nearest(Dense(np.ones((2, 2))), 5, np.array(among, dtype=np.int64))
    assert at.shape == squared.shape == (2, 0)


def test_distances_of_factored_points(rng):
    a, b = rng.normal(size=(6, 2)), rng.normal(size=(6, 3))
    points = Product(Dense(a), Dense(b))
    x = np.einsum("ic,id->icd", a, b).reshape(6, -1)
    expected = ((x[:, None] - x) ** 2).sum(axis=2)
    np.testing.assert_allclose(blocks.distances(points, np.arange(6), points), expected, atol=1e-9)


@pytest.mark.parametrize("k", [3, 60])
def test_k_means_is_reproducible_and_labels_fit_the_centres(k, rng):
    x = rng.normal(size=(200, 2))
    labels, centres = blocks.k_means(x, k, np.random.default_rng(1))
    again, _ = blocks.k_means(x, k, np.random.default_rng(1))
    assert labels.tolist() == again.tolist()
    assert centres.shape == (k, 2)
    assert (labels == ((x[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)).mean() > 0.95


def test_k_means_with_fewer_different_points_than_clusters():
    labels, _ = blocks.k_means(np.ones((5, 2)), 3, np.random.default_rng(0))
    assert set(labels.tolist()) == {0}


def test_k_means_weights_pull_the_centre():
    _, centres = blocks.k_means(
        np.array([[0.0], [1.0]]), 1, np.random.default_rng(0), weight=np.array([3.0, 1.0])
    )
    assert centres[0, 0] == pytest.approx(0.25)
