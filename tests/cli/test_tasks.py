"""What the command line says about the task, and whole projects about tags and numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from labelwise.campaign import Campaign
from labelwise.cli.tasks import Wish, labels_of
from labelwise.errors import BadData, BadParameter
from labelwise.io import read
from labelwise.tasks import Classification, Regression, Tags

TOPICS = ["sport|film", "film", "", "[]", "sport", "film|music"]


@pytest.fixture
def served(monkeypatch) -> list[Path]:
    stores: list[Path] = []
    monkeypatch.setattr("labelwise.app.serve", lambda store, **_: stores.append(store), raising=False)
    return stores


@pytest.fixture
def articles(here: Path) -> Path:
    """Texts with tags, as CSV."""
    lines = ["id,text,topics,price"]
    for k in range(36):
        words = {"sport": "a match was won", "film": "the film opened", "music": "songs were sung"}
        tags = TOPICS[k % 6]
        text = " and ".join(words[t] for t in tags.split("|") if t in words) or "nothing happened"
        lines.append(f"r{k},{text} on day {k},{tags},{'' if k % 4 else k / 2}")
    path = here / "articles.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


class TestWish:
    def test_the_kind_is_found_by_the_options(self):
        assert Wish().name == Wish(labels="a,b").name == "classification"
        assert Wish(low=0.0).name == Wish(unit="cm").name == "regression" and Wish("tags").name == "tags"
        assert Wish("tags", "a, b").task([], None) == Tags(["a", "b"])
        assert Wish(low=0.0, high=5.0, unit="cm").task([], None) == Regression(0, 5, "cm")

    def test_names_are_found_in_the_column(self):
        assert Wish().task(["b", "a", "b"], "y") == Classification(["a", "b"])
        assert Wish("tags").task(["b|a", "[]", "c|!d|?"], "y") == Tags(["a", "b", "c", "d"])

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"kind": "ranking"}, "--task is 'ranking'.*classification, tags, regression"),
            ({"kind": "tags", "low": 1.0}, "--low does not go with --task tags"),
            ({"labels": "a,b", "unit": "cm"}, "--labels does not go with --task regression"),
            ({"kind": "regression", "labels": "a"}, "--labels does not go with"),
        ],
    )
    def test_options_that_contradict_each_other(self, given, message):
        with pytest.raises(BadParameter, match=message):
            Wish(**given)

    def test_too_few_names(self):
        with pytest.raises(BadParameter, match=r"no column of labels is named.*--labels sport,film"):
            Wish("tags").task([], None)
        with pytest.raises(BadParameter, match=r"the column 'y' holds 1.*two classes or more"):
            Wish().task(["a"], "y")

    @pytest.mark.parametrize("other", ["nan", "inf", "1_000"])
    def test_numbers_are_those_that_a_regression_reads(self, other):
        cells = [str(k / 7) for k in range(30)]
        with pytest.raises(BadData, match=r"30 different numbers.*pass --task regression"):
            Wish().refuse_unlikely(cells, "y")
        with pytest.raises(BadData, match=r"31 different labels.*name the column of the labels"):
            Wish().refuse_unlikely([*cells, other], "y")

    @pytest.mark.parametrize(
        ("task", "given", "message"),
        [
            (Tags(["a"]), {"labels": "a,b"}, "the task tags, not classification"),
            (Tags(["a"]), {"kind": "tags", "labels": "b"}, "the labels a, not b"),
            (Regression(0, 5), {"low": 1.0}, "the low 0.0, not 1.0.*leave out --low"),
            (Classification(["a", "b"]), {"kind": "tags"}, "the task classification, not tags"),
        ],
    )
    def test_a_stored_project_is_of_one_task(self, task, given, message):
        with pytest.raises(BadParameter, match=message):
            Wish(**given).refuse_other(Path("p.db"), task)
        for same in (Wish(), Wish("regression", low=0.0)) if task == Regression(0, 5) else (Wish(),):
            same.refuse_other(Path("p.db"), task)


def test_tags_of_a_file_are_imported_and_come_back(cli, articles, here, served):
    done = cli("label", articles, "--task", "tags", "--label-column", "topics")
    assert done.code == 0, done.err
    with Campaign.open(served[0]) as campaign:
        assert campaign.task == Tags(["film", "music", "sport"]) and campaign.status().imported == 30
        campaign.tell(campaign.ask(1), [{"film": True}])
        wanted = {r["id"]: r["label"] for r in campaign.export().to_pylist()}
    assert cli("label", articles, "--task", "tags", "--label-column", "topics").code == 0
    for name in ("out.csv", "out.jsonl", "out.parquet"):
        assert cli("export", "-p", served[0], "-o", name).code == 0
        again = read(here / name, label_column="label", text="text")
        task = campaign.task
        found = {i: task.export(v) for i, v in labels_of(again, task).items()}
        assert {i: v for i, v in found.items() if "?" not in v} == {
            i: v for i, v in wanted.items() if "?" not in v
        }
        assert [v for v in found.values() if "?" in v] == [["film", "?"]]
    assert '"' not in (here / "out.csv").read_text().splitlines()[1].split(",")[2]


def test_numbers_of_a_file_are_imported_and_come_back(cli, articles, here, served):
    arguments = ["label", articles, "--low", 0, "--high", 40, "--unit", "EUR", "--label-column", "price"]
    done = cli(*arguments)
    assert done.code == 0, done.err
    with Campaign.open(served[0]) as campaign:
        assert campaign.task == Regression(0, 40, "EUR") and campaign.status().imported == 9
        campaign.tell(campaign.ask(1), [12.25])
        wanted = {r["id"]: r["label"] for r in campaign.export().to_pylist()}
    assert cli(*arguments).code == 0
    for name in ("out.csv", "out.jsonl", "out.parquet"):
        assert cli("export", "-p", served[0], "-o", name).code == 0
        assert labels_of(read(here / name, label_column="label", text="text"), Regression()) == wanted
    status = cli("status", "-p", served[0], "--json").json
    assert status["labels"] == 10 and status["classes"] == {}
    assert "labelled" in cli("status", "-p", served[0]).out


def test_predictions_of_tags_and_numbers(cli, articles, here, served):
    cli("label", articles, "--task", "tags", "--label-column", "topics", "--project", "tags.db")
    cli("label", articles, "--task", "regression", "--label-column", "price", "--project", "price.db")
    assert cli("predict", articles, "-p", "tags.db", "-o", "tags.csv").code == 0
    assert cli("predict", articles, "-p", "price.db", "-o", "price.parquet").code == 0
    lines = (here / "tags.csv").read_text().splitlines()
    assert lines[0] == "id,label,confidence" and len(lines) == 37
    assert {line.split(",")[1] for line in lines[1:]} <= {
        "film",
        "sport",
        "music",
        "film|sport",
        "film|music",
        "[]",
    }
    table = pq.read_table(here / "price.parquet")
    assert table.column_names == ["id", "label"] and table["label"].type == pa.float64()


@pytest.mark.parametrize(
    ("options", "metric"),
    [(["topics", "--task", "tags"], "macro average precision"), (["price", "--task", "regression"], "-RMSE")],
)
def test_simulate(cli, articles, here, options, metric):
    rows = [line for line in articles.read_text().splitlines() if not line.endswith(",") and ",," not in line]
    Path("full.csv").write_text("\n".join(rows) + "\n")
    steps = ["--batch", 2, "--budget", 4, "--seeds", 1, "--jobs", 1, "--report", "out.html"]
    done = cli("simulate", "full.csv", "--label-column", *options, *steps, "--json")
    assert done.code == 0, done.err
    assert done.json["metric"] == metric and {r["strategy"] for r in done.json["rows"]} == {"auto", "random"}
    assert f"--task {options[2]}" in (here / "out.html").read_text()


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (
            ["--task", "tags", "--labels", "sport,film", "--label-column", "topics"],
            ["'r5'", "film|music", "--labels"],
        ),
        (["--low", 10, "--label-column", "price"], ["'r0'", "'0.0'", "10 or more", "mend the file"]),
        (["--task", "tags", "--labels", "a|b"], ["a tag is 'a|b'"]),
        (["--low", 3, "--high", 3], ["low is 3", "low below high"]),
    ],
)
def test_bad_input(cli, articles, unchanged, served, options, parts):
    done = unchanged(lambda: cli("label", "articles.csv", *options))
    assert done.code == 2 and not served and done.err.count("\n") == 1
    for part in parts:
        assert part in done.err


def test_lists_in_json_lines_are_tags(cli, here, served):
    lines = [{"text": f"text {k}", "tags": ["a"] if k % 2 else []} for k in range(6)]
    Path("a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert cli("label", "a.jsonl", "--task", "tags", "--labels", "a,b", "--label-column", "tags").code == 0
    with Campaign.open(served[0]) as campaign:
        assert campaign.status().imported == 6 and campaign.status().classes == {"a": 3, "b": 0}
