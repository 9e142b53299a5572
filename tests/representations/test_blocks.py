import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.representations import blocks
from labelwise.types import Dense, Product


@given(st.integers(0, 50), st.integers(1, 9))
def test_spans_cover_every_row_once(size, step):
    found = [i for s in blocks.spans(size, blocks.BLOCK // step) for i in range(s.start, s.stop)]
    assert found == list(range(size))


def tiles(monkeypatch, tall, wide):
    monkeypatch.setattr(blocks, "TALL", tall)
    monkeypatch.setattr(blocks, "WIDE", wide)


TILES = pytest.mark.parametrize(("tall", "wide"), [(1024, 512), (7, 100), (5, 3)])


@TILES
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nearest_equals_brute_force_whatever_the_tile(tall, wide, dtype, monkeypatch, rng):
    tiles(monkeypatch, tall, wide)
    x, y = rng.normal(size=(23, 3)).astype(dtype), rng.normal(size=(150, 3)).astype(dtype)
    expected = ((x[:, None] - y) ** 2).sum(axis=2)
    at, squared = blocks.nearest_of(Dense(x), Dense(y))
    assert at.tolist() == expected.argmin(axis=1).tolist() and squared.dtype == dtype
    np.testing.assert_allclose(squared, expected.min(axis=1), atol=1e-5 if dtype is np.float32 else 1e-12)


@TILES
def test_of_equally_near_ones_the_earlier(tall, wide, monkeypatch):
    tiles(monkeypatch, tall, wide)
    y = np.array([[5.0], [1.0], [1.0], [3.0], [3.0]])
    assert blocks.nearest_of(Dense(np.array([[1.0], [3.0], [2.0]])), Dense(y))[0].tolist() == [1, 3, 1]
    at, _ = blocks.k_nearest(Dense(np.array([[0.0], [2.0], [2.0], [2.0], [2.0], [1.0]])), 3, np.arange(6))
    assert at.tolist() == [[5, 1, 2], [2, 3, 4], [1, 3, 4], [1, 2, 4], [1, 2, 3], [0, 1, 2]]


def test_the_numbers_do_not_depend_on_the_number_of_threads(monkeypatch, rng):
    x, y = Dense(rng.normal(size=(3000, 9))), Dense(rng.normal(size=(1100, 9)))
    found = []
    for threads in (1, 2, 3):
        monkeypatch.setattr("labelwise.parallel.THREADS", threads)
        found.append(
            [a.tobytes() for a in (*blocks.nearest_of(x, y), *blocks.k_nearest(x, 7, np.arange(1500)))]
        )
    assert found[0] == found[1] == found[2]


def test_nearest_to_nothing_is_infinite():
    assert blocks.nearest(Dense(np.ones((2, 1))), Dense(np.zeros((0, 1)))).tolist() == [np.inf, np.inf]


@TILES
def test_k_nearest_equals_brute_force_whatever_the_tile(tall, wide, monkeypatch, rng):
    tiles(monkeypatch, tall, wide)
    x, among = rng.normal(size=(23, 3)), np.array([20, 1, 5, 7, 8, 13, 16])
    at, squared = blocks.k_nearest(Dense(x), 4, among)
    for i in range(23):
        away = {int(j): ((x[i] - x[j]) ** 2).sum() for j in among if j != i}
        expected = sorted(away, key=away.get)[:4]
        assert at[i].tolist() == expected
        np.testing.assert_allclose(squared[i], [away[j] for j in expected], atol=1e-12)


@pytest.mark.parametrize("k", [1, 7, 60])
def test_k_nearest_of_many_ties(k, rng):
    x = rng.integers(0, 4, (200, 2)).astype(float)
    away = ((x[:, None] - x) ** 2).sum(axis=2)
    np.fill_diagonal(away, np.inf)
    at, squared = blocks.k_nearest(Dense(x), k, np.arange(200))
    assert at.tolist() == np.argsort(away, axis=1, kind="stable")[:, :k].tolist()
    assert squared.tolist() == np.sort(away, axis=1)[:, :k].tolist()


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


def test_summed_distances_equal_brute_force_in_any_blocks(monkeypatch, rng):
    monkeypatch.setattr(blocks, "BLOCK", 40)
    x, y = rng.normal(size=(23, 4)), rng.normal(size=(9, 4))
    expected = np.linalg.norm(x[:, None] - y, axis=2).sum(axis=1)
    np.testing.assert_allclose(blocks.summed(Dense(x), Dense(y)), expected)
    assert blocks.summed(Dense(x), Dense(y[:0])).tolist() == [0.0] * 23
