"""The comparison from the shell is that of the function."""

from __future__ import annotations

import json
import re

import pytest

import labelwise as lw
from labelwise.cli.simulate import chosen, command
from labelwise.io import read

STEPS = ["--batch", 5, "--budget", 15, "--seeds", 2, "--jobs", 1]


def test_json_is_what_the_function_measures(cli, reviews):
    arms = ["--strategy", "margin", "--strategy", "random"]
    done = cli("simulate", reviews, "--label-column", "truth", *arms, *STEPS, "--json")
    data = read(reviews, label_column="truth")
    y = [data.labels[i] for i in data.pool.ids.to_pylist()]
    wanted = lw.simulate(data.pool, y, strategy=["margin", "random"], batch=5, budget=15, seeds=2)
    assert done.json["rows"] == json.loads(json.dumps(wanted.rows()))
    assert [s["strategy"] for s in done.json["strategies"]] == [r["strategy"] for r in wanted.table()]
    assert done.json["metric"] == "accuracy" and done.code == 0
    assert {"area", "gain", "low", "high"} <= set(done.json["strategies"][0])


def test_the_table_and_the_sentences(cli, reviews):
    done = cli("simulate", reviews, "--label-column", "truth", *STEPS)
    assert done.code == 0
    for part in (
        "auto",
        "random",
        "accuracy at 15",
        "area over random",
        "2 seeds",
        "other data may differ",
    ):
        assert part in done.out


def test_no_cell_is_broken_in_a_pipe_of_80_columns(cli, reviews, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    names = ["uncertainty-herding", "random"]
    done = cli("simulate", reviews, "--label-column", "truth", "--strategy", ",".join(names), *STEPS)
    share = r"\d+\.\d%"
    for name in names:
        assert re.search(rf"^{name} +{share} ± {share}( +{share}){{3}}  ", done.out, re.MULTILINE), done.out


def test_a_report_with_the_exact_command(cli, reviews, here):
    done = cli("simulate", "reviews.csv", "--label-column", "truth", *STEPS, "--report", "out.html")
    page = (here / "out.html").read_text("utf-8")
    again = "labelwise simulate reviews.csv --label-column truth --strategy auto --strategy random --batch 5"
    assert again in page and "<svg" in page and "wrote out.html" in done.err


def test_all_names_every_method_once(cli):
    names = [row["name"] for row in cli("methods", "--json").json]
    assert chosen(["margin", "all", "margin"]) == ["margin", *(n for n in names if n != "margin")]


def test_names_are_split_at_commas(cli, reviews):
    assert chosen(["margin,random", " entropy ,margin"]) == ["margin", "random", "entropy"]
    done = cli(
        "simulate", reviews, "--label-column", "truth", "--strategy", "random, margin", *STEPS, "--json"
    )
    assert [s["strategy"] for s in done.json["strategies"]] == ["random", "margin"]


def test_the_command_can_be_typed_again():
    told = command("my data.csv", "y", ["a", "b"], {"batch": 5, "text": None, "id": "#"})
    assert (
        told
        == "labelwise simulate 'my data.csv' --label-column y --strategy a --strategy b --batch 5 --id '#'"
    )


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--label-column", "label"], ["34 of 40 items", "'label'", "labelled rows only"]),
        (["--label-column", "none"], ["'none'", "truth"]),
        (["--label-column", "truth", "--strategy", "margn"], ["'margn'", "did you mean 'margin'"]),
        (["--label-column", "truth", "--strategy", "random,margn"], ["'margn'", "did you mean 'margin'"]),
        (["--label-column", "truth", "--report", "none/out.html"], ["no folder 'none'"]),
        (["--label-column", "truth", "--report", "out.pdf"], ["'out.pdf'", ".html"]),
    ],
)
def test_bad_input(cli, reviews, unchanged, options, parts):
    done = unchanged(lambda: cli("simulate", "reviews.csv", *options, *STEPS))
    assert done.code == 2 and done.out == "" and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err
