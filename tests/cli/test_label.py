"""From a file to a served project: made once, resumed, never mixed up."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import pytest

from labelwise.campaign import Campaign
from labelwise.cli.label import announce, default_project


@pytest.fixture
def served(monkeypatch) -> list[tuple[Path, dict[str, Any]]]:
    """Calls of the server, which is not started."""
    calls: list[tuple[Path, dict[str, Any]]] = []

    def serve(store: Path, **options: Any) -> None:
        calls.append((store, options))

    monkeypatch.setattr("labelwise.app.serve", serve, raising=False)
    return calls


def test_a_project_is_made_and_served(cli, reviews, here, served):
    (here / "rules.md").write_text("# Rules\n")
    options = ["--port", 8765, "--no-browser", "--guidelines", "rules.md", "--name", "anna"]
    done = cli("label", "reviews.csv", "--labels", "pos, neg", "--budget", 30, *options)
    assert done.code == 0, done.err
    store, given = served[0]
    assert store == Path("reviews.labelwise.db") and store.exists()
    given.pop("ready")("http://127.0.0.1:8765/?token=t")
    assert given == {"port": 8765, "open_browser": False, "guidelines": Path("rules.md"), "name": "anna"}
    with Campaign.open(store) as campaign:
        assert campaign.task.classes == ("pos", "neg") and campaign.budget.limit == 30
        assert len(campaign.pool) == 40 and campaign.status().labels == 0
        assert campaign.pool.payload(0) == "a terrible film number 0"
    assert "40 items" in done.err


def test_labels_of_the_column_are_imported(cli, reviews, served):
    assert cli("label", "reviews.csv", "--label-column", "label").code == 0
    with Campaign.open(served[0][0]) as campaign:
        status = campaign.status()
        assert campaign.task.classes == ("neg", "pos")
        assert (status.labels, status.imported) == (6, 6)
        assert "label" not in campaign.pool.columns and "truth" in campaign.pool.columns


def test_the_budget_is_for_the_items_without_a_label(cli, reviews, here, served):
    done = cli("label", "reviews.csv", "--label-column", "label", "--budget", 35)
    assert done.code == 2 and "35 answers" in done.err and "up to 34" in done.err
    assert not served and not (here / "reviews.labelwise.db").exists()
    assert cli("label", "reviews.csv", "--label-column", "label", "--budget", 34).code == 0
    with Campaign.open(served[0][0]) as campaign:
        assert len(campaign.ask(40)) == 34


def test_labels_are_imported_by_the_next_start_when_the_first_was_killed_before(
    cli, reviews, served, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(Campaign, "add_labels", lambda *_: sys.exit(137))
        cli("label", "reviews.csv", "--label-column", "label")
    assert not served
    for _ in range(2):
        done = cli("label", "reviews.csv", "--label-column", "label")
        assert done.code == 0 and "6 of 40" in done.err
    with Campaign.open(served[0][0]) as campaign:
        assert campaign.status().imported == 6 and campaign.ledger.last == 7


def test_the_same_command_resumes(cli, reviews, served):
    arguments = ["label", "reviews.csv", "--labels", "pos,neg", "--strategy", "margin"]
    cli(*arguments)
    with Campaign.open(served[0][0]) as campaign:
        batch = campaign.ask(3)
        campaign.tell(batch, ["pos"] * 3)
    done = cli(*arguments)
    assert done.code == 0 and "resuming" in done.err and "3 of 40" in done.err
    done = cli("label", "reviews.csv")  # what was not said again is kept
    assert done.code == 0
    with Campaign.open(served[0][0]) as campaign:
        assert campaign.status().labels == 3


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--labels", "good,bad"], ["labels pos, neg, not good, bad", "leave out --labels"]),
        (["--strategy", "random"], ["strategy", "leave out --strategy"]),
        (["--budget", 7], ["budget", "7", "leave out --budget"]),
        (["--text", "truth"], ["pool has changed"]),
    ],
)
def test_other_settings_for_the_same_project_are_refused(cli, reviews, served, unchanged, options, parts):
    cli("label", "reviews.csv", "--labels", "pos,neg", "--strategy", "margin", "--budget", 20)
    done = unchanged(lambda: cli("label", "reviews.csv", *options))
    assert done.code == 2 and len(served) == 1 and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err


def test_labels_in_another_order_are_the_same_labels(cli, reviews, served):
    cli("label", "reviews.csv", "--labels", "pos,neg")
    assert cli("label", "reviews.csv", "--labels", "neg,pos").code == 0


def test_the_project_file_is_named_after_the_data(here):
    assert default_project(Path("data/reviews.csv.gz")) == Path("reviews.labelwise.db")
    assert default_project(Path("photos/")) == Path("photos.labelwise.db")
    assert default_project(Path(".hidden.csv")) == Path(".hidden.csv.labelwise.db")


def test_the_address_is_printed_at_once(capsys):
    announce("http://127.0.0.1:1/?token=x")
    out, err = capsys.readouterr()
    assert out == "http://127.0.0.1:1/?token=x\n" and "Ctrl-C" in err


def test_compressed_files_and_other_projects(cli, reviews, here, served):
    (here / "more.csv.gz").write_bytes(gzip.compress(reviews.read_bytes()))
    assert cli("label", "more.csv.gz", "--labels", "a,b", "--project", "mine.db").code == 0
    assert (here / "mine.db").exists() and served[0][0] == Path("mine.db")
