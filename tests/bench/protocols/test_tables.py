"""Figures of runs on curves that are known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from labelwise.bench.protocols.cell import FULL, SETTINGS, Cell
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.protocol import Protocol, with_all_labels
from labelwise.bench.protocols.results import Results
from labelwise.bench.protocols.runner import run
from labelwise.bench.protocols.tables import FIGURES, Run, by_price, figures, read_runs
from labelwise.errors import BadData, BadParameter
from labelwise.testing.labelled_sets import load_labelled

LABELS = np.array([10, 20, 30])
SPENT = dict.fromkeys(FIGURES[-4:], 1.0)


def made(cell: Cell, *scores: float) -> Run:
    labels = LABELS if cell.strategy != FULL else np.array([100])
    return Run(cell, "accuracy", labels, np.array(scores), 0.1, SPENT)


CELL = Cell("a", "margin", 0)
RUNS = [
    made(with_all_labels(CELL), 0.8),
    made(CELL, 0.4, 0.8, 0.8),
    made(replace(CELL, strategy="random"), 0.4, 0.6, 0.8),
    made(replace(CELL, seed=1), 0.5, 0.5, 0.5),
    made(replace(CELL, dataset="b"), 0.2, 0.4, 0.6),
]


def test_figures_of_known_curves():
    rows = figures(RUNS, target=0.9).to_pylist()
    assert len(rows) == 4 and not set(FIGURES) & set(SETTINGS)
    first = rows[0]
    assert first["area"] == pytest.approx(0.7) and first["last"] == 0.8 and first["full"] == 0.8
    assert first["needed"] == 20 and first["saved"] == pytest.approx(1 / 3)
    assert first["gain"] == pytest.approx(0.1) and first["area_of_queries"] == pytest.approx(1.4 / 3)
    assert first["later"] == pytest.approx(0.8) and rows[1]["later"] == pytest.approx(0.7)
    assert rows[1]["gain"] == 0 and rows[1]["saved"] == 0 and rows[1]["scores"] == [0.4, 0.6, 0.8]


def test_what_has_no_counterpart_has_no_figure():
    rows = figures(RUNS).to_pylist()
    for row in rows[2:]:
        assert math.isnan(row["gain"]) and math.isnan(row["saved"])
    assert (
        math.isnan(rows[2]["full"]) and math.isnan(rows[3]["ramp_up"]) and not math.isnan(rows[2]["ramp_up"])
    )


def test_of_one_measurement_there_is_no_later_one():
    alone = Run(CELL, "accuracy", np.array([10]), np.array([0.5]), 0.1, SPENT)
    assert math.isnan(figures([alone]).to_pylist()[0]["later"])


def test_where_answers_differ_in_price_figures_go_by_what_was_paid():
    """The cheap items teach less a label, and more a unit of money."""
    cell = replace(CELL, cost="words")
    cheap = replace(made(cell, 0.4, 0.5, 0.6), costs=np.array([10.0, 12.0, 14.0]))
    dear = replace(made(replace(cell, strategy="random"), 0.4, 0.6, 0.8), costs=np.array([10.0, 20.0, 30.0]))
    own, theirs = figures([made(with_all_labels(cell), 0.6), cheap, dear], target=1.0).to_pylist()
    assert own["area"] == pytest.approx(0.5) and theirs["area"] == pytest.approx(0.44)
    assert own["gain"] == pytest.approx(0.06) and theirs["last"] == pytest.approx(0.48)
    assert (own["needed"], theirs["needed"]) == (14, 20) and own["saved"] == pytest.approx(0.3)


def test_strategies_that_paid_no_amount_in_common_are_compared_where_they_are_closest():
    cell = replace(CELL, cost="words")
    cheap = replace(made(cell, 0.4, 0.5, 0.6), costs=np.array([1.0, 2.0, 3.0]))
    dear = replace(made(replace(cell, strategy="random"), 0.3, 0.6, 0.8), costs=np.array([5.0, 6.0, 7.0]))
    assert [row["area"] for row in figures([cheap, dear]).to_pylist()] == [0.6, 0.3]


@pytest.mark.parametrize("cost", ["unit", "lognormal:1"])
def test_what_was_paid_is_read_where_it_differs(tmp_path, cost):
    protocol = Protocol(
        "p", ["blobs"], ["margin", "random"], seeds=1, budgets=[30], batches=[10], costs=[cost]
    )
    run(protocol, tmp_path, Makers(load_labelled), engine="serial")
    runs = read_runs(Results(tmp_path), protocol)
    stored = {row["cell"]: row["costs"] for row in Results(tmp_path).rows(("cell", "costs"))}
    for one in runs:
        assert one.paid.tolist() == (
            list(stored[one.cell.id]) if one.cell.cost != "unit" else one.labels.tolist()
        )
    table = figures(runs)
    assert len(by_price(table)) == (cost != "unit")
    last = {row["strategy"]: row["last"] for row in table.to_pylist()}
    assert all(0 <= score <= 1 for score in last.values())


def test_stored_runs_are_scored_by_any_metric(tmp_path):
    protocol = Protocol("p", ["blobs"], ["margin", "random"], seeds=2, budgets=[30], batches=[10])
    run(protocol, tmp_path, Makers(load_labelled), engine="serial")
    runs = read_runs(Results(tmp_path), protocol)
    assert len(runs) == protocol.size and {r.metric for r in runs} == {"accuracy"}
    assert [r.cell.id for r in runs] == [c.id for c in protocol.cells()]
    other = read_runs(Results(tmp_path), protocol, "balanced-accuracy")
    assert any(a.scores.tolist() != b.scores.tolist() for a, b in zip(runs, other, strict=True))
    assert all(0 <= row["mismatch"] <= 1 for row in figures(runs).to_pylist())
    with pytest.raises(BadParameter, match="-rmse"):
        read_runs(Results(tmp_path), protocol, "-rmse")


def test_scores_by_two_metrics_are_no_table():
    numbers = replace(made(replace(CELL, dataset="n"), -9.0, -7.0, -5.0), metric="-rmse")
    with pytest.raises(
        BadData, match=r"by accuracy \(as of b\) and by -rmse \(as of n\).*protocol for each kind"
    ):
        figures([*RUNS, numbers])
