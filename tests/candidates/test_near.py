"""Near: the nearest by cosine, against sorting by the naive distance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import labelwise as lw
from labelwise.candidates import Near
from labelwise.strategy import View


def rows_of(stage, view, n=1):
    return stage(view, np.arange(view.size), n, np.random.default_rng(0)).tolist()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12), st.floats(0.05, 1.9))
def test_equals_the_naive_version(seed, k, radius):
    rng = np.random.default_rng(seed)
    z, to = rng.normal(size=(40, 3)), (3, 17)
    away = [min(1 - a @ b / np.sqrt(a @ a * (b @ b)) for b in z[list(to)]) for a in z]
    for kind in (z, z.astype(np.float32), sparse.csr_matrix(z)):
        view = View(arrays={"embedding": kind})
        assert rows_of(Near(to, radius=radius), view) == [i for i, a in enumerate(away) if a <= radius + 1e-7]
        assert rows_of(Near(to, k=k), view) == sorted(np.argsort(away)[:k].tolist())
        assert rows_of(Near(z[list(to)], k=k), view) == rows_of(Near(to, k=k), view)


def test_never_fewer_than_will_be_picked_where_k_is_given():
    view = View(arrays={"embedding": np.random.default_rng(0).normal(size=(30, 2))})
    assert len(rows_of(Near(4, k=2), view, n=7)) == 7 and len(rows_of(Near(4, k=99), view)) == 30


def test_equal_rows_and_zero_rows():
    view = View(arrays={"embedding": np.array([[1.0, 0.0]] * 6 + [[0.0, 0.0]] * 2)})
    assert len(rows_of(Near(0, k=3), view)) == 3
    assert rows_of(Near(0, radius=0.0), view) == [0, 1, 2, 3, 4, 5]
    assert rows_of(Near(7, radius=0.99), view) == [] and len(rows_of(Near(7, radius=1.0), view)) == 8


def test_items_by_their_ids():
    pool = lw.Pool(np.eye(3), ids=["a", "b", "c"])
    view = View(pool, arrays={"embedding": np.array([[1.0, 0.0], [0.0, 1.0], [0.1, 1.0]])})
    assert rows_of(Near(pool.rows(["b"]), k=2), view) == [1, 2]


WRONG = [
    {"to": 0},
    {"to": 0, "k": 1, "radius": 1.0},
    {"to": 0, "k": 0},
    *({"to": to, "k": 1} for to in ("a", (), 0.5, (np.nan, 1.0), True, ((1, 2), (3, 4)), None)),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_row_and_no_vector_is_refused(wrong):
    with pytest.raises(lw.LabelwiseError, match="Near"):
        Near(**wrong)


def test_rows_outside_the_pool_and_vectors_of_another_length_are_refused():
    view = View(arrays={"embedding": np.eye(3)})
    for stage in (Near(3, k=1), Near(-1, k=1), Near((1.0, 2.0), k=1)):
        with pytest.raises(lw.LabelwiseError, match="Near: "):
            rows_of(stage, view)


def test_errors_name_the_row_and_the_array_that_are_wrong():
    view = View(arrays={"embedding": np.eye(3), "cost": np.ones(3)})
    wrong = (Near((-1, 2), k=1), "row -1 of 3"), (Near(0, k=1, name="cost"), "cost has 1 axes")
    for stage, problem in wrong:
        with pytest.raises(lw.LabelwiseError, match=problem):
            rows_of(stage, view)
