"""Every kind of picture is drawn where its data says, and says in words what it shows."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from labelwise.report.pictures import HALF, MOST_BARS, MOST_POINTS, describe, draw, is_share
from labelwise.types import Picture

from .stories import BAD, realistic

KINDS = ("lines", "bars", "points")


def tree(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(f"<g>{draw(picture, 'one', 'Title')}</g>")


def by_class(found: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in found.iter() if name in (e.attrib.get("class") or "").split()]


def bars(found: ElementTree.Element) -> list[ElementTree.Element]:
    swatches = {id(e) for s in by_class(found, "swatch") for e in s.iter()}
    return [e for e in by_class(found, "bar") if id(e) not in swatches]


def test_lengths_of_bars_are_the_values():
    values = np.array([10.0, 40.0, 25.0])
    found = bars(tree(Picture("bars", np.array(["a", "b", "c"]), {"n": values})))
    lengths = np.array([float(e.attrib["width"]) for e in found])
    np.testing.assert_allclose(lengths / lengths.max(), values / values.max(), atol=1e-3)
    assert len({e.attrib["x"] for e in found}) == 1


def test_bars_below_zero_go_to_the_other_side():
    left, right = bars(tree(Picture("bars", np.array(["a", "b"]), {"n": np.array([-2.0, 4.0])})))
    assert float(left.attrib["x"]) + float(left.attrib["width"]) == pytest.approx(float(right.attrib["x"]))
    assert 2 * float(left.attrib["width"]) == pytest.approx(float(right.attrib["width"]), abs=0.05)


def test_heights_of_columns_over_numbers_are_the_values():
    values = np.array([3.0, 0.0, 12.0, 6.0])
    found = bars(tree(Picture("bars", np.array([0.1, 0.2, 0.3, 0.4]), {"n": values})))
    heights = np.array([float(e.attrib["height"]) for e in found])
    np.testing.assert_allclose(heights / heights.max(), values / values.max(), atol=1e-3)


def test_points_stand_where_they_are(rng):
    x, y = rng.normal(size=50), rng.normal(size=50)
    found = by_class(tree(Picture("points", x, {"p": y})), "dots")[0]
    at = np.array([[float(e.attrib["cx"]), float(e.attrib["cy"])] for e in found])
    for drawn, data, sign in ((at[:, 0], x, 1), (at[:, 1], y, -1)):
        assert np.corrcoef(drawn, data)[0, 1] * sign == pytest.approx(1, abs=1e-6)


def test_lines_and_bands_of_every_series(rng):
    x = np.array([1.0, 2.0, 3.0])
    two = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([2.0, np.nan, 1.0])}
    found = tree(Picture("lines", x, two, {"a": two["a"] - 1}, {"a": two["a"] + 1}, "round", "loss"))
    assert len(by_class(found, "band")) == 1
    assert [e.text for e in found.iter("span")] == ["a", "b"]
    line = next(e for e in by_class(found, "line") if e.tag == "polyline")
    heights = [float(pair.split(",")[1]) for pair in line.attrib["points"].split()]
    assert np.allclose(np.diff(heights), heights[1] - heights[0], atol=0.02) and heights[0] > heights[-1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("x", [np.array([]), np.array([1.0, 2.0])])
def test_nothing_known_is_said(kind, x):
    picture = Picture(kind, x, {"a": np.full(len(x), np.nan)})
    assert "nothing to draw" in draw(picture, "one", "T") and "<svg" not in draw(picture, "one", "T")
    assert describe(picture).startswith("a: nothing known")
    assert "nothing to draw" in draw(Picture(kind, x, {}), "one", "T")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("x", [np.array([3]), np.array(["only"]), np.array([True])])
def test_one_value_is_drawn(kind, x):
    markup = draw(Picture(kind, x, {"a": np.array([0.0])}), "one", "T")
    assert "<svg" in markup and "nan" not in markup


def test_too_many_bars_and_points_are_counted(rng):
    names = np.array([f"class {i}" for i in range(MOST_BARS + 5)])
    found = tree(Picture("bars", names, {"n": np.arange(len(names))}))
    assert len(bars(found)) == MOST_BARS and "5 more are not drawn." in "".join(found.itertext())
    many = rng.normal(size=MOST_POINTS + 1000)
    found = tree(Picture("points", many, {"p": many}))
    assert len(by_class(found, "dots")[0]) <= MOST_POINTS and "3,000 points are drawn" in "".join(
        found.itertext()
    )


def test_values_stand_below_each_other():
    found = tree(Picture("bars", np.array(["a", "b"]), {"n": np.array([5, 5000])}))
    values = by_class(found, "value")
    assert [e.text for e in values] == ["5", "5,000"]
    assert {(e.attrib["x"], e.attrib["text-anchor"]) for e in values} == {(f"{HALF.width - 2:g}", "end")}


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("accuracy", [0.2, 0.9], True),
        ("share of labels", [0.0], True),
        ("accuracy", [2.0], False),
        ("EUR", [0.5], False),
    ],
)
def test_shares_are_seen_by_the_name_of_the_axis(label, values, expected):
    x = np.arange(len(values))
    assert is_share(Picture("lines", x, {"a": np.array(values)}, y_label=label)) is expected


def test_words():
    x, y = np.array(["a", "b"]), {"n": np.array([0.25, 0.75])}
    assert describe(Picture("bars", x, y, y_label="share")) == "n: a: 25.0%, b: 75.0%."
    assert describe(Picture("lines", x, y)) == "n: 0.25 at a, 0.75 at b."
    assert describe(Picture("points", np.array([1, 2]), y)) == "n: 2 points from 0.25 to 0.75."


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_stay_text(kind):
    picture = Picture(
        kind, np.array([BAD, "b"]), {BAD: np.array([1, 2]), "b": np.array([2, 1])}, x_label=BAD, y_label=BAD
    )
    markup = draw(picture, "one", BAD)
    assert "<script" not in markup and "<img" not in markup
    assert ElementTree.fromstring(f"<g>{markup}</g>") is not None


def test_the_pictures_of_a_campaign_are_well_formed():
    for finding in realistic().findings:
        if finding.picture is not None:
            assert len(tree(finding.picture).findall("svg")) == 1
