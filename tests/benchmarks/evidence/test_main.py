"""The page of the evidence."""

from __future__ import annotations

import re

import pytest
from benchmarks.evidence import __main__ as evidence

from labelwise.bench.protocols import write_scores


def test_the_page_has_a_section_for_each_file_of_scores(made, tmp_path, monkeypatch):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "numbers.html").touch()
    for name in ("numbers", "margin-tabular", "regression", "low-budget"):
        write_scores(made(name, keep=lambda cell: cell.seed < 2), tmp_path / f"{name}.parquet")
    monkeypatch.setattr(evidence, "RESULTS", tmp_path)
    monkeypatch.setattr(evidence, "REPORTS", tmp_path / "reports")
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.main()
    text = (tmp_path / "evidence.md").read_text("utf-8")
    assert "figure: [numbers](reports/numbers.html)." in text
    assert re.findall("^## (.*)", text, re.M) == [
        "Numbers",
        "Is margin all you need? (S007)",
        "Batches for regression (S059)",
        "Low budgets on images (S113, S034)",
    ]


@pytest.mark.slow
def test_the_committed_page_is_that_of_the_committed_results(tmp_path, monkeypatch):
    fresh = tmp_path / "evidence.md"
    committed = evidence.PAGE.read_text("utf-8")
    monkeypatch.setattr(evidence, "PAGE", fresh)
    evidence.main()
    assert fresh.read_text("utf-8") == committed
