"""Marks stand where the data says, and what is not known leaves a gap."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.report import canvas as module
from labelwise.report.canvas import Canvas, Size, drawing, legend, shortened, span, standalone, stretches
from labelwise.report.svg import Scale

SIZE = Size(200, 100, left=0, right=0, top=0, bottom=0)


@pytest.fixture
def canvas() -> Canvas:
    return Canvas(SIZE, Scale(0, 10, 0, 200), Scale(0, 1, 100, 0))


def tree(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<g>{markup}</g>")


def numbers(points: str) -> list[list[float]]:
    return [[float(v) for v in pair.split(",")] for pair in points.split()]


def naive_stretches(known: list[bool]) -> list[tuple[int, int]]:
    found, start = [], None
    for i, k in enumerate([*known, False]):
        if k and start is None:
            start = i
        if not k and start is not None:
            found.append((start, i))
            start = None
    return found


@given(st.lists(st.booleans(), max_size=30))
def test_stretches_equal_the_naive_ones(known):
    assert [(s.start, s.stop) for s in stretches(np.array(known, bool))] == naive_stretches(known)


def test_a_line_is_broken_where_a_value_is_missing(canvas):
    xs, ys = np.arange(6.0), np.array([0.0, 0.5, np.nan, 1.0, np.nan, np.nan])
    found = tree(canvas.line(xs, ys))
    assert [numbers(e.attrib["points"]) for e in found.findall("polyline")] == [[[0, 100], [20, 50]]]
    dots = [(float(e.attrib["cx"]), float(e.attrib["cy"])) for e in found.findall("circle")]
    assert dots == [(60, 0)]


def test_a_band_runs_there_and_back(canvas):
    xs, low, high = np.array([0.0, 10.0]), np.array([0.2, 0.3]), np.array([0.6, 0.7])
    band = tree(canvas.band(xs, low, high)).find("polygon")
    assert numbers(band.attrib["points"]) == [[0, 40], [200, 30], [200, 70], [0, 80]]
    assert canvas.band(xs, np.full(2, np.nan), high) == ""


def test_shares_never_leave_zero_and_one():
    made = Canvas.over(SIZE, np.array([1.0, 2.0]), np.array([0.0, 1.0]), share=True)
    assert (made.y.low, made.y.high) == (0.0, 1.0)
    free = Canvas.over(SIZE, np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    assert free.y.low < 0 and free.y.high > 1


@pytest.mark.parametrize("values", [[], [np.nan], [3.0], [3.0, np.inf]])
def test_odd_ranges_have_a_scale(values):
    made = Canvas.over(Size(300, 200), np.array(values), np.array(values))
    assert made.x.high > made.x.low and made.y.high > made.y.low
    assert "nan" not in made.frame("x", "y")
    assert all(np.isfinite(span(np.array(values))))


def test_names_below_the_axis_are_thinned_until_they_fit():
    made = Canvas.over(Size(300, 200), np.arange(40.0), np.arange(40.0))
    frame = tree(made.frame("x", "y", [f"name {i}" for i in range(40)]))
    shown = [e for e in frame.iter("text") if (e.text or "").startswith("name")]
    places = [float(e.attrib["x"]) for e in shown]
    assert 2 <= len(shown) <= 6 and min(np.diff(places)) > module.LETTER * 6


def test_series_differ_in_more_than_colour(canvas):
    looks = {(module.colour(i), module.dash(i)) for i in range(module.COLOURS * len(module.DASHES))}
    assert len(looks) == module.COLOURS * len(module.DASHES)
    shapes = [[(e.tag, e.attrib.get("class")) for e in tree(canvas.mark(1, 0.5, "a", i))] for i in range(4)]
    assert len({str(s) for s in shapes}) == 4
    assert all("a" in [t.text for t in tree(canvas.mark(1, 0.5, "a", i)).iter("title")] for i in range(4))


def test_a_whisker_spans_its_interval(canvas):
    path = tree(canvas.whisker(5, 0.2, 0.8)).find("path").attrib["d"]
    assert path.startswith("M100 80V20")


def test_a_drawing_is_named_for_screen_readers():
    made = tree(drawing(SIZE, "a", "T & t", "said <b>")).find("svg")
    assert made.attrib["role"] == "img" and made.attrib["aria-labelledby"] == "a-title a-desc"
    assert [(e.attrib["id"], e.text) for e in made] == [("a-title", "T & t"), ("a-desc", "said <b>")]


def test_a_standalone_drawing_is_the_same_with_a_size_and_a_style():
    inside, alone = (make(SIZE, "a", "T", "said", "<g/>") for make in (drawing, standalone))
    made = ElementTree.fromstring(alone)
    name = "{http://www.w3.org/2000/svg}"
    assert made.tag == f"{name}svg" and (made.attrib["width"], made.attrib["height"]) == ("200", "100")
    assert [e.tag.removeprefix(name) for e in made] == ["title", "desc", "style", "g"]
    assert alone.replace(module.STYLE, "").count("<style>") == 1 and "<style" not in inside


def test_long_names_are_shortened():
    assert shortened("a" * 20) == "a" * 20 and shortened("a" * 21) == "a" * 19 + "…"


def test_a_legend_lists_its_names():
    assert [e.text for e in tree(legend([("<g/>", "<a>"), ("<g/>", "b")])).iter("span")] == ["<a>", "b"]
    assert legend([]) == ""
