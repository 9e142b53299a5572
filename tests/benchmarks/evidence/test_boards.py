"""Boards of protocols."""

from __future__ import annotations

from benchmarks.evidence import boards

from labelwise.bench.protocols import Protocol


def best(name, gain=0.02):
    return lambda cell, labels: gain * (cell.strategy == name)


def test_the_best_strategy_has_the_first_rank(made, cells):
    runs = made("numbers", best("auto"))
    text = list(boards.ranked(Protocol.read("numbers"), runs, "Numbers"))
    assert text[0] == "## Numbers" and "1350 of 1350 runs" in text[2] and "15 data sets" in text[2]
    first = cells(text)[0]
    assert first[0] == "`auto`" and first[1].startswith("1.00") and len(cells(text)) == 8


def test_what_is_left_out_is_said(made):
    runs = made("numbers", keep=lambda cell: cell.strategy != "igs" or cell.seed < 9)
    text = "\n".join(boards.ranked(Protocol.read("numbers"), runs, "Numbers"))
    assert "15 data sets, 9 seeds, 1335 of 1350 runs" in text
    assert "Left out, because it lacks runs (unfinished, failed or rejected): the seed 9." in text


def test_each_batch_size_has_a_column(made, cells):
    runs = made(
        "batch-sizes", lambda cell, labels: best("auto" if cell.batch < 1000 else "badge")(cell, labels)
    )
    text = list(boards.by_batch(runs))
    assert "| strategy | 1 | 10 | 100 | 1,000 |" in text
    found = {row[0]: row[1:] for row in cells(text)}
    assert [cell[:4] for cell in found["`auto`"]][:3] == ["1.00"] * 3
    assert found["`badge`"][3][:4] == "1.00"


def test_one_batch_size_needs_no_column(made):
    assert list(boards.by_batch(made("numbers"))) == []


def test_auto_is_held_against_chance(made):
    gain = lambda cell, labels: 0.1 * (cell.strategy == "auto") * cell.dataset.endswith("magic")  # noqa: E731
    runs = made("rare-classes", gain)
    text = "\n".join(boards.elsewhere(lambda name: runs if name == "rare-classes" else []))
    assert "worse on 0, better on 1 of 12." in text
    assert text.count("## ") == 1 and "## Rare classes" in text


def test_without_runs_there_is_no_board():
    assert list(boards.elsewhere(lambda name: [])) == []
