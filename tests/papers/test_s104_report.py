"""S104: what the survey asks of a report is on the page that a benchmark writes."""

from __future__ import annotations

import re

from labelwise.bench.protocols import Makers, Protocol, Results, figures, read_runs, run
from labelwise.bench.protocols.comparing import board
from labelwise.bench.protocols.page import page
from labelwise.testing.labelled_sets import load_labelled

PROTOCOL = Protocol("small", ["blobs", "rings"], ["margin", "random"], seeds=2, budgets=[30], batches=[10])


def test_a_report_has_area_runtime_spread_and_random_choice(tmp_path):
    """Several sets, curves with their spread, area under the curve, runtime, the mismatch of classes."""
    run(PROTOCOL, tmp_path, Makers(load_labelled), engine="serial")
    table = figures(read_runs(Results(tmp_path), PROTOCOL))
    lines, areas = board(table)
    assert len(areas.problems) == 2 and {line.name for line in lines} == {"margin", "random"}
    assert all(0 < line.area <= 1 and line.seconds > 0 for line in lines)
    html = page(table, PROTOCOL).html()
    for line in lines:
        row = re.search(rf"<tr>[^/]*{line.name}.*?</tr>", html, re.DOTALL)
        assert row is not None and f"{line.area:.4f}" in row[0] and f"{line.seconds:.2f}" in row[0]
    assert "the shade runs from the lowest to the highest seed" in html and "worst vs random" in html
    assert all(0 <= far < 1 for far in table["mismatch"].to_pylist())
