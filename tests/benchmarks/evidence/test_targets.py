"""The targets of ``auto``, met or missed."""

from __future__ import annotations

import re

import pytest
from benchmarks.evidence import targets

from labelwise.bench.protocols import Protocol


@pytest.fixture(scope="module")
def told(made):
    protocol = Protocol.read("final")

    def section(gain):
        runs = made(
            "final",
            lambda cell, labels: gain * (cell.strategy == "auto"),
            lambda c: c.dataset in protocol.datasets[:6] and c.seed < 4 and c.learner == protocol.learners[0],
        )
        return list(
            targets.section({"all": runs, "one seed": [r for r in runs if not r.cell.seed]}, protocol)
        )

    return section


def verdicts(text):
    return re.findall(r": (met|missed)\.\*\*", "\n".join(text))


def test_all_targets_are_met_by_the_best(told):
    text = told(0.05)
    assert verdicts(text) == ["met"] * 4
    assert text[0].startswith("On all: 6 problems of 6 data sets,") and text[0].endswith("seeds 4.")
    assert "up to 20 labels +0.0" in text[2] and "201 to 400 +0.0" in text[2]


def test_all_targets_are_missed_by_the_worst(told):
    assert verdicts(told(-0.05)) == ["missed"] * 4


def test_a_group_of_one_seed_has_no_row(told):
    rows = [line for line in told(0.05) if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows] == ["| on", "| all"]


def test_one_seed_is_not_enough(made):
    protocol = Protocol.read("final")
    runs = made("final", keep=lambda c: c.dataset == protocol.datasets[0] and c.seed == 0)
    assert list(targets.section({"all": runs}, protocol)) == ["They need two seeds."]


def test_counts():
    assert targets.counted(["a", "b", "b"]) == "b 2, a 1"
