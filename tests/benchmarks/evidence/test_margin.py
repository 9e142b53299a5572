"""Margin against the others on tables."""

from __future__ import annotations

from benchmarks.evidence import margin


def best(name):
    return lambda cell, labels: 0.02 * (cell.strategy == name)


def test_margin_beats_all_that_are_worse_on_every_table(made, cells):
    text = margin.section(made("margin-tabular", best("margin")))
    found = cells(text)
    assert "1152 of 1152 runs." in "\n".join(text)
    assert sum(line.startswith("**mlp") for line in text) == 4
    assert len(found) == 4 * 9
    for part in (found[:9], found[9:18], found[18:27], found[27:]):
        assert part[0][0] == "**`margin`**"
    tables = [12 if "small" in line else 8 for line in text if line.startswith("**mlp")]
    beaten = [row for row in found if row[0] != "**`margin`**"]
    assert [int(row[2]) for row in beaten] == [t for t in tables for _ in range(8)]
    assert {row[3] for row in beaten} == {"0"} and all(float(row[4]) < 0.07 for row in beaten)


def test_who_beats_margin_stands_before_it(made, cells):
    text = margin.section(made("margin-tabular", best("badge"), lambda cell: cell.start == 100))
    first = cells(text)[0]
    assert first[0] == "`badge`" and first[2:4] == ["0", "8"]


def test_one_table_and_one_seed_are_shown_without_wins(made, cells):
    one = made("margin-tabular", best("margin"), lambda c: c.dataset.endswith("/cmc") and c.seed == 0)
    assert "(tables 1, seeds 1)" in "\n".join(margin.section(one))
    assert {tuple(row[2:4]) for row in cells(margin.section(one))} == {("", ""), ("–", "–")}


def test_without_runs_there_is_no_section():
    assert margin.section([]) == []
