"""The generated pages hold every row, in tables that render."""

from __future__ import annotations

import pytest

from labelwise.papers import methods, papers
from labelwise.papers import render as pages
from labelwise.papers.table import Paper, Part, planned


def cells(line: str) -> int:
    return line.replace("\\|", "").count("|") - 1


@pytest.fixture(params=["methods", "papers"])
def page(request) -> str:
    return pages.methods_markdown() if request.param == "methods" else pages.papers_markdown()


def test_tables_are_even(page):
    blocks = [block.splitlines() for block in page.split("\n\n") if block.startswith("|")]
    assert blocks
    for block in blocks:
        assert len({cells(line) for line in block}) == 1
        assert set(block[1]) == {"|", " ", "-"}


def test_pages_say_that_they_are_generated_and_end_in_one_newline(page):
    assert page.startswith("<!-- Generated")
    assert page.endswith("|\n")


def test_every_row_is_there():
    methods_page, papers_page = pages.methods_markdown(), pages.papers_markdown()
    assert all(f"| `{name}` |" in methods_page for name in methods())
    assert all(f"| {paper.id} |" in papers_page for paper in papers())


def test_counts_agree_with_the_rows():
    states = [paper.state for paper in papers()]
    assert (
        f"119 papers: {states.count('works')} work, {states.count('partly')} work partly"
        in pages.papers_markdown()
    )


def test_what_works_shows_where_and_proof():
    lines = [line for line in pages.papers_markdown().splitlines() if line.startswith("| S113 |")]
    (line,) = [line for line in lines if "labelwise.policies.switch:Switch" in line]
    assert "::test_low_budget_favours_typical_high_budget_margin` (slow)" in line


def test_methods_stand_under_what_they_look_at():
    sections = pages.methods_markdown().split("\n## ")[1:]
    assert [section.partition("\n")[0] for section in sections] == ["Data", "Predictions", "The model"]
    for name, method in methods().items():
        found = [k for k, section in enumerate(sections) if f"\n| `{name}` |" in section]
        assert found == [["data", "prediction", "model"].index(method.taxonomy)]


def test_needs_are_named():
    line = next(line for line in pages.methods_markdown().splitlines() if line.startswith("| `margin` |"))
    assert "| `proba` |" in line
    auto = next(line for line in pages.methods_markdown().splitlines() if line.startswith("| `auto` |"))
    assert "`embedding`" in auto and "where given |" in auto
    assert "| nothing |" in next(x for x in pages.methods_markdown().splitlines() if "`random`" in x)


def test_bars_and_line_ends_are_escaped():
    assert pages.table(("a", "b"), [("x|y", "1\n2")]) == "| a | b |\n| --- | --- |\n| x\\|y | 1 2 |"


def test_notes_make_a_section_of_their_own():
    quiet, noted = (
        Paper(f"X{i}", "T", "H.", "R", planned("a"), note) for i, note in enumerate(("", "No gain."))
    )
    assert list(pages._notes([quiet])) == []
    assert list(pages._notes([quiet, noted])) == [
        "## What did not reproduce",
        "| id | note |\n| --- | --- |\n| X1 | No gain. |",
    ]


def test_working_parts_stand_out():
    works = Part("a", state="works", where="b:c", proof="tests/test_d.py::test_e")
    assert list(pages._part_names(Paper("X1", "T", "H.", "R", (works, Part("f"))))) == ["**a**", "f"]
