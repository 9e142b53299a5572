"""Curves in a small file: they come back, count as run, and two metrics never mix."""

from __future__ import annotations

import dataclasses

import pytest
from pyarrow import parquet

from labelwise.bench.protocols import Makers, Protocol, Results, figures, read_runs, run
from labelwise.bench.protocols.compact import merged, read_scores, write_scores
from labelwise.bench.protocols.play import versions
from labelwise.bench.protocols.tables import VERSIONS, computed_with
from labelwise.errors import BadData
from labelwise.testing.labelled_sets import load_labelled

PLAN = Protocol("small", ["blobs", "rings"], ["margin", "random"], seeds=1, budgets=[20], batches=[10])
MAKERS = Makers(load_labelled)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    run(PLAN, folder, MAKERS, engine="serial")
    return read_runs(Results(folder), PLAN)


def test_they_come_back(runs, tmp_path):
    path = write_scores(reversed(runs), tmp_path / "scores.parquet")
    again = read_scores(path)
    assert {r.cell for r in again} == {r.cell for r in runs} and len(again) == len(runs) == 6
    for old in runs:
        (new,) = [r for r in again if r.cell == old.cell]
        assert new.labels.tolist() == old.labels.tolist() and new.metric == old.metric
        assert new.scores.tolist() == old.scores.tolist() and new.spent == old.spent
        assert new.versions == old.versions == versions()
    table, before = figures(merged(again, [])), figures(runs)
    kept = sorted(before.to_pylist(), key=lambda row: row["cell"])
    for new_row, old_row in zip(sorted(table.to_pylist(), key=lambda row: row["cell"]), kept, strict=True):
        assert new_row["area"] == old_row["area"]
    assert write_scores(runs, tmp_path / "again.parquet").read_bytes() == path.read_bytes()


def test_costs_come_back_and_older_files_have_none(runs, tmp_path):
    priced = dataclasses.replace(runs[0], costs=runs[0].labels * 1.5)
    path = write_scores([priced, *runs[1:]], tmp_path / "new.parquet")
    again = {run.cell: run for run in read_scores(path)}
    assert again[priced.cell].costs.tolist() == priced.costs.tolist()
    assert all(again[run.cell].costs is None for run in runs[1:])
    parquet.write_table(parquet.read_table(path).drop_columns(["costs"]), tmp_path / "old.parquet")
    assert all(run.costs is None for run in read_scores(tmp_path / "old.parquet"))


def test_what_is_known_is_not_run(runs, tmp_path):
    known = [r.cell for r in runs if r.cell.strategy != "random"]
    now = run(PLAN, tmp_path, MAKERS, engine="serial", known=known)
    assert (now.done, now.new) == (6, 2)
    assert {row["strategy"] for row in Results(tmp_path).rows()} == {"random"}


def test_the_newer_of_two_is_taken(runs):
    changed = dataclasses.replace(runs[0], scores=runs[0].scores + 1)
    (found,) = [r for r in merged(runs, [changed]) if r.cell == runs[0].cell]
    assert found is changed and len(merged(runs, [changed])) == len(runs)


def test_every_run_keeps_the_versions_that_it_was_computed_with(runs, tmp_path):
    """Those of an older file stand in its metadata; the machine that writes the file leaves no trace."""
    wide = parquet.read_table(write_scores(runs[:3], tmp_path / "new.parquet"))
    before = {"labelwise": "0.0.9", "numpy": "2.3.1"}
    old = wide.drop_columns(list(VERSIONS)).replace_schema_metadata(before)
    parquet.write_table(old, tmp_path / "old.parquet")
    kept = read_scores(tmp_path / "old.parquet")
    assert [run.versions for run in kept] == [before] * 3
    both = read_scores(write_scores(merged(kept, runs[3:]), tmp_path / "both.parquet"))
    now = versions()
    assert computed_with(figures(both)) == (
        f"Computed with labelwise 0.0.9 and {now['labelwise']}; numpy 2.3.1 and {now['numpy']}; "
        f"sklearn {now['sklearn']}; python {now['python']}."
    )


def test_metrics_never_mix(runs):
    with pytest.raises(BadData, match="scores by accuracy and by f1"):
        merged(runs, [dataclasses.replace(runs[0], metric="f1")])


def test_another_file_is_refused(tmp_path):
    assert read_scores(tmp_path / "none.parquet") == []
    (tmp_path / "text.parquet").write_text("no table")
    with pytest.raises(BadData, match="holds no scores of runs"):
        read_scores(tmp_path / "text.parquet")
