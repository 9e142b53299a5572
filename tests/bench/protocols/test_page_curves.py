"""Curves of a report."""

from __future__ import annotations

import re

import pyarrow as pa

from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.comparing import board
from labelwise.bench.protocols.page_curves import mean_curves
from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.tables import FIGURES

PROTOCOL = Protocol("made", ["set0"], ["a", "random"])


def table(seeds):
    """Three data sets of different heights, of which ``seeds[d]`` have run."""
    rows = []
    for d, ran in enumerate(seeds):
        for seed in ran:
            for strategy in ("a", "random"):
                area = 0.2 + 0.3 * d + 0.01 * (strategy == "a")
                curve = {"metric": "accuracy", "labels": [10, 20], "scores": [area, area]}
                cell = Cell(f"set{d}", strategy, seed)
                rows.append({**cell.settings, **dict.fromkeys(FIGURES, area), **curve})
    return pa.Table.from_pylist(rows)


def drawn(seeds):
    made = table(seeds)
    lines, areas = board(made)
    (figure,) = mean_curves(made, lines, areas, PROTOCOL)
    return re.sub(r"\s+", " ", str(figure.svg)), figure.caption


def test_a_seed_that_is_half_done_moves_no_curve():
    assert drawn([[0], [0], [0]]) == drawn([[0], [0], [0, 1]])
    assert "Mean curve over 3 data sets" in drawn([[0], [0], [0]])[1]
