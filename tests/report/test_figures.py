"""The pictures that every report has show the figures they are given."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from labelwise.report import figures
from labelwise.report.story import Round, Story
from labelwise.types import Estimate, Savings

from .stories import WHEN, realistic, refused


def tree(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<g>{markup}</g>")


def classed(found: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in found.iter() if name in (e.attrib.get("class") or "").split()]


@pytest.mark.parametrize(
    ("estimate", "counts"),
    [
        (Estimate("accuracy", 0.931, 0.8849, 0.9591), (88, 8, 4)),
        (Estimate("accuracy", 0.9, 0.9, 0.9), (90, 0, 10)),
        (Estimate("accuracy", 1.0, 0.0, 1.0), (0, 100, 0)),
        (Estimate("accuracy", 0.29), (29, 0, 71)),
    ],
)
def test_of_a_hundred_items_the_interval_is_half_tone(estimate, counts):
    found = tree(figures.hundred(estimate, "h"))
    assert tuple(len(classed(found, kind)) for kind in ("sure", "maybe", "miss")) == counts


def test_no_hundred_items_for_other_metrics_or_refused_ones():
    assert figures.hundred(Estimate("rmse", 2.0, 1.0, 3.0), "h") == figures.hundred(Estimate(), "h") == ""


def saved(kind, labels, used, random):
    return Savings(labels, random - used, None, kind, 0.9, "", used=used, random=random)


def test_the_race_is_to_scale():
    found = tree(figures.race(saved("replay", 400.0, 400.0, 600.0), "r"))
    used, random, likely = (float(e.attrib["width"]) for e in classed(found, "lane"))
    assert random / used == pytest.approx(1.5, abs=0.01)
    assert likely / used == pytest.approx(0.5, abs=0.01)
    said = "".join(found.itertext())
    assert (
        "Random questions: at least 600 labels, probably 800." in said and "This campaign: 400 labels" in said
    )


def test_the_measured_race_is_bounded_on_the_side_of_the_campaign():
    found = tree(figures.race(saved("measured", 90.0, 80.0, 160.0), "r"))
    used, random = (float(e.attrib["width"]) for e in classed(found, "lane"))
    assert random / used == pytest.approx(2, abs=0.01) and not classed(found, "onwards")
    said = "".join(found.itertext())
    assert "This campaign: at most 80 labels. Random questions: 160 labels." in said


def test_a_race_without_a_likely_end_shows_the_bound_alone():
    found = tree(figures.race(saved("projected", 200.4, 400.0, 600.4), "r"))
    assert len(classed(found, "lane")) == 2 and "probably" not in "".join(found.itertext())
    assert "at least 600 labels" in "".join(found.itertext())
    assert figures.race(saved("projected", 0.0, 0.0, 0.0), "r").count("<rect") == 2


def test_no_race_where_no_saving_is_claimed_or_its_sides_are_not_known():
    assert figures.race(Savings(), "s") == figures.race(Savings(5.0, 4.0, None, "measured"), "s") == ""


def test_the_budget_is_to_scale():
    left, spent = classed(tree(figures.budget(30.0, 90.0, "b")), "lane")
    assert float(spent.attrib["width"]) / float(left.attrib["width"]) == 0.25
    assert "25% of the budget" in figures.budget(30.0, 90.0, "b")
    assert "100% of the budget" in figures.budget(30.0, -5.0, "b") and figures.budget(0.0, 0.0, "b") == ""


def test_the_curve_has_a_point_a_known_round_and_a_gap_for_the_refused():
    story = realistic()
    found = tree(figures.curve(story, "c"))
    wide = classed(found, "wide")[0]
    known = [r for r in story.rounds if r.quality.value is not None]
    line = next(e for e in classed(wide, "line") if e.tag == "polyline")
    points = np.array([[float(v) for v in p.split(",")] for p in line.attrib["points"].split()])
    assert len(points) == len(known)
    labels = np.array([r.labels for r in known])
    assert np.corrcoef(points[:, 0], labels)[0, 1] == pytest.approx(1, abs=1e-6)
    values = np.array([r.quality.value for r in known])
    assert np.corrcoef(points[:, 1], values)[0, 1] == pytest.approx(-1, abs=1e-4)


def test_certificates_what_is_wished_for_and_what_is_expected_are_marked():
    story = realistic()
    found = tree(figures.curve(story, "c"))
    narrow = classed(found, "narrow")[0]
    marks = [r for r in story.rounds if r.certificate is not None]
    assert len(classed(narrow, "certificate")) == len(marks) == 3
    assert (
        len(classed(narrow, "target"))
        == len(classed(narrow, "expected"))
        == len(classed(narrow, "whisker"))
        == 1
    )
    plain = replace(
        story, projection=None, target=None, rounds=[replace(r, certificate=None) for r in story.rounds]
    )
    found = tree(figures.curve(plain, "c"))
    assert not classed(found, "certificate") + classed(found, "target") + classed(found, "expected")
    assert len(list(found.iter("li"))) == 2


def test_the_curve_in_words():
    said = figures.describe(realistic())
    assert "accuracy 88.8% (81.1 to 93.6%) at 400 labels" in said and "expected 89.2%" in said


def test_one_round_is_a_point_and_none_is_nothing():
    e = Estimate("accuracy", 0.8, 0.7, 0.88, n=60)
    one = Story("T", realistic().status, WHEN, rounds=[Round(40, e)])
    assert "<polyline" not in figures.curve(one, "c") and "<circle" in figures.curve(one, "c")
    assert figures.spark(one, "s") == ""
    assert figures.curve(refused(), "c") == figures.spark(refused(), "s") == ""


def test_a_flat_curve_and_a_curve_of_errors_are_drawn():
    e = Estimate("rmse", 2.0, 1.5, 2.6, n=60)
    flat = Story(
        "T", realistic().status, WHEN, rounds=[Round(n, e) for n in (20, 40)], projection=Estimate("rmse")
    )
    assert "nan" not in figures.curve(flat, "c") and "%" not in figures.describe(flat)
    assert "nan" not in figures.spark(flat, "s")


def test_the_small_curve_ends_in_what_is_expected():
    story = realistic()
    found = tree(figures.spark(story, "s"))
    assert len(classed(found, "expected")) == 1 and len(classed(found, "ring")) == 1
    assert classed(tree(figures.spark(replace(story, projection=None), "s")), "expected") == []
