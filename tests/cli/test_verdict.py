"""What is printed: figures in a table, refusals and next steps in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labelwise.cli.questions import Plan, Rare
from labelwise.cli.verdict import Verdict, narrower, next_steps, print_verdict, remarks, shown
from labelwise.evaluation.figures import Reliability
from labelwise.types import Estimate

PLAN = Plan("random", 10_000, 0, "00000000", ("a", "b"))
HEAD = Estimate("accuracy", 0.9, 0.84, 0.94, 100)
DONE = Verdict(PLAN, 100, 100, (HEAD,))


def test_counts_of_answers():
    made = Verdict.of(PLAN, np.array([np.nan, 1, 0, np.nan]), [HEAD])
    assert (made.asked, made.answered) == (3, 2)
    assert Verdict.of(PLAN, np.full(4, np.nan), [HEAD]).asked == 0
    assert replace(made, questions=9).open == 6


def test_how_many_answers_the_next_goal_takes():
    assert "for ±3 points it takes about 280 answers (--budget 280)" in narrower(DONE, HEAD)
    few = replace(DONE, plan=replace(PLAN, size=150))
    assert narrower(few, HEAD) == "On 100 of 150 items, drawn at random."


def test_the_truth_is_compared_with_the_interval():
    assert "(inside the interval)" in remarks(replace(DONE, whole={"accuracy": 0.85}))[0]
    assert "(outside of it)" in remarks(replace(DONE, whole={"accuracy": 0.5}))[0]
    refused = replace(DONE, figures=(Estimate(reason="No."),), whole={"accuracy": 0.5})
    assert remarks(refused) == ["True accuracy of all 10000 items: 0.500"]


def test_next_steps_name_the_file_and_what_to_expect():
    made = Verdict(PLAN, 0, 0, (Estimate(reason="None yet."),), ask_file=Path("ask.csv"), questions=100)
    first, second = next_steps(made)
    assert "labelwise evaluate --answers ask.csv" in first and "±6 points" in second
    assert "--budget 50" in next_steps(replace(made, plan=replace(PLAN, design="active"), questions=30))[1]
    rare = replace(PLAN, design="rare", rare=Rare("b", (0, 25, 60, 10_000), 60))
    assert "--budget 15" in next_steps(replace(made, plan=rare, questions=14))[1]
    assert len(next_steps(replace(made, plan=rare))) == 1  # nothing is promised of a rare class


def test_of_a_rare_class_every_figure_is_compared():
    rare = replace(PLAN, design="rare", rare=Rare("b", (0, 25, 60, 10_000), 60))
    made = [Estimate(name, 0.5, 0.4, 0.6, 100) for name in ("precision of b", "recall of b", "share of b")]
    whole = {"precision of b": 0.55, "recall of b": 0.7}
    assert remarks(Verdict(rare, 100, 100, tuple(made), whole)) == [
        "True precision of b of all 10000 items: 0.550 (inside the interval)",
        "True recall of b of all 10000 items: 0.700 (outside of it)",
        "On 100 of 10000 items, drawn by the rank that the model gives and weighed.",
    ]


@pytest.mark.parametrize(("figures", "rows"), [(5, 5), (40, 2)])
def test_many_classes_are_left_to_json(capsys, figures, rows):
    made = [HEAD, replace(HEAD, metric="macro-f1"), *(replace(HEAD, metric=f"f1 of {k}") for k in range(38))]
    print_verdict(replace(DONE, figures=tuple(made[:figures])), json=False)
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == rows + 1 and ("--json" in printed.err) == (figures > 12)


def test_small_and_large_numbers():
    assert [shown(v) for v in (0.5, 99.9, 12345.0, None)] == ["0.500", "99.900", "1.23e+04", "-"]


def test_how_often_it_is_right_where_it_is_how_sure(capsys):
    bins = Reliability(*(np.array([x]) for x in (0.8, 0.75, 0.66, 0.82, 100)), np.zeros(0))
    print_verdict(replace(DONE, reliability=bins), json=False)
    told = capsys.readouterr().out.splitlines()
    assert told[-2].split() == ["certainty", "right", "from", "to", "answers"]
    assert told[-1].split() == ["0.800", "0.750", "0.660", "0.820", "100"]
