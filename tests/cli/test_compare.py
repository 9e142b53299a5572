"""``labelwise compare``: the best pair on a file, and when nothing can be told apart."""

from __future__ import annotations

import pytest

from labelwise.bench.protocols import Results
from labelwise.bench.protocols.play import versions
from labelwise.testing.labelled_sets import load_labelled

STEPS = ("--budget", "30", "--batch", "10", "--seeds", "5", "--jobs", "1")


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


def test_the_report_holds_the_command_and_the_versions(cli, file, tmp_path):
    """What is typed from the page gives the same page."""
    options = ("--strategy", "random", "--learner", "usual", "--task", "classification")
    assert cli("compare", file, "--label-column", "y", *options, *STEPS, "--report", "page.html").code == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    again = "labelwise compare rings.csv --label-column y --strategy random --task classification"
    again += " --learner usual --batch 10 --budget 30 --seeds 5"
    made_with = "; ".join(f"{name} {number}" for name, number in versions().items())
    assert again in page and f"Computed with {made_with}." in page
    assert cli(*again.split()[1:], "--jobs", "1", "--report", "again.html").code == 0
    assert (tmp_path / "again.html").read_text("utf-8") == page


def test_one_learner_alone_is_no_winner(cli, file):
    done = cli("compare", file, "--label-column", "y", "--strategy", "random", "--learner", "svm", *STEPS)
    assert done.code == 0 and "Only one pair was compared: random with svm" in done.out
    assert "in accuracy" in done.out and "best" in done.out


def test_the_budget_is_cut_to_what_there_is(cli, file):
    options = ("--strategy", "random", "--learner", "svm", "--budget", "9999", "--batch", "60")
    done = cli("compare", file, "--label-column", "y", *options, "--seeds", "1", "--jobs", "1")
    assert done.code == 0 and "The budget of 9999 labels was cut to the " in done.out
    assert "the usual learner" not in done.out and "nan" not in done.out


def test_runs_are_kept_where_one_says(cli, file, tmp_path):
    options = ("--strategy", "random", "--learner", "svm", "-o", "kept")
    assert cli("compare", file, "--label-column", "y", *options, *STEPS).code == 0
    assert (tmp_path / "kept" / "results.parquet").is_file()


def test_what_failed_is_on_the_page_and_is_run_again_when_asked(cli, file, tmp_path):
    """A learner of one's own that fails until it is mended."""
    mended = tmp_path / "mended"
    (tmp_path / "flaky_learner.py").write_text(
        "from pathlib import Path\nfrom sklearn.linear_model import LogisticRegression as Model\n"
        "\n\ndef model():\n"
        f"    if not Path({str(mended)!r}).exists():\n        raise OSError('no model')\n    return Model()\n"
    )
    learners = ("--learner", "svm", "--learner", "flaky_learner:model")
    options = ("--strategy", "random", *learners, *STEPS, "-o", "kept", "--report", "page.html")
    first = cli("compare", file, "--label-column", "y", *options)
    told = "5 of 10 runs of random failed: OSError: no model"
    assert first.code == 0 and told in first.err and "add --retry-failed" in first.err
    assert told in (tmp_path / "page.html").read_text("utf-8")
    mended.touch()
    assert told in cli("compare", file, "--label-column", "y", *options).err
    again = cli("compare", file, "--label-column", "y", *options, "--retry-failed")
    assert again.code == 0 and "failed" not in again.err and "flaky_learner:model" in again.out
    assert "failed" not in (tmp_path / "page.html").read_text("utf-8")


def test_kept_runs_of_other_data_are_not_taken(cli, file, tmp_path):
    """Another file of the same name, other labels in it, another column."""
    options = ("--strategy", "random", "--learner", "svm", *STEPS, "--json", "-o", str(tmp_path / "kept"))
    areas = [cli("compare", file, "--label-column", "y", *options).json["pairs"][0]["area"]]
    header, *rows = (tmp_path / file).read_text().splitlines()
    ends = [row.rpartition(",")[2] for row in rows]
    mixed = [f"{row},{end}" for row, end in zip(rows, ends[1:] + ends[:1], strict=True)]
    (tmp_path / file).write_text("\n".join([f"{header},other", *mixed]) + "\n")
    for column in ("y", "other"):
        done = cli("compare", file, "--label-column", column, *options)
        areas.append(done.json["pairs"][0]["area"])
    assert len(set(areas)) == 3


def test_the_usual_learner_is_typed_as_it_is_shown(cli, file, tmp_path):
    """Its runs are those of the default, so kept ones count."""
    options = ("--strategy", "random", *STEPS, "-o", "kept", "--learner")
    done = [cli("compare", file, "--label-column", "y", *options, name) for name in ("usual", "")]
    assert done[0].code == 0 and "usual" in done[0].out and done[0].out == done[1].out
    assert Results(tmp_path / "kept").table(["cell"]).num_rows == 5


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--label-column", "z"], ["'z'"]),
        (["--label-column", "y", "--strategy", "margn"], ["'margn'", "'margin'"]),
        (["--label-column", "y", "--learner", "svn"], ["'svn'", "svm"]),
        (["--label-column", "y", "--report", "x.pdf"], ["x.pdf"]),
        (
            ["--label-column", "y", "--strategy", "igs", "--learner", "svm"],
            ["every run failed", "To fix: name strategies"],
        ),
    ],
)
def test_bad_input(cli, file, options, parts):
    done = cli("compare", file, *options, *STEPS)
    assert done.code == 2 and done.out == "" and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err


@pytest.mark.parametrize("command", ["compare", "simulate"])
@pytest.mark.parametrize(
    ("labels", "parts"),
    [
        ([str(k / 7) for k in range(60)], ["60 different numbers in 60 rows", "--task regression"]),
        ([f"id{k}" for k in range(60)], ["60 different labels in 60 rows", "--task classification"]),
        (["red|blue", "red", "blue"] * 20, ["20 cells with '|'", "'red|blue'", "--task tags"]),
        (["same"] * 60, ["'same'"]),
    ],
)
def test_what_is_hardly_a_class_has_to_be_said(cli, tmp_path, monkeypatch, command, labels, parts):
    monkeypatch.chdir(tmp_path)
    rows = [f"{k},{label}" for k, label in enumerate(labels)]
    (tmp_path / "odd.csv").write_text("a,y\n" + "\n".join(rows) + "\n")
    done = cli(command, "odd.csv", "--label-column", "y", "--jobs", "1")
    assert done.code == 2 and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err


@pytest.mark.parametrize("command", ["compare", "simulate"])
@pytest.mark.parametrize(
    "said", [(), ("--labels", "a,b"), ("--task", "classification"), ("--learner", "svm")]
)
def test_one_class_alone_is_refused_whatever_is_said(cli, tmp_path, monkeypatch, command, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.csv").write_text("x,y\n" + "".join(f"{k},a\n" for k in range(40)))
    done = cli(command, "one.csv", "--label-column", "y", *said, "--jobs", "1")
    told = "all labels in column 'y' are 'a'. Allowed: labels of two classes or more."
    assert done.code == 2 and done.err == f"Error: {told}\n"


def test_a_label_that_is_no_number_is_named(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "n.csv").write_text("a,y\n" + "".join(f"{k},{k / 3}\n" for k in range(40)) + "1,high\n")
    done = cli("compare", "n.csv", "--label-column", "y", "--task", "regression", "--jobs", "1")
    assert done.code == 2 and "'high'" in done.err and "item '41'" in done.err
