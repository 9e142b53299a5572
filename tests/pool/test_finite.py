"""Features that are no finite numbers are named."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from labelwise.errors import BadData
from labelwise.pool.finite import refuse_nonfinite
from labelwise.types import CHUNK, Ragged


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix, sparse.csr_array])
@pytest.mark.parametrize("row", [0, CHUNK + 1])
def test_the_first_nonfinite_feature_is_named(make, bad, row):
    x = np.ones((CHUNK + 3, 3), np.float32)
    x[row, 2] = x[CHUNK + 2, 0] = bad
    with pytest.raises(BadData) as error:
        refuse_nonfinite(make(x))
    assert str(error.value).startswith(
        f"feature 2 of row {row} is {bad}. Allowed: finite numbers. To fix: fill"
    )


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int8, bool])
def test_finite_numbers_pass(dtype):
    refuse_nonfinite(np.full((3, 2), np.finfo(dtype).max if np.dtype(dtype).kind == "f" else 1, dtype))


def test_the_place_in_several_dimensions_is_named():
    x = np.zeros((3, 2, 4), np.float32)
    x[2, 1, 3] = np.nan
    with pytest.raises(BadData, match=r"feature \(1, 3\) of row 2 is nan"):
        refuse_nonfinite(x)


def test_the_part_of_a_ragged_item_is_named():
    values = np.ones((5, 2))
    values[4, 1] = np.inf
    with pytest.raises(BadData, match=r"feature \(2, 1\) of row 1 is inf"):
        refuse_nonfinite(Ragged(values, np.array([0, 2, 5])))
