import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labelwise.errors import BadData
from labelwise.strategy import arrays as edge
from labelwise.types import Ragged

PAIR = pa.list_(pa.float64(), 2)
X = np.arange(12, dtype=float).reshape(6, 2) / 12


class Tensor:
    """What the edge uses of a tensor on another device."""

    def __init__(self, x, dtype="float32", device="gpu"):
        self.x, self.dtype, self.device, self.shape = x, dtype, device, x.shape

    def __getitem__(self, rows):
        return Tensor(self.x[rows], self.dtype, self.device)

    def detach(self):
        return self

    def cpu(self):
        return self if self.device == "cpu" else Tensor(self.x.copy(), self.dtype, "cpu")

    def float(self):
        return Tensor(self.x.astype(np.float32), "float32", self.device)

    def numpy(self):
        assert self.device == "cpu"
        assert self.dtype != "bfloat16"
        return self.x


@pytest.mark.parametrize(
    "thing",
    [
        X,
        X.tolist(),
        np.asfortranarray(X),
        pd.DataFrame(X),
        pa.table({"a": X[:, 0], "b": X[:, 1]}),
        pa.array(list(X), type=PAIR),
        pa.array(list(X)),
        pa.array(list(X), type=pa.large_list(pa.float32())),
        pa.table({"vector": pa.array(list(X))}),
        pa.chunked_array([pa.array(list(part), type=PAIR) for part in (X[:4], X[4:])]),
        Tensor(X),
        Tensor(X, "bfloat16"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_everything_becomes_the_same_rows(thing):
    accepted = edge.accept("embedding", thing)
    assert edge.length("embedding", accepted) == 6
    np.testing.assert_allclose(edge.take("embedding", accepted, np.array([4, 1])), X[[4, 1]])
    np.testing.assert_allclose(edge.take("embedding", accepted, slice(2, 4)), X[2:4])


def test_arrow_and_pandas_columns_and_sparse():
    assert edge.accept("cost", pa.array([1.0, 2.0])).tolist() == [1, 2]
    assert edge.accept("domain", pa.chunked_array([["a"], ["b"]])).tolist() == ["a", "b"]
    assert edge.accept("cost", pd.Series([1, 2])).tolist() == [1, 2]
    assert sparse.issparse(edge.take("embedding", edge.accept("embedding", sparse.coo_matrix(X)), [0, 5]))


def test_lists_of_different_lengths_are_refused():
    for thing in (pa.array([[1.0], [1.0, 2.0]]), pa.array([[1.0, 2.0], None])):
        with pytest.raises(BadData, match="embedding holds lists of different lengths"):
            edge.accept("embedding", thing)
    with pytest.raises(BadData, match="embedding holds lists of different lengths"):
        edge.stacked("embedding", np.fromiter([np.zeros(1), np.zeros(2)], object))


def test_lists_of_words_and_of_anything_stay_lists():
    for words in (pa.array([["a", "b"], ["c", "d"]]), pa.array([["a"], None])):
        assert edge.accept("tokens", words).shape == (2,)
    assert edge.accept("steps", pa.array([[1, 2], [3]])).shape == (2,)
    assert edge.accept("domain", pa.array(["a", "b"]).dictionary_encode()).tolist() == ["a", "b"]


def test_sparse_probabilities_are_written_out_and_what_has_no_rows_is_on_the_host():
    assert edge.take("proba", sparse.csr_matrix(X), np.array([2])).tolist() == X[[2]].tolist()
    head = edge.accept("head", (Tensor(X, "bfloat16"), np.zeros(2)))
    assert [type(part) for part in head] == [np.ndarray] * 2


def test_draws_come_before_rows():
    samples = np.arange(24.0).reshape(2, 6, 2)
    assert edge.length("samples", samples) == edge.length("teacher_samples", samples) == 6
    assert edge.take("samples", samples, np.array([5])).tolist() == samples[:, [5]].tolist()


@pytest.mark.parametrize("size", [6, 20_000])
def test_half_precision_is_widened(size, tmp_path):
    half = np.resize(X, (size, 2)).astype(np.float16)
    half.tofile(tmp_path / "half")
    for stored in (half, np.memmap(tmp_path / "half", np.float16, "r", shape=half.shape)):
        for rows in (slice(1, size), np.arange(size)[::-1], np.array([], dtype=np.int64)):
            taken = edge.take("embedding", stored, rows)
            assert taken.dtype == np.float32 and type(taken) is np.ndarray
            np.testing.assert_array_equal(taken, half[rows])


def test_tuples_and_ragged_are_taken_part_by_part():
    idx, dist = edge.take("neighbours", (np.array([[1], [0]]), np.array([[0.1], [0.2]])), np.array([1]))
    assert (idx.tolist(), dist.tolist()) == ([[0]], [[0.2]])
    ragged = Ragged(np.arange(5.0), np.array([0, 2, 2, 5]))
    taken = edge.take("proba", ragged, np.array([2, 0]))
    assert (taken.values.tolist(), taken.offsets.tolist()) == ([2, 3, 4, 0, 1], [0, 3, 5])
    joined = edge.join("proba", [taken, edge.take("proba", ragged, np.array([1]))])
    assert joined.offsets.tolist() == [0, 3, 5, 5]


@given(st.lists(st.integers(0, 9), unique=True, max_size=10))
def test_a_span_is_the_same_rows(rows):
    rows = np.array(rows, dtype=np.int64)
    assert np.arange(10)[edge.span(rows)].tolist() == rows.tolist()


def test_draws_need_three_axes():
    with pytest.raises(BadData, match=r"samples has shape \(3,\)"):
        edge.length("samples", np.ones(3))
