"""Rows are whole or not there, count once, and are found quickly."""

from __future__ import annotations

import time

import numpy as np
import pytest

from labelwise.bench.protocols import results as r
from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.play import run_cell
from labelwise.errors import StoreError
from labelwise.testing.labelled_sets import load_labelled


def record(cell: str, status: str = "done", **more):
    return {"cell": cell, "status": status, "failure": "", **more}


@pytest.fixture
def results(tmp_path):
    return r.Results(tmp_path / "out")


@pytest.mark.parametrize("dataset", ["blobs", "slope", "corners"])
def test_what_is_written_comes_back(results, dataset):
    made = run_cell(Cell(dataset, "random", 1, budget="20", batch=10), Makers(load_labelled))
    results.add(made)
    results.flush()
    row = next(results.rows())
    for name, value in made.items():
        found = row[name]
        assert np.array_equal(found, value) if "seconds" not in name else np.allclose(found, value), name
        if name in (*r.CODED, "test"):
            assert found.dtype == value.dtype and found.shape == value.shape
    assert set(r.COLUMNS) - set(made) == {"dtype", "finished"}


def test_a_failure_has_a_row_too(results):
    results.write([record("a", "failed", failure="no such thing")])
    row = next(results.rows())
    assert row["failure"] == "no such thing" and row["predictions"] is None


def test_a_cell_counts_once_and_success_wins(results):
    results.write([record("a", "failed", finished=9.0), record("b", "failed", finished=1.0)])
    results.write([record("a", finished=1.0, seconds=1.0), record("b", "over time", finished=2.0)])
    results.write([record("a", finished=2.0, seconds=2.0)])
    for _ in range(2):
        table = results.table(["cell", "status", "seconds"]).to_pydict()
        assert table == {"cell": ["a", "b"], "status": ["done", "over time"], "seconds": [2.0, None]}
        assert results.done() == {"a", "b"} and results.done(failed=False) == {"a"}
        results.compact()
    assert results.files() == [results.whole]


def test_killed_between_the_file_and_its_parts_no_row_is_twice(results, monkeypatch):
    results.write([record("a"), record("b")])
    monkeypatch.setattr("pathlib.Path.unlink", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        results.compact()
    monkeypatch.undo()
    assert len(results.files()) == 2 and results.table(["cell"])["cell"].to_pylist() == ["a", "b"]
    results.compact()
    assert results.files() == [results.whole] and results.table(["cell"]).num_rows == 2


def test_half_written_files_are_not_read_and_removed(results):
    results.write([record("a")])
    for folder in (results.folder, results.parts):
        (folder / ".x.parquet.0123").write_bytes(b"half")
    assert results.done() == {"a"}
    results.tidy()
    assert [p.name for p in results.folder.iterdir()] == ["parts"] and len(list(results.parts.iterdir())) == 1


def test_parts_are_written_by_number_and_by_time(results, monkeypatch):
    monkeypatch.setattr(r, "CHUNK_ROWS", 3)
    for k in range(7):
        results.add(record(f"c{k}"))
    assert len(results.done()) == 6
    results.add(record("c7", seconds=29.0))
    assert len(results.done()) == 6
    results.add(record("c8", seconds=2.0))
    assert len(results.done()) == 9


def test_slow_runs_are_on_disk_at_once(results):
    for k in range(4):  # processes that began together end together
        results.add(record(f"c{k}", seconds=3600.0))
        assert len(results.done()) == k + 1


def test_ten_thousand_runs_are_read_in_a_moment(results):
    """Only the column of the ids is read: predictions of 40 kB a run stay on disk."""
    said = np.zeros((20, 2000), dtype=np.uint8)
    row = record("x", predictions=said, truth=said[0], labels=np.arange(20), output="proba", classes=["a"])
    for k in range(10):
        results.write([row | {"cell": f"{k}-{j}"} for j in range(1000)])
    started = time.process_time()
    assert len(results.done()) == 10_000
    assert time.process_time() - started < 5


def test_no_folder_can_be_made_in_a_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file"):
        r.Results(tmp_path / "file" / "out")


def test_an_empty_folder_has_an_empty_table(results):
    assert results.table().num_rows == 0 and results.done() == set() and list(results.rows()) == []
    some = results.table(["learner", "strategy"])
    assert some.num_rows == 0 and some.column_names == ["learner", "strategy"]


def test_a_damaged_file_is_named_with_the_way_out(results):
    results.write([record("a")])
    results.compact()
    results.write([record("b")])
    part = results.files()[1]
    for file in (part, results.whole):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        for read in (results.done, results.table, lambda: list(results.rows()), results.compact):
            with pytest.raises(
                StoreError, match=rf"{file.name} cannot be read.*delete it.*computes its runs"
            ):
                read()
        file.write_bytes(whole)
    part.unlink()
    assert results.done() == {"a"}
