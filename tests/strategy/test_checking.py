import numpy as np
import pytest
from scipy import sparse

from labelwise.errors import BadData
from labelwise.strategy.arrays import accept
from labelwise.strategy.checking import check, check_all

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
        ("proba", np.array([[0.5, 0.5], [0.9, 0.2], [1, 0]]), "proba: row 11 sums to 1.1"),
        ("proba", np.array([[0.5, 0.5], [1.1, -0.1], [1, 0]]), "row 11"),
        ("proba", np.ones((3, 1)), r"shape \(3, 1\)"),
        ("proba", np.ones(3), r"shape \(3,\) and type float64. Allowed: \(N, columns\)"),
        ("teacher_proba", P * 2, r"teacher_proba: row 10 sums to 2 \(3 such rows\)"),
        ("embedding", np.ones((3, 2, 2)), r"shape \(3, 2, 2\)"),
        ("samples", np.ones((3, 2)), r"\(draws, N, C\)"),
        ("samples", np.stack([P, P - 1]), r"samples\[1\]: row 10 holds -.* \(3 such rows\)"),
        (
            "teacher_samples",
            np.stack([P, P * 1.1]),
            r"teacher_samples\[1\]: row 10 sums to 1.1 \(3 such rows\)",
        ),
        ("samples", np.ones((0, 3, 2)), "one draw or more"),
        ("tags", P * 3, "tags has values from .* probabilities from 0 to 1"),
        ("tag_samples", np.stack([P, P - 1]), "tag_samples has values from -"),
    ],
)
def test_what_cannot_be_used_is_named(name, block, message):
    with pytest.raises(BadData, match=message):
        check(name, block, np.arange(10, 13))


def test_what_can_be_used_passes():
    check("proba", P)
    check("proba", P.astype(np.float16))
    check("samples", np.stack([P, P]).astype(np.float32))
    check("samples", np.array([[[7.0], [-2.0]]]))  # draws of a number
    check("samples", np.eye(2, dtype=np.int64)[[[0, 1, 1]]])
    check("tag_samples", np.array([[[0.0, 1.0], [1.0, 1.0]]]))
    check("tags", sparse.csr_matrix((3, 2)))
    check("proba", np.array([[0.4316, 0.5625, 0.0037]]))  # as bfloat16 rounds
    check("domain", np.array(["a", "b"]))
    check("embedding", np.full((2, 2), 1e300))  # the sum overflows, the values do not


def test_an_object_table_is_refused():
    for table in ([[None, "a"]], [["a", "b"]]):
        with pytest.raises(BadData, match=r"embedding has shape \(1, 2\) and type .* numbers"):
            check("embedding", accept("embedding", np.array(table)))


def test_memory_maps_are_checked_when_they_are_read(tmp_path):
    np.save(tmp_path / "x.npy", np.array([[np.nan], [1.0]]))
    check_all({"embedding": np.load(tmp_path / "x.npy", mmap_mode="r")})
    with pytest.raises(BadData, match="row 0"):
        check_all({"embedding": np.load(tmp_path / "x.npy")})
