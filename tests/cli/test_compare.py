"""``labelwise compare``: the best pair on a file, and when nothing can be told apart."""

from __future__ import annotations

import pytest

from labelwise.testing.labelled_sets import load_labelled

STEPS = ("--budget", "30", "--batch", "10", "--seeds", "3", "--jobs", "1")


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = load_labelled("rings")
    rows = [f"{a:.6f},{b:.6f},{y}" for (a, b), y in zip(data.x, data.y, strict=True)]
    (tmp_path / "rings.csv").write_text("a,b,y\n" + "\n".join(rows) + "\n")
    return "rings.csv"


def test_the_learner_that_can_see_rings_is_best(cli, file, tmp_path):
    options = ("--strategy", "margin,random", "--learner", "logistic", "--learner", "svm")
    done = cli("compare", file, "--label-column", "y", *options, *STEPS, "--report", "page.html", "--json")
    assert done.code == 0, done.err
    pairs = done.json["pairs"]
    assert {(p["strategy"], p["learner"]) for p in pairs} == {
        (s, m) for s in ("margin", "random") for m in ("logistic", "svm")
    }
    assert pairs[0]["learner"] == "svm" and pairs[0]["below"] == 0
    assert all(p["low"] > 0 for p in pairs if p["learner"] == "logistic")
    assert any(sentence.startswith("Which learner: svm") for sentence in done.json["verdict"])
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "Which learner: svm" in page and "<svg" in page


def test_one_learner_alone_is_no_winner(cli, file):
    done = cli("compare", file, "--label-column", "y", "--strategy", "random", "--learner", "svm", *STEPS)
    assert done.code == 0 and "Only one learner was compared: svm" in done.out


def test_runs_are_kept_where_one_says(cli, file, tmp_path):
    options = ("--strategy", "random", "--learner", "svm", "-o", "kept")
    assert cli("compare", file, "--label-column", "y", *options, *STEPS).code == 0
    assert (tmp_path / "kept" / "results.parquet").is_file()


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--label-column", "z"], ["'z'"]),
        (["--label-column", "y", "--strategy", "margn"], ["'margn'", "'margin'"]),
        (["--label-column", "y", "--learner", "svn"], ["'svn'", "svm"]),
        (["--label-column", "y", "--report", "x.pdf"], ["x.pdf"]),
        (["--label-column", "y", "--strategy", "igs", "--learner", "svm"], ["every run failed"]),
    ],
)
def test_bad_input(cli, file, options, parts):
    done = cli("compare", file, *options, *STEPS)
    assert done.code == 2 and done.out == "" and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err
