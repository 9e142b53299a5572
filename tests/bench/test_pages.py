"""Words and cells say what the numbers say, and no more."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from labelwise.bench import pages
from labelwise.bench.curves import Curves, Run

GRID = np.arange(10, 101, 10)


def curves(gap: float = 0.05, seeds: int = 5, metric: str = "accuracy", noise: float = 0.01) -> Curves:
    rng = np.random.default_rng(0)
    base = [np.linspace(0.5, 0.8, 10) + rng.normal(0, 0.02) for _ in range(seeds)]
    random = [Run("random", k, GRID, row) for k, row in enumerate(base)]
    better = [Run("margin", k, GRID, row + gap + rng.normal(0, noise)) for k, row in enumerate(base)]
    return Curves([*better, *random], metric, ("the budget of 200 labels was cut to the 100 training items",))


def test_cells_are_the_table():
    found = curves()
    header, rows = pages.cells(found)
    at = [f"accuracy at {n}" for n in (30, 50, 100)]
    assert header == ["strategy", "area ± sd", *at, "area over random (95%)"]
    assert [row[0] for row in rows] == ["margin", "random"]
    margin = found.table()[0]
    assert rows[0][1] == f"{100 * margin['area']:.1f}% ± {100 * margin['area_sd']:.1f}%"
    assert rows[0][4] == f"{100 * margin['final']:.1f}%"
    low, high = 100 * margin["low"], 100 * margin["high"]
    assert rows[0][5] == f"{100 * margin['gain']:+.1f} ({low:+.1f} to {high:+.1f})"
    assert rows[1][5] == "–"


def test_a_clear_gain_is_told_with_its_interval():
    told = pages.sentences(curves())
    assert any(s.startswith("margin: more area than random; mean +") and "5 paired seeds" in s for s in told)
    assert told[0] == "5 seeds."
    assert "The budget of 200 labels was cut to the 100 training items." in told
    assert told[-1].startswith("All of this holds for this data")


def test_a_loss_is_told_as_plainly():
    assert any(s.startswith("margin: less area than random") for s in pages.sentences(curves(gap=-0.05)))


def test_what_may_be_chance_is_not_claimed():
    told = " ".join(pages.sentences(curves(gap=0.0, noise=0.05)))
    assert "margin: no clear difference from random" in told
    assert "more area" not in told and "less area" not in told


def test_one_seed_claims_nothing():
    told = " ".join(pages.sentences(curves(seeds=1)))
    assert "in one seed, so chance cannot be told apart" in told and told.startswith("1 seed.")
    assert pages.cells(curves(seeds=1))[1][0][1].count("±") == 0


def test_other_metrics_are_no_percentages():
    found = curves(metric="recall")
    assert "%" not in pages.cells(found)[1][0][1]
    assert not any("points" in s for s in pages.sentences(found))
    assert pages.written(found, float("nan")) == "–"


def test_without_a_baseline_there_is_no_gain_column():
    alone = Curves([Run("margin", 0, GRID, np.linspace(0, 1, 10))], "accuracy")
    assert pages.cells(alone)[0][-1] == "accuracy at 100"


@pytest.mark.parametrize(
    ("points", "expected"), [([10], [10]), ([10, 20], [10, 20]), (range(5, 26, 5), [10, 15, 25])]
)
def test_marks_are_measured_points(points, expected):
    grid = np.array(points)
    assert pages.marks(Curves([Run("m", 0, grid, np.zeros(len(grid)))], "accuracy")) == expected


def test_the_page_holds_figure_table_and_command():
    found = curves()
    page = pages.report(found, "Heart <b>", "labelwise simulate 'my heart.csv'", lead=["First."]).html()
    assert "Heart &lt;b&gt;" in page and "First." in page
    assert "labelwise simulate &#x27;my heart.csv&#x27;" in page
    for row in pages.cells(found)[1]:
        assert all(f">{cell}<" in page for cell in row)
    drawn = ElementTree.fromstring(pages.figure(found, "Heart"))
    assert [e.text for e in drawn.iter() if e.attrib.get("class") == "name"] == ["margin", "random"]
    assert "scikit-learn" in page


def test_scores_below_zero_are_drawn_and_told():
    grid = np.array([10, 20, 30])
    runs = [
        Run(name, seed, grid, base + np.array([-9.0, -6.0, -5.0]) - seed / 10)
        for name, base in (("auto", 0.5), ("random", 0.0))
        for seed in (0, 1, 2)
    ]
    curves = Curves(runs, "-RMSE")
    drawn = pages.figure(curves, "Numbers")
    assert "-RMSE" in drawn and "NaN" not in drawn and "-8.6 at 10 labels" in drawn
    assert not pages.is_percent(curves) and pages.is_percent(Curves(runs, "macro average precision"))
    _, rows = pages.cells(curves)
    assert rows[0][0] == "auto" and rows[0][1].startswith("-6.1")
    assert any("auto: more area than random; mean +0.5000" in s for s in pages.sentences(curves))
    assert curves.needed("auto", -6.0).tolist() == [20.0, 20.0, 20.0]
