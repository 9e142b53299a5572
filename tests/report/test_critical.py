"""Names stand at their ranks, bars over what is alike, and nothing lies on anything."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.report import critical, critical_diagram

from .boxes import BAD, NAMES, NS, check_accessible, check_hostile, classed, collisions, parsed, said

RANKS = np.array([10.8, 12.82, 5.05, 6.5, 10.3, 8.45, 9.3, 6.28, 7.85, 6.22, 12.8, 4.0, 3.7, 6.5, 9.43])
GROUPS = [(12, 11, 2, 9, 7, 3, 13), (11, 2, 9, 7, 3, 13, 8), (8, 5, 6, 14, 4, 0), (6, 14, 4, 0, 1, 10)]


@pytest.fixture
def tree():
    return parsed(critical_diagram(NAMES, RANKS, GROUPS, "Ranks", difference=3.39))


def rank_at(tree, x):
    """The rank that a pixel stands for, from the first and the last tick."""
    ticks = [e for e in tree.iter(f"{NS}text") if e.attrib.get("text-anchor") == "middle"]
    (a, b), (p, q) = ([float(e.attrib["x"]) for e in ticks[:: len(ticks) - 1]],
                      [float(said(e)) for e in ticks[:: len(ticks) - 1]])  # fmt: skip
    return p + (x - a) / (b - a) * (q - p)


def test_every_method_is_named_with_its_rank_where_it_is(tree):
    found = {}
    for group in tree.iter(f"{NS}g"):
        dots = group.findall(f"{NS}circle")
        if dots:
            name = said(group.find(f"{NS}title")).split(":")[0]
            found[name] = rank_at(tree, float(dots[0].attrib["cx"]))
            assert f"{RANKS[NAMES.index(name)]:.2f}" in [said(e) for e in group.findall(f"{NS}text")]
    assert found == pytest.approx(dict(zip(NAMES, RANKS, strict=True)), abs=0.01)


def test_bars_span_their_groups_and_lie_apart(tree):
    bars = [{k: float(v) for k, v in e.attrib.items() if k[0] in "xy"} for e in classed(tree, "alike")]
    spans = sorted((rank_at(tree, b["x1"] + 4), rank_at(tree, b["x2"] - 4)) for b in bars)
    wanted = sorted((RANKS[list(g)].min(), RANKS[list(g)].max()) for g in GROUPS)
    np.testing.assert_allclose(spans, wanted, atol=0.01)
    for a in bars:
        for b in bars:
            assert a is b or a["y1"] != b["y1"] or a["x2"] + 8 < b["x1"] or b["x2"] + 8 < a["x1"]
    names = [e for e in tree.iter(f"{NS}text") if said(e) in NAMES]
    assert max(b["y1"] for b in bars) < min(float(e.attrib["y"]) - 10 for e in names)


def test_the_critical_difference_is_drawn_to_scale(tree):
    way = classed(tree, "rule")[-1].attrib["d"]
    start, end = float(way[1:].split(" ")[0]), float(way.split("H")[1].split("m")[0])
    assert rank_at(tree, end) - rank_at(tree, start) == pytest.approx(3.39, abs=0.01)
    assert "critical difference 3.39" in [said(e) for e in tree.iter(f"{NS}text")]


def test_without_a_difference_none_is_drawn():
    svg = critical_diagram(NAMES, RANKS, [], "Ranks")
    assert "critical difference" not in svg and not classed(parsed(svg), "alike")


@pytest.mark.parametrize("m", [2, 3, 15])
def test_no_text_lies_on_another(m):
    svg = critical_diagram(NAMES[:m], RANKS[:m], [tuple(range(m))], "Ranks", difference=2.5)
    assert collisions(parsed(svg)) == []


def test_it_is_read_out():
    told = check_accessible(critical_diagram(NAMES, RANKS, GROUPS, "Ranks", id="cd"), "cd", "Ranks")
    assert told == critical.describe(NAMES, RANKS, GROUPS)
    assert (
        "Mean ranks, 1 is best: power-margin 3.70, maxdet 4.00" in told and told.count("Not told apart") == 4
    )


def test_hostile_names_stay_text():
    check_hostile(critical_diagram([BAD, "b"], np.array([1.0, 2.0]), [(0, 1)], BAD))


def test_equal_ranks_have_an_axis():
    assert len(classed(parsed(critical_diagram(["a", "b"], [1.5, 1.5], [(0, 1)], "x")), "alike")) == 1


@pytest.mark.parametrize(
    ("names", "ranks"), [(["a"], [1.0]), (["a", "b"], [1.0]), (["a", "b"], [1.0, np.nan])]
)
def test_bad_ranks_are_refused(names, ranks):
    with pytest.raises(BadData, match="a finite rank a name"):
        critical_diagram(names, np.array(ranks), [], "x")
