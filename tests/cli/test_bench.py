"""``labelwise bench``: runs, goes on, prints a board, and says what is wrong in one line."""

from __future__ import annotations

import signal

import pytest

from labelwise.bench.protocols import Progress, Results, read_scores, runner
from labelwise.cli.bench import left

SETS = "labelwise.testing.labelled_sets"
TEXT = f"""
about = "two sets"
datasets = ["{SETS}:blobs", "{SETS}:rings"]
strategies = ["margin", "random"]
seeds = 2
budgets = [20]
batches = [10]
learners = ["svm"]
"""


@pytest.fixture
def protocol(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.toml").write_text(TEXT)
    return "two.toml"


@pytest.fixture
def failing(protocol, tmp_path):
    """A protocol of six runs, all of which fail."""
    text = TEXT.replace(f'"{SETS}:blobs", "{SETS}:rings"', '"sets_that_fail:nothing"')
    (tmp_path / protocol).write_text(text)
    (tmp_path / "sets_that_fail.py").write_text("def nothing(): return {}")
    return protocol


def test_a_protocol_is_run_and_gone_on_with(cli, protocol, tmp_path):
    first = cli("bench", protocol, "--engine", "serial", "--json")
    assert first.code == 0, first.err
    said = first.json
    assert (said["protocol"], said["metric"], said["problems"], said["seeds"]) == (
        "two",
        "accuracy",
        2,
        [0, 1],
    )
    assert said["runs"] == {"done": 12, "total": 12, "failed": 0} and said["failures"] == {}
    assert {line["name"] for line in said["strategies"]} == {"margin", "random"}
    assert [line["rank"] for line in said["strategies"]] == sorted(
        line["rank"] for line in said["strategies"]
    )
    before = (tmp_path / "two-results" / "results.parquet").read_bytes()
    again = cli("bench", protocol, "--engine", "serial", "--json")
    assert again.json == said
    assert (tmp_path / "two-results" / "results.parquet").read_bytes() == before


def test_the_board_is_a_table(cli, protocol):
    done = cli("bench", protocol, "-o", "out", "--engine", "serial", "--metric", "balanced-accuracy")
    assert done.code == 0 and "balanced-accuracy on 2 problems" in done.out
    assert all(word in done.out for word in ("margin", "random", "mean rank", "worst vs random"))


def test_failures_are_counted_and_told(cli, protocol, tmp_path):
    (tmp_path / protocol).write_text(TEXT.replace('"random"]', '"random", "bald"]'))
    done = cli("bench", protocol, "--engine", "serial", "--json")
    assert done.code == 0 and done.json["runs"] == {"done": 16, "total": 16, "failed": 4}
    (why,) = done.json["failures"]
    assert "MissingCapability" in why and "samples" in why
    assert {line["name"] for line in done.json["strategies"]} == {"margin", "random"}
    shown = cli("bench", protocol, "--engine", "serial", "--report", "page.html")
    assert "all 4 runs of bald failed: MissingCapability" in (tmp_path / "page.html").read_text("utf-8")
    for told in (done.err, shown.err):
        assert "all 4 runs of bald failed: MissingCapability" in told and "--retry-failed" in told
    assert "failed" not in shown.out


def test_where_one_strategy_is_left_the_failures_are_told(cli, protocol, tmp_path):
    (tmp_path / protocol).write_text(TEXT.replace('"margin"', '"bald"'))
    done = cli("bench", protocol, "--engine", "serial")
    assert done.code == 2 and "only random has finished runs" in done.err
    assert "all 4 runs of bald failed: MissingCapability" in done.err and "--retry-failed" in done.err


def test_where_every_run_failed_the_reasons_are_told(cli, failing):
    done = cli("bench", failing, "--engine", "serial")
    assert done.code == 2 and done.out == "" and done.err.count("\n") == 1
    assert "all 6 runs failed: BadParameter" in done.err and "gave a dict" in done.err
    assert "(6 times)" in done.err and "--retry-failed" in done.err


def test_whoever_stops_it_reads_what_is_left(cli, protocol, tmp_path, monkeypatch):
    made, play = [], runner.run_cell

    def stopped(*given):
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append(play(*given))
        return made[-1]

    monkeypatch.setattr(runner, "run_cell", stopped)
    done = cli("bench", protocol, "--engine", "serial")
    assert done.code == 130 and done.out == ""
    assert "9 of 12 runs are left; the same command goes on" in done.err


def test_a_scheduler_that_ends_it_costs_no_run(cli, protocol, tmp_path, monkeypatch):
    """Three times in the same run: what is finished is kept, and the run is not given up."""
    made, play = [], runner.run_cell

    def ended(*given):
        if len(made) == 3:
            signal.raise_signal(signal.SIGTERM)
        made.append(play(*given))
        return made[-1]

    monkeypatch.setattr(runner, "run_cell", ended)
    for _ in range(3):
        done = cli("bench", protocol, "--engine", "serial")
        assert done.code == 130 and "9 of 12 runs are left; the same command goes on" in done.err
    monkeypatch.setattr(runner, "run_cell", play)
    again = cli("bench", protocol, "--engine", "serial", "--json")
    assert again.json["runs"] == {"done": 12, "total": 12, "failed": 0}


def test_what_is_run_again_is_left_too(cli, failing, monkeypatch):
    def stopped(*given):
        raise KeyboardInterrupt

    cli("bench", failing, "--engine", "serial")
    monkeypatch.setattr(runner, "run_cell", stopped)
    done = cli("bench", failing, "--engine", "serial", "--retry-failed")
    assert done.code == 130 and "6 of 6 runs are left" in done.err


def test_a_damaged_file_of_results_is_named(cli, protocol, tmp_path):
    (tmp_path / "two-results").mkdir()
    (tmp_path / "two-results" / "results.parquet").write_bytes(b"PAR1 half")
    done = cli("bench", protocol, "--engine", "serial")
    assert done.code == 2 and "two-results/results.parquet cannot be read" in done.err
    assert "delete it" in done.err and done.err.count("\n") == 1


def test_a_set_that_is_not_there_is_refused_before_anything_runs(cli, protocol, tmp_path, monkeypatch):
    monkeypatch.setenv("LABELWISE_CACHE", str(tmp_path / "cache"))
    (tmp_path / protocol).write_text(TEXT.replace(f"{SETS}:rings", "openml:31"))
    done = cli("bench", protocol, "--engine", "serial")
    assert done.code == 2 and "openml:31 was not fetched yet" in done.err and "add --download" in done.err
    assert not (tmp_path / "two-results").exists()


def test_scores_without_a_mean_in_common_are_refused_and_their_runs_kept(cli, protocol, tmp_path):
    """Classes beside numbers by the default metric; numbers of two sets by an error in their units."""
    sets = f'"{SETS}:blobs", "{SETS}:rings"'
    text = TEXT.replace('"margin"', '"k-center"').replace('"svm"', '""')
    (tmp_path / "slopes.py").write_text("from labelwise.testing.labelled_sets import slope as again\n")
    options = ("bench", protocol, "-o", "out", "--engine", "serial")
    (tmp_path / protocol).write_text(text.replace(sets, f'"{SETS}:blobs", "{SETS}:slope"'))
    done = cli(*options)
    assert done.code == 2 and "accuracy (as of " in done.err and "a protocol for each kind" in done.err
    (tmp_path / protocol).write_text(text.replace(sets, f'"{SETS}:slope", "slopes:again"'))
    done = cli(*options, "--scores", "kept.parquet")
    assert done.code == 2 and "-rmse is in the unit" in done.err and "--metric r2" in done.err
    done = cli(*options, "--metric", "r2", "--json")
    assert done.code == 0 and done.json["metric"] == "r2" and done.json["problems"] == 2


def test_no_time_is_not_a_failure(cli, protocol):
    done = cli("bench", protocol, "--engine", "serial", "--hours", "0")
    assert done.code == 2 and "12 of 12 runs are left" in done.err and "--hours" in done.err


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["screenin"], ["'screenin'", "screening"]),
        (["two.toml", "--engine", "dask"], ["'dask'", "loky, ray, serial"]),
        (["bad.toml"], ["'margn'", "'svn'", "no module"]),
        (["two.toml", "--hours", "-1"], ["-1", "--help"]),
        (["two.toml", "--jobs", "0"], ["jobs is 0", "-1 or 1 and more"]),
        (["two.toml", "--metric", "acuracy"], ["'acuracy' is none of", "did you mean 'accuracy'?"]),
    ],
)
def test_bad_input(cli, protocol, tmp_path, options, parts):
    bad = (
        TEXT.replace('"margin"', '"margn"')
        .replace('"svm"', '"svn"')
        .replace(f"{SETS}:blobs", "none.such:set")
    )
    (tmp_path / "bad.toml").write_text(bad)
    done = cli("bench", *options)
    assert done.code == 2 and done.out == "" and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err
    assert not (tmp_path / "two-results").exists() and not (tmp_path / "bad-results").exists()


def test_the_time_that_is_left():
    assert left(Progress(0, 10, 0, 0.0, 0)) == ""
    assert left(Progress(10, 100, 0, 3600.0, 10)) == "9.0 h left"


def test_scores_are_kept_and_count_as_run(cli, protocol, tmp_path):
    text = TEXT.replace(f'"{SETS}:blobs", "{SETS}:rings"', f'"{SETS}:rings", "{SETS}:blobs"')
    (tmp_path / protocol).write_text(text.replace("[10]", "[2]"))
    first = cli("bench", protocol, "-o", "one", "--engine", "serial", "--scores", "kept.parquet", "--json")
    assert first.code == 0, first.err
    again = cli("bench", protocol, "-o", "two", "--engine", "serial", "--scores", "kept.parquet", "--json")
    assert again.json["strategies"] == first.json["strategies"]
    assert again.json["runs"] == {"done": 12, "total": 12, "failed": 0}
    assert Results(tmp_path / "two").table(["cell"]).num_rows == 0
    for folder in ("one", "new"):
        other = cli("bench", protocol, "-o", folder, "--scores", "kept.parquet", "--metric", "macro-f1")
        assert other.code == 2 and "take a file for each metric" in other.err
    assert not (tmp_path / "new").exists()


def test_a_report_is_written(cli, protocol, tmp_path):
    done = cli("bench", protocol, "--engine", "serial", "--report", "page.html")
    assert done.code == 0, done.err
    html = (tmp_path / "page.html").read_text("utf-8")
    assert all(part in html for part in ("labelwise bench two.toml", "too few for tests"))
    assert "wrote page.html" in done.err


def test_where_answers_differ_in_price_the_board_says_what_it_counts(cli, protocol, tmp_path):
    (tmp_path / protocol).write_text(TEXT + 'costs = ["lognormal:1"]\n')
    done = cli("bench", protocol, "--engine", "serial", "--report", "page.html", "--scores", "kept.parquet")
    assert done.code == 0, done.err
    words = "what is saved go by what was paid"
    assert words in " ".join(done.out.split()) and words in (tmp_path / "page.html").read_text("utf-8")
    assert sum(run.costs is not None for run in read_scores(tmp_path / "kept.parquet")) == 8
