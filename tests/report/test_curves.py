"""The drawn coordinates are the data, and the figure says so in words."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.report import curves
from labelwise.report.curves import Axes, Series, describe, learning_curves
from labelwise.report.svg import widen

NS = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def series(rng) -> list[Series]:
    x = np.arange(10, 101, 10)
    return [
        Series(name, x, rng.uniform(0.4, 0.9, (5, 10)).cumsum(axis=1) / 10) for name in ("margin", "random")
    ]


def parse(series, **axes) -> ElementTree.Element:
    return ElementTree.fromstring(learning_curves(series, Axes("Digits", **axes)))


def numbers(points: str) -> np.ndarray:
    return np.array([[float(v) for v in pair.split(",")] for pair in points.split()])


def back(pixels: np.ndarray, series: list[Series]) -> np.ndarray:
    """Data that the pixels stand for, computed apart from the code under test."""
    low, high = widen(min(s.runs.min() for s in series), max(s.runs.max() for s in series))
    first, last = min(s.x[0] for s in series), max(s.x[-1] for s in series)
    x = first + (pixels[:, 0] - curves.LEFT) / (curves.WIDTH - curves.RIGHT - curves.LEFT) * (last - first)
    y = low + (curves.HEIGHT - curves.BOTTOM - pixels[:, 1]) / (
        curves.HEIGHT - curves.BOTTOM - curves.TOP
    ) * (high - low)
    return np.stack([x, y], axis=1)


def test_lines_are_the_means(series):
    lines = parse(series).findall(f".//{NS}polyline")
    assert len(lines) == 2
    for line, s in zip(lines, series, strict=True):
        drawn = back(numbers(line.attrib["points"]), series)
        np.testing.assert_allclose(drawn[:, 0], s.x, atol=0.01)
        np.testing.assert_allclose(drawn[:, 1], s.runs.mean(axis=0), atol=1e-4)


def test_bands_run_from_the_lowest_to_the_highest_seed(series):
    bands = parse(series).findall(f".//{NS}polygon")
    for band, s in zip(bands, series, strict=True):
        drawn = back(numbers(band.attrib["points"]), series)
        np.testing.assert_allclose(drawn[:10, 1], s.runs.max(axis=0), atol=1e-4)
        np.testing.assert_allclose(drawn[10:, 1], s.runs.min(axis=0)[::-1], atol=1e-4)


def test_one_seed_has_no_band():
    svg = parse([Series("margin", np.array([5]), np.array([[0.5]]))])
    assert svg.findall(f".//{NS}polygon") == []
    assert len(svg.findall(f".//{NS}circle")) == 1


def test_it_is_read_out_with_title_and_numbers(series):
    svg = parse(series, id="fig1")
    assert svg.attrib["role"] == "img"
    named = {e.attrib["id"]: e.text for e in svg if "id" in e.attrib}
    assert svg.attrib["aria-labelledby"].split() == list(named) == ["fig1-title", "fig1-desc"]
    assert named["fig1-title"] == "Digits"
    assert f"margin: {100 * series[0].runs[:, 0].mean():.1f}% at 10 labels" in named["fig1-desc"]
    assert named["fig1-desc"] == describe(series, Axes("Digits"))


def test_other_metrics_are_not_written_as_percentages(series):
    said = describe(series, Axes("RMSE", y="-RMSE", percent=False))
    assert "%" not in said and f"{series[0].runs[:, -1].mean():.3g} at 100 labels" in said


def test_names_stand_beside_their_lines_and_never_overlap(rng):
    x = np.array([1, 2])
    many = [Series(f"s{i}", x, np.array([[0.2, 0.9 + i * 1e-4]])) for i in range(12)]
    names = [e for e in parse(many).iter(f"{NS}text") if e.attrib.get("class") == "name"]
    heights = [float(e.attrib["y"]) for e in names]
    assert [e.text for e in names] == [s.name for s in many]
    assert heights == sorted(heights, reverse=True)
    gaps = [a - b for a, b in itertools.pairwise(heights)]
    assert min(gaps) >= curves.LABEL_STEP - 0.02
    assert min(heights) > 0 and max(heights) < curves.HEIGHT


def test_colour_is_never_the_only_sign(series):
    x = np.array([1, 2])
    many = [Series(str(i), x, np.array([[0.1, 0.2]])) for i in range(curves.COLOURS * 4)]
    looks = {(e.attrib["style"], e.attrib.get("stroke-dasharray")) for e in parse(many).iter(f"{NS}polyline")}
    assert len(looks) == len(many)
    assert len({e.attrib.get("stroke-dasharray") for e in parse(series).iter(f"{NS}polyline")}) == 2


def test_it_adapts_to_dark_pages_and_print(series):
    style = parse(series).find(f"{NS}style").text
    assert "@media screen and (prefers-color-scheme: dark)" in style  # print keeps the light colours
    for name in ("--ink", "--soft", "--grid", *(f"--c{i}" for i in range(curves.COLOURS))):
        assert style.count(f"{name}:") == 2, name


def test_hostile_names_stay_text():
    bad = '</text><script>alert("x")</script>\x00'
    svg = learning_curves(
        [Series(bad, np.array([1, 2]), np.array([[0.1, 0.2]]))], Axes(bad, x=bad, y=bad, id="a")
    )
    tree = ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert {e.tag.removeprefix(NS) for e in tree.iter()} <= {
        "svg", "title", "desc", "style", "g", "line", "text", "polygon", "polyline", "circle",
    }  # fmt: skip
    assert tree.find(f"{NS}title").text == bad.replace("\x00", "\ufffd")


@pytest.mark.parametrize(
    ("x", "runs"),
    [([1, 2], [[0.1]]), ([1], [0.1]), ([], [[]]), ([1], [[np.nan]]), ([np.inf], [[1.0]])],
)
def test_bad_series_are_refused(x, runs):
    with pytest.raises(BadData, match="the line 'm'"):
        Series("m", np.array(x), np.array(runs))


def test_no_series_is_refused():
    with pytest.raises(BadData, match="no line to draw"):
        learning_curves([], Axes("x"))
