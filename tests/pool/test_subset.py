"""A part of a pool is a pool of the same items, whatever their kind."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from labelwise.pool import Pool, subset

KINDS = {
    "texts": Pool(["good", "bad", "so-so"], ids=["a", "b", "c"], columns={"price": [1, 2, 3]}),
    "array": Pool(np.eye(3), columns={"price": [1, 2, 3]}),
    "table": Pool(pa.table({"x": [0.5, 1.5, 2.5], "price": [1, 2, 3]})),
}


@pytest.mark.parametrize("kind", KINDS)
def test_items_ids_and_columns_go_along(kind):
    pool = KINDS[kind]
    part = subset(pool, np.array([2, 0]))
    assert part.ids.to_pylist() == [pool.id(2), pool.id(0)]
    assert part.column("price").tolist() == [3, 1] and part.columns == pool.columns
    assert np.array_equal(part.hashes, pool.hashes[[2, 0]]) and part.kind == pool.kind
