"""Escaping, rounding, scales and ticks."""

from __future__ import annotations

import itertools
import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.report.svg import Scale, element, text, ticks, widen


@given(st.text())
def test_any_text_survives_as_data(value):
    parsed = ElementTree.fromstring(element("a", text(value), title=value))
    kept = value.replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join("\ufffd" if _forbidden(c) else c for c in kept)
    assert (parsed.text or "") == clean
    assert len(parsed.attrib["title"]) == len(clean)


def _forbidden(c: str) -> bool:
    o = ord(c)
    return (o < 32 and c not in "\t\n\r") or o == 127 or 0xD800 <= o <= 0xDFFF or o in (0xFFFE, 0xFFFF)


def test_element_rounds_floats_drops_none_and_renames():
    assert element("line", x1=1.005, y1=2.0, id=None, stroke_width=3, class_="grid") == (
        '<line x1="1" y1="2" stroke-width="3" class="grid"/>'
    )
    assert element("g", "<b/>", "<c/>") == "<g><b/><c/></g>"


def test_scale_maps_ends_and_may_turn_round():
    y = Scale(0.5, 1.0, 400, 20)
    assert (y(0.5), y(1.0), y(0.75)) == (400, 20, 210)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (10, 200, [50, 100, 150, 200]),
        (0.85, 0.853, [0.85, 0.851, 0.852, 0.853]),
    ],
)
def test_ticks_are_round_and_inside(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 12))
def test_ticks_never_leave_the_range_nor_exceed_the_count(low, width, most):
    found = ticks(low, low + width, most)
    assert len(found) <= most
    assert all(low - 1e-6 * width <= t <= low + width * (1 + 1e-6) for t in found)
    steps = [b - a for a, b in itertools.pairwise(found)]
    assert all(math.isclose(s, steps[0], rel_tol=1e-6, abs_tol=1e-9) for s in steps)


def test_an_empty_range_gives_one_tick_and_is_widened():
    assert ticks(3.0, 3.0) == [3.0]
    assert widen(0.0, 0.0) == (-0.05, 0.05)
    assert widen(1.0, 2.0) == (0.96, 2.04)
