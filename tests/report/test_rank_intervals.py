"""Dots and whiskers are the ranks and their intervals, best first."""

from __future__ import annotations

import re

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.report import rank_intervals

from .boxes import BAD, NAMES, NS, check_accessible, check_hostile, classed, collisions, parsed, said

RANKS = np.linspace(3, 13, 15)[np.random.default_rng(0).permutation(15)]
LOW, HIGH = RANKS - 1.25, RANKS + 0.75


@pytest.fixture
def tree():
    return parsed(rank_intervals(NAMES, RANKS, LOW, HIGH, "Ranks"))


def rank_at(tree, x):
    """The rank that a pixel stands for, from the ticks."""
    ticks = [e for e in tree.iter(f"{NS}text") if e.attrib.get("text-anchor") == "middle"]
    at = {float(said(e)): float(e.attrib["x"]) for e in ticks if said(e).isdigit()}
    (p, a), (q, b) = min(at.items()), max(at.items())
    return p + (x - a) / (b - a) * (q - p)


def test_dots_and_whiskers_are_the_figures_best_first(tree):
    dots = [float(e.attrib["cx"]) for e in tree.iter(f"{NS}circle")]
    order = np.argsort(RANKS)
    np.testing.assert_allclose([rank_at(tree, x) for x in dots], RANKS[order], atol=0.01)
    for m, way in zip(order, classed(tree, "whisker"), strict=True):
        start, end = re.match(r"M(\S+) \S+m0 -5H([\d.]+)m", way.attrib["d"]).groups()
        assert rank_at(tree, float(start)) == pytest.approx(LOW[m], abs=0.01)
        assert rank_at(tree, float(end)) == pytest.approx(HIGH[m], abs=0.01)
    middle = float(classed(tree, "middle")[0].attrib["x1"])
    assert rank_at(tree, middle) == pytest.approx(8, abs=0.01)


def test_names_and_figures_stand_beside(tree):
    texts = [said(e) for e in tree.iter(f"{NS}text")]
    shown = [n if len(n) <= 20 else n[:19] + "…" for n in NAMES]
    assert [t for t in texts if t in shown] == [shown[m] for m in np.argsort(RANKS)]
    best = np.argmin(RANKS)
    assert f"{RANKS[best]:.2f} ({LOW[best]:.2f} to {HIGH[best]:.2f})" in texts


@pytest.mark.parametrize("m", [2, 15])
def test_no_text_lies_on_another(m):
    svg = rank_intervals(NAMES[:m], RANKS[:m], LOW[:m], HIGH[:m], "Ranks")
    assert collisions(parsed(svg)) == []


def test_it_is_read_out():
    told = check_accessible(rank_intervals(NAMES, RANKS, LOW, HIGH, "Ranks", id="r1"), "r1", "Ranks")
    assert told.startswith("Mean ranks, 1 is best: ") and told.count(" to ") == 15


def test_hostile_names_stay_text():
    check_hostile(rank_intervals([BAD, "b"], [1.0, 2.0], [1.0, 1.0], [2.0, 2.0], BAD))


def test_a_rank_outside_of_its_interval_is_refused():
    with pytest.raises(BadData, match=r"the rank of b is 2\.0, its interval 1\.0 to 1\.5"):
        rank_intervals(["a", "b"], [1.0, 2.0], [1.0, 1.0], [2.0, 1.5], "x")
    with pytest.raises(BadData, match="a finite rank a name"):
        rank_intervals(["a", "b"], [1.0, 2.0], [1.0], [2.0, 2.0], "x")
