"""Every kind of points equals the points written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labelwise.errors import BadParameter
from labelwise.types import Dense, Incidence, Points, Product, Scaled, Sum

M, OTHER = 7, 4


def blocks(seed, dtype):
    """Two sets of points of one kind."""
    rng = np.random.default_rng(seed)
    return [[rng.normal(size=(m, d)).astype(dtype) for d in (3, 2)] for m in (M, OTHER)]


def members(seed, dtype):
    rng = np.random.default_rng(seed)
    return [Incidence(sparse.random(m, 6, 0.4, format="csr", rng=rng).astype(dtype)) for m in (M, OTHER)]


MAKE = {
    "dense": lambda s, t: [Dense(a) for a, _ in blocks(s, t)],
    "chosen": lambda s, t: [Dense(a[::-1].copy(), np.arange(len(a))[::-1]) for a, _ in blocks(s, t)],
    "product": lambda s, t: [Product(Dense(a), Dense(b)) for a, b in blocks(s, t)],
    "sum": lambda s, t: [Sum([Dense(a), Dense(b)]) for a, b in blocks(s, t)],
    "scaled": lambda s, t: [Scaled(Dense(a), b[:, 0]) for a, b in blocks(s, t)],
    "incidence": members,
    "nested": lambda s, t: [
        Sum([Product(Dense(a), Dense(b)), Scaled(Dense(b), a[:, 0])]) for a, b in blocks(s, t)
    ],
}


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(seed=st.integers(0, 1000))
def test_points_equal_the_dense_ones(kind, dtype, seed):
    ours, theirs = MAKE[kind](seed, dtype)
    a, b = (p.dense(np.arange(len(p))).astype(np.float64) for p in (ours, theirs))
    close = {"rtol": 1e-4, "atol": 1e-4} if dtype is np.float32 else {"rtol": 1e-9, "atol": 1e-9}
    assert isinstance(ours, Points) and (len(ours), len(theirs)) == (M, OTHER)
    np.testing.assert_allclose(ours.diag(), (a * a).sum(axis=1), **close)
    np.testing.assert_allclose(ours.gram(np.array([5, 0]), theirs), a[[5, 0]] @ b.T, **close)
    for j in range(OTHER):
        np.testing.assert_allclose(ours.dot(theirs, j), a @ b[j], **close)
        distances = ours.sq_dist(theirs, j)
        np.testing.assert_allclose(distances, ((a - b[j]) ** 2).sum(axis=1), **close)
        assert (distances >= 0).all() and distances.shape == (M,)
    np.testing.assert_allclose(ours.dense(np.array([3, 1])), a[[3, 1]], **close)
    for some in (np.array([3, 1]), slice(1, 3)):
        part = ours.part(some)
        assert type(part) is type(ours)
        np.testing.assert_array_equal(part.dense(np.arange(2)), ours.dense(np.arange(M)[some]))
        np.testing.assert_allclose(part.gram(slice(None), theirs), a[some] @ b.T, **close)
    assert {x.dtype for x in (ours.diag(), ours.dot(theirs, 0), ours.dense(np.array([0])))} == {
        np.dtype(dtype)
    }


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(seed=st.integers(0, 1000), width=st.sampled_from([3, 17, 64]))
def test_the_number_of_a_pair_is_the_same_to_the_last_bit(kind, dtype, seed, width):
    """Whoever is asked with it, and from both sides."""
    points = MAKE[kind](seed, dtype)[0]
    points = Dense(np.random.default_rng(seed).normal(size=(M, width)).astype(dtype)) if width > 3 else points
    whole = np.array([points.dots(slice(None), points, j) for j in range(M)])
    away = np.array([points.sq_dists(slice(None), points, j) for j in range(M)])
    np.testing.assert_allclose(whole, points.gram(np.arange(M), points), rtol=1e-4, atol=1e-4)
    assert np.array_equal(whole, whole.T)
    for rows in ([4], [6, 0, 3], np.array([1, 2])):
        assert np.array_equal(points.dots(rows, points, 5), whole[5][rows])
        assert np.array_equal(points.sq_dists(rows, points, 5), away[5][rows])
    assert (away >= 0).all() and whole.dtype == dtype


@pytest.mark.parametrize("dtype", [np.float16, np.int8, np.int64, bool])
def test_small_types_do_not_overflow(dtype):
    x = np.array([[100, 100], [0, 1]]).astype(dtype)
    for points in (Dense(x), Incidence(x if dtype is not np.float16 else x.astype(np.int16))):
        assert points.diag().dtype in (np.float32, np.float64)
        assert points.diag().tolist() == (x.astype(float) ** 2).sum(axis=1).tolist()


def test_the_input_is_neither_copied_nor_changed():
    x = np.arange(6.0).reshape(3, 2)
    assert np.shares_memory(Dense(x).x, x) and np.shares_memory(Dense(x, np.array([1])).stored, x)
    assert np.shares_memory(Dense(x).part(slice(0, 2)).x, x)
    Dense(x).sq_dist(Dense(x), 1)
    assert x.tolist() == np.arange(6.0).reshape(3, 2).tolist()


@pytest.mark.parametrize("size", [3, 400])
def test_numbers_of_large_points_come_in_blocks(size, monkeypatch):
    monkeypatch.setattr("labelwise.types.points.STEP", 2)
    x = np.random.default_rng(0).normal(size=(size, 3))
    made = Dense(x, np.arange(1, size))
    np.testing.assert_allclose(made.diag(), (x[1:] ** 2).sum(axis=1))
    np.testing.assert_allclose(made.dot(made, 1), x[1:] @ x[2])
    for rows in (
        slice(None),
        slice(1, size - 1),
        slice(None, None, 2),
        np.arange(size - 1)[::-1],
        made.diag() > 1,
    ):
        np.testing.assert_allclose(made.dots(rows, made, 1), (x[1:] @ x[2])[rows])
        np.testing.assert_array_equal(made.dots(rows, made, 1), made.dots(slice(None), made, 1)[rows])


def test_what_is_read_block_by_block_is_never_read_as_a_whole(monkeypatch):
    monkeypatch.setattr("labelwise.types.points.STEP", 2)
    x = np.random.default_rng(0).normal(size=(400, 3)).astype(np.float16)

    class Read:
        shape, dtype = x.shape, x.dtype

        def __getitem__(self, rows):
            assert len(x[rows]) <= 64
            return x[rows]

    for made in (Dense(Read()), Dense(Read(), np.arange(400))):
        np.testing.assert_array_equal(
            made.sq_dists(slice(None), made, 7), Dense(x).sq_dists(slice(None), made, 7)
        )
        np.testing.assert_allclose(made.sq_dist(made, 7), Dense(x).sq_dist(Dense(x), 7), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", ["product", "sum", "scaled", "incidence"])
def test_points_of_two_kinds_have_no_inner_product(kind):
    ours, other = MAKE[kind](0, np.float64)[0], Dense(np.zeros((2, 3)))
    for call in (
        lambda: ours.dot(other, 0),
        lambda: ours.sq_dist(other, 0),
        lambda: ours.sq_dists(np.arange(1), other, 0),
        lambda: ours.gram(np.arange(1), other),
    ):
        with pytest.raises(BadParameter, match=r"no inner product with Dense points.*Allowed: two "):
            call()
