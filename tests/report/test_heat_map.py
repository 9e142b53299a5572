"""Each figure stands in its cell, the deeper the larger."""

from __future__ import annotations

import re

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.report import heat_map

from .boxes import BAD, NAMES, NS, check_accessible, check_hostile, classed, collisions, parsed, said


@pytest.fixture
def wins(rng):
    cells = np.round(rng.uniform(0, 0.5, (15, 15)), 2)
    np.fill_diagonal(cells, np.nan)
    return cells


def opacity(box):
    return float(re.search(r"fill-opacity:(\S+)", box.attrib["style"])[1])


def test_every_known_cell_has_its_figure_and_shade(wins):
    tree = parsed(heat_map(wins, NAMES, NAMES, "Wins", percent=True))
    boxes, texts = classed(tree, "cell"), classed(tree, "inside")
    known = np.argwhere(np.isfinite(wins))
    assert len(boxes) == len(texts) == len(known) == 210
    columns, rows = (sorted({float(b.attrib[k]) for b in boxes}) for k in "xy")
    for (r, c), box, figure in zip(known, boxes, texts, strict=True):
        assert (rows.index(float(box.attrib["y"])), columns.index(float(box.attrib["x"]))) == (r, c)
        assert said(figure) == f"{100 * wins[r, c]:.0f}%"
        assert opacity(box) == pytest.approx(0.55 * wins[r, c] / np.nanmax(wins), abs=1e-3)
    titles = {e.text for e in tree.iter(f"{NS}title")}
    assert f"random, margin: {100 * wins[0, 1]:.0f}%" in titles


def test_below_zero_has_another_colour():
    tree = parsed(heat_map(np.array([[1.0, -0.5]]), ["a"], ["a", "b"], "r"))
    looks = [e.attrib["style"] for e in classed(tree, "cell")]
    assert (
        "--c0" in looks[0]
        and "--c6" in looks[1]
        and [said(e) for e in classed(tree, "inside")] == ["1.00", "-0.50"]
    )


@pytest.mark.parametrize("m", [1, 2, 15])
def test_no_text_lies_on_another(wins, m):
    assert collisions(parsed(heat_map(wins[:m, :m], NAMES[:m], NAMES[:m], "Wins", percent=True))) == []


def test_many_methods_have_names_and_no_figures(rng):
    names = [f"method-{k}" for k in range(40)]
    tree = parsed(heat_map(rng.random((40, 40)), names, names, "Wins"))
    assert collisions(tree) == [] and not classed(tree, "inside") and len(classed(tree, "cell")) == 1600


def test_it_is_read_out(wins):
    svg = heat_map(wins, NAMES, NAMES, "Wins", percent=True, id="h")
    told = check_accessible(svg, "h", "Wins")
    assert told.startswith(f"random: {100 * np.nanmean(wins[0]):.0f}% on average; margin:")


def test_nothing_known_is_an_empty_table():
    assert not classed(parsed(heat_map(np.full((2, 2), np.nan), ["a", "b"], ["a", "b"], "x")), "cell")


def test_hostile_names_stay_text():
    check_hostile(heat_map(np.ones((1, 2)), [BAD], [BAD, "b"], BAD))


@pytest.mark.parametrize("cells", [np.ones((2, 3)), np.ones(2), np.full((2, 2), np.inf)])
def test_bad_cells_are_refused(cells):
    with pytest.raises(BadData, match="a cell for each row and column"):
        heat_map(cells, ["a", "b"], ["a", "b"], "x")


def test_no_cells_are_refused():
    with pytest.raises(BadData, match="for 0 rows"):
        heat_map(np.ones((0, 0)), [], [], "x")
