"""The demo is a real campaign, says what it measured, and ends with pages that open anywhere."""

from __future__ import annotations

import csv
import math
import re
import time
from xml.etree import ElementTree

import numpy as np
import pytest
import sklearn.datasets
from sklearn.utils import Bunch

from labelwise.bench import digits
from labelwise.bench.curves import Curves, Run
from labelwise.campaign import Campaign
from labelwise.cli.demo import headline, labels_text, needed

SMALL = ["--budget", 40, "--seeds", 2, "--jobs", 1]
SHORT = ["--budget", 20, "--seeds", 1, "--jobs", 1]


@pytest.fixture
def few(monkeypatch):
    """The first 300 digits, 100 of them held out."""
    whole = sklearn.datasets.load_digits()
    part = Bunch(images=whole.images[:300], target=whole.target[:300])
    monkeypatch.setattr(sklearn.datasets, "load_digits", lambda: part)
    monkeypatch.setattr(digits, "HELD_OUT", 100)


def test_the_whole_job(cli, here, few):
    done = cli("demo", *SMALL, "--seed", 1)
    folder = here / "labelwise-demo"
    assert done.code == 0, done.err
    with Campaign.open(folder / "digits.labelwise.db") as campaign:
        assert campaign.status().labels == 40 and len(campaign.pool) == 200
        answers = [answer for _, answer in campaign.history(limit=100)]
        assert {a.by for a in answers} == {"simulated"} and len(answers) == 40
    with open(folder / "labels.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = sklearn.datasets.load_digits().target
    assert len(rows) == 40 and all(int(r["label"]) == truth[int(r["id"][:4])] for r in rows)
    for part in ("Labels needed", "auto", "random", "On this data", "report.html", "labelwise label"):
        assert part in done.out
    page = (folder / "report.html").read_text("utf-8")
    assert "labelwise demo --budget 40 --seeds 2 --seed 1" in page and "<script" not in page
    ElementTree.fromstring((folder / "learning-curve.svg").read_text("utf-8"))


def test_the_numbers_are_the_same_again_and_the_page_shows_them(cli, here, few):
    first, again = (cli("demo", *SHORT, "--out", name, "--json").json for name in ("a", "b"))
    other = cli("demo", *SHORT, "--out", "c", "--seed", 5, "--json").json
    for result in (first, again, other):
        for row in result["comparison"]["strategies"]:
            del row["seconds"]
        files = result.pop("files")
        assert all((here / name).is_file() for name in files)
    assert first == again != other
    assert [point["labels"] for point in first["campaign"]] == [10, 20]
    assert all(0 <= point["accuracy"] <= 1 for point in first["campaign"])
    page = (here / "a" / "report.html").read_text("utf-8")
    shown = {row["strategy"]: row for row in first["comparison"]["strategies"]}
    for name, row in shown.items():
        cells = re.search(rf'<th scope="row">{name}</th>(.*?)</tr>', page).group(1)
        assert f"{100 * row['area']:.1f}%" in cells and f"{100 * row['final']:.1f}%" in cells
    assert first["headline"] in page


def test_only_the_data(cli, here, few):
    done = cli("demo", "--data-only")
    assert done.code == 0 and "200 images" in done.out
    assert len(list((here / "labelwise-demo" / "digits").glob("*.png"))) == 200
    assert len(list((here / "labelwise-demo" / "held-out").glob("*.png"))) == 100


def test_a_second_demo_takes_another_folder_and_a_full_one_is_refused(cli, here, few, unchanged):
    cli("demo", "--data-only")
    cli("demo", "--data-only")
    assert (here / "labelwise-demo-2" / "digits").is_dir()
    done = unchanged(lambda: cli("demo", "--out", "labelwise-demo"))
    assert done.code == 2 and "labelwise-demo is there already" in done.err and "--out" in done.err
    assert unchanged(lambda: cli("demo", "--out", "none/below")).code == 2


def curves(auto: list[list[float]], random: list[list[float]]) -> Curves:
    arms = [("auto", k, row) for k, row in enumerate(auto)] + [
        ("random", k, row) for k, row in enumerate(random)
    ]
    return Curves([Run(n, k, np.array([10, 20, 30]), np.array(row)) for n, k, row in arms], "accuracy")


def test_the_headline_says_no_more_than_was_measured():
    quick, slow, never = [0.8, 0.9, 0.95], [0.5, 0.8, 0.9], [0.1, 0.2, 0.3]
    assert headline(curves([quick] * 3, [slow] * 3)) == (
        "On this data, auto needed 20 labels for 90% accuracy and random choice 30 (medians of 3 seeds)."
    )
    assert "auto needed 30 labels" in headline(curves([slow], [quick]))  # a loss is told as well
    assert headline(curves([quick], [never])) == (
        "On this data, auto reached 95% accuracy with 30 labels "
        "and random choice did not reach 80% accuracy (in one seed)."
    )
    assert "auto did not reach 80% accuracy and random choice did not" in headline(curves([never], [never]))


def test_labels_needed_count_seeds_that_never_arrive():
    assert labels_text([math.inf, 20, 30]) == "30 (20 to never)"
    assert labels_text([math.inf, math.inf, 30]) == "not reached"
    assert needed(curves([[0.8, 0.9, 0.95]], [[0.1, 0.2, 0.3]]))[:2] == [
        ["80%", "10", "not reached"], ["90%", "20", "not reached"],
    ]  # fmt: skip


@pytest.mark.slow
def test_the_full_demo_takes_less_than_a_minute(cli, here):
    started = time.perf_counter()
    done = cli("demo", "--json")
    assert time.perf_counter() - started < 60
    arms = {row["strategy"]: row for row in done.json["comparison"]["strategies"]}
    assert arms["auto"]["low"] > 0, "on the digits auto beats random choice"
