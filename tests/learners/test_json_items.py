"""Items of every kind of pool as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import sparse

from labelwise.errors import BadData
from labelwise.learners.json_items import as_json
from labelwise.types import Ragged


@pytest.mark.parametrize(
    ("items", "made"),
    [
        (["a", "b"], ["a", "b"]),
        ([Path("x/y.png")], ["x/y.png"]),
        ([], []),
        (np.array([[1.5, np.inf], [np.nan, -2.0]], np.float32), [[1.5, None], [None, -2.0]]),
        (np.array([[1, 2]], np.uint8), [[1, 2]]),
        (np.zeros((1, 2, 1)), [[[0.0], [0.0]]]),
        (sparse.csr_matrix([[0.0, 2.0]]), [[0.0, 2.0]]),
        (np.array(["a"]), ["a"]),
        (pa.table({"n": [1, None], "t": ["x", None]}), [{"n": 1.0, "t": "x"}, {"n": None, "t": None}]),
        (
            pd.DataFrame({"when": pd.to_datetime(["2024-01-02", None]), "ok": [True, False], 3: [0.5, 1.0]}),
            [{"when": "2024-01-02 00:00:00", "ok": True, "3": 0.5}, {"when": None, "ok": False, "3": 1.0}],
        ),
    ],
)
def test_what_a_pool_gives(items, made):
    found = as_json(items)
    assert found == made
    assert json.loads(json.dumps(found, allow_nan=False)) == made


@pytest.mark.parametrize("items", [Ragged(np.zeros((2, 1)), np.array([0, 2])), [object()], np.array([None])])
def test_what_has_no_form(items):
    with pytest.raises(BadData, match=r"have no form in JSON.*pass a function"):
        as_json(items)
