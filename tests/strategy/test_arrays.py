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
        return Tensor(self.x, self.dtype, "cpu")

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


def test_draws_come_before_rows():
    samples = np.arange(24.0).reshape(2, 6, 2)
    assert edge.length("samples", samples) == edge.length("teacher_samples", samples) == 6
    assert edge.take("samples", samples, np.array([5])).tolist() == samples[:, [5]].tolist()


def test_half_precision_is_widened():
    assert edge.take("embedding", X.astype(np.float16), slice(0, 2)).dtype == np.float32


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


P = np.array([[0.5, 0.5], [0.9, 0.1], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("name", "block", "message"),
    [
        (
            "embedding",
            np.array([[1.0], [np.nan], [np.inf]]),
            "NaN or infinite values in 2 rows, first row 11",
        ),
        ("samples", np.array([[[0.5], [np.nan], [1]]]), "1 rows, first row 11"),
        ("embedding", sparse.csr_matrix([[1.0], [np.nan], [0]]), "1 rows, first row 11"),
        ("neighbours", (np.zeros((3, 1)), np.full((3, 1), np.inf)), "3 rows, first row 10"),
        (
            "proba",
            np.array([[0.5, 0.5], [0.9, 0.2], [1, 0]]),
            r"1 rows that.*row 11 is \[0.9, 0.2\]",
        ),
        ("proba", np.array([[0.5, 0.5], [1.1, -0.1], [1, 0]]), "row 11"),
        ("proba", np.ones((3, 1)), r"shape \(3, 1\)"),
        ("proba", np.ones(3), r"shape \(3,\) and type float64. Allowed: \(N, columns\)"),
        ("teacher_proba", P * 2, "teacher_proba has 3 rows"),
        ("embedding", np.ones((3, 2, 2)), r"shape \(3, 2, 2\)"),
        ("samples", np.ones((3, 2)), r"\(draws, N, C\)"),
    ],
)
def test_what_cannot_be_used_is_named(name, block, message):
    with pytest.raises(BadData, match=message):
        edge.check(name, block, np.arange(10, 13))


def test_what_can_be_used_passes():
    edge.check("proba", P)
    edge.check("proba", P.astype(np.float16))
    edge.check("domain", np.array(["a", "b"]))
    edge.check("embedding", np.full((2, 2), 1e300))  # the sum overflows, the values do not


def test_an_object_table_is_refused():
    for table in ([[None, "a"]], [["a", "b"]]):
        with pytest.raises(BadData, match=r"embedding has shape \(1, 2\) and type .* numbers"):
            edge.check("embedding", edge.accept("embedding", np.array(table)))
    with pytest.raises(BadData, match=r"samples has shape \(3,\)"):
        edge.length("samples", np.ones(3))


def test_memory_maps_are_checked_when_they_are_read(tmp_path):
    np.save(tmp_path / "x.npy", np.array([[np.nan], [1.0]]))
    edge.check_all("embedding", np.load(tmp_path / "x.npy", mmap_mode="r"))
    with pytest.raises(BadData, match="row 0"):
        edge.check_all("embedding", np.load(tmp_path / "x.npy"))
