"""S009: a resumable grid, its leaderboard, and how much each setting of an experiment matters."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_digits

from labelwise.bench.protocols import Makers, Protocol, Results, figures, read_runs, run
from labelwise.bench.protocols.comparing import board
from labelwise.bench.protocols.results import COLUMNS, TIMINGS
from labelwise.bench.statistics import metric_influence, query_influence, ranking_influence
from labelwise.bench.statistics.kendall import kendall_tau_b
from labelwise.tasks import Classification
from labelwise.testing.labelled_sets import LabelledItems

SETTINGS = ["dataset", "strategy", "batch", "seed"]
ROWS = [name for name in COLUMNS if name not in TIMINGS]


def load(name: str) -> LabelledItems:
    """Two halves of digits as two sets."""
    x, y = load_digits(return_X_y=True)
    part = slice(0, 260) if name == "first" else slice(260, 520)
    return LabelledItems(x[part], y[part].astype(str), Classification(tuple("0123456789")))


GRID = Protocol(
    "digits", ["first", "second"], ["margin", "random"], seeds=2, batches=[5, 10], budgets=[30], full=False
)  # fmt: skip
MAKERS = Makers(load)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grid")
    run(GRID, folder, MAKERS, engine="serial")
    return Results(folder)


@pytest.fixture(scope="module")
def columns(played):
    """Settings, area and queried rows of every run."""
    table = figures(read_runs(played, GRID))
    asked = {row["cell"]: row["queried"] for row in played.rows(("cell", "queried"))}
    made = {name: table[name].to_pylist() for name in (*SETTINGS, "area")}
    return made | {"queried": [asked[cell] for cell in table["cell"].to_pylist()]}


def test_stopped_after_three_runs_it_goes_on_to_the_same_table(played, tmp_path):
    class Stopped(Exception):
        pass

    def stop(now):
        if now.new == 3:
            raise Stopped

    with pytest.raises(Stopped):
        run(GRID, tmp_path, MAKERS, engine="serial", progress=stop)
    assert 0 < Results(tmp_path).table(["cell"]).num_rows < GRID.size
    run(GRID, tmp_path, MAKERS, engine="serial")
    assert Results(tmp_path).table(ROWS).equals(played.table(ROWS))


def test_the_leaderboard_is_the_mean_of_ranks_by_data_set(played):
    table = figures(read_runs(played, GRID))
    lines, areas = board(table)
    means = areas.by_dataset().values.mean(axis=1)
    ranks = stats.rankdata(-means, axis=1).mean(axis=0)
    assert {line.name: line.rank for line in lines} == dict(zip(areas.methods, ranks, strict=True))


def test_of_two_copies_everything_is_the_same(columns):
    """A setting that changes nothing: r = 1, Jaccard = 1, tau = 1."""
    twice = {name: values * 2 for name, values in columns.items()}
    twice["copy"] = ["a"] * len(columns["area"]) + ["b"] * len(columns["area"])
    assert metric_influence(twice, "copy", SETTINGS, "area").matrix == pytest.approx(1)
    assert query_influence(twice, "copy", SETTINGS, "queried").matrix == pytest.approx(1)
    assert ranking_influence(twice, "copy", SETTINGS, "area").matrix == pytest.approx(1)


def test_where_only_the_data_set_counts_no_setting_matters():
    rng, height = np.random.default_rng(0), np.linspace(0.5, 0.9, 12)
    grid = list(product(range(12), "abc", (5, 10), range(3)))
    made = {name: [row[k] for row in grid] for k, name in enumerate(SETTINGS)}
    made["area"] = [height[row[0]] + rng.normal() / 500 for row in grid]
    for setting in ("strategy", "batch", "seed"):
        others = [name for name in SETTINGS if name != setting]
        assert metric_influence(made, setting, others, "area").matrix.min() > 0.99


def test_tau_is_that_of_scipy(rng):
    for _ in range(20):
        a, b = rng.integers(0, 4, size=(2, 9))
        assert kendall_tau_b(a, b) == pytest.approx(stats.kendalltau(a, b).statistic, nan_ok=True)


def test_a_grid_with_one_more_seed_keeps_what_was_run():
    wider = replace(GRID, seeds=3)
    assert {cell.id for cell in GRID.cells()} < {cell.id for cell in wider.cells()}
