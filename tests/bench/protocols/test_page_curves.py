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


def table(seeds, steps=lambda d: [10, 20]):
    """Data sets of different heights, of which ``seeds[d]`` have run, measured at ``steps``."""
    rows = []
    for d, ran in enumerate(seeds):
        for seed in ran:
            for strategy in ("a", "random"):
                area = 0.2 + 0.3 * d + 0.01 * (strategy == "a")
                curve = {"metric": "accuracy", "labels": steps(d), "scores": [area, area]}
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


def test_problems_measured_at_other_numbers_have_a_figure_of_their_own():
    made = table([[0]] * 6, lambda d: [[10, 20], [10, 20], [10, 20], [1, 3000], [1, 3000], [5, 6]][d])
    more, less = mean_curves(made, *board(made), PROTOCOL)
    assert "3 data sets from 10 to 20 labels, measured 2 times" in more.caption
    assert "2 data sets from 1 to 3,000 labels" in less.caption
    ids = [set(re.findall(r'id="([^"]+)"', str(figure.svg))) for figure in (more, less)]
    assert not ids[0] & ids[1]


def test_without_any_in_common_the_first_is_drawn():
    made = table([[0], [0]], lambda d: [10, 20 + d])
    (figure,) = mean_curves(made, *board(made), PROTOCOL)
    assert "Mean curve over 1 data set from 10 to 20 labels" in figure.caption
