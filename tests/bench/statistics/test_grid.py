"""Runs as a table, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.statistics import columns_of, pivot
from labelwise.errors import BadData, UnknownName

RUNS = {
    "batch": [5, 10, 5, 10, 5],
    "seed": [0, 0, 1, 1, 2],
    "area": [0.7, 0.6, 0.8, 0.9, 0.5],
}


def test_each_run_has_its_cell():
    grid = pivot(RUNS, "batch", ["seed"], "area")
    assert grid.values == (5, 10) and grid.rows == ((0,), (1,), (2,))
    np.testing.assert_array_equal(grid.numbers(), [[0.7, 0.6], [0.8, 0.9], [0.5, np.nan]])
    assert grid.complete().tolist() == [[0.7, 0.6], [0.8, 0.9]]
    assert grid.shared(0, 1).tolist() == [0, 1] and grid.shared(0, 0).tolist() == [0, 1, 2]


def test_arrow_and_rows_are_read_alike():
    pa = pytest.importorskip("pyarrow")
    rows = [dict(zip(RUNS, values, strict=True)) for values in zip(*RUNS.values(), strict=True)]
    assert columns_of(rows) == pa.table(RUNS).to_pydict() == RUNS
    assert columns_of([]) == {}


def test_rows_of_other_names_are_refused():
    with pytest.raises(BadData, match="row 1 has seed"):
        columns_of([{"seed": 0, "area": 0.8}, {"seed": 1}])


def test_no_other_settings_are_one_row():
    assert pivot({"batch": [5, 10], "area": [1.0, 2.0]}, "batch", [], "area").numbers().tolist() == [
        [1.0, 2.0]
    ]


def test_two_runs_of_the_same_settings_are_refused():
    with pytest.raises(BadData, match=r"two runs have batch 5, seed 0\. To fix: name the setting"):
        pivot({"batch": [5, 5], "seed": [0, 0], "area": [0.7, 0.8]}, "batch", ["seed"], "area")


def test_unknown_columns_and_uneven_ones_are_refused():
    with pytest.raises(UnknownName, match="did you mean 'batch'"):
        pivot(RUNS, "batc", ["seed"], "area")
    with pytest.raises(BadData, match="have the lengths"):
        pivot({**RUNS, "seed": [0]}, "batch", ["seed"], "area")
    with pytest.raises(BadData, match="1 or more"):
        pivot({"batch": [], "seed": [], "area": []}, "batch", ["seed"], "area")


def test_values_without_settings_in_common_are_refused():
    grid = pivot({"batch": [5, 10], "seed": [0, 1], "area": [0.7, 0.8]}, "batch", ["seed"], "area")
    with pytest.raises(BadData, match="batch 5 and 10 have no seed in common"):
        grid.shared(0, 1)
    with pytest.raises(BadData, match="no seed under which every batch was run"):
        grid.complete()
    unnamed = pivot({"final": ["mlp", ""], "seed": [0, 1], "area": [0.7, 0.8]}, "final", ["seed"], "area")
    with pytest.raises(BadData, match=r"final (mlp and usual|usual and mlp) have no seed in common"):
        unnamed.shared(0, 1)


def test_measurements_must_be_finite():
    grid = pivot({"batch": [5], "seed": [3], "area": [np.nan]}, "batch", ["seed"], "area")
    with pytest.raises(BadData, match="is nan, at batch 5, seed 3"):
        grid.numbers()
