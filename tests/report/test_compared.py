"""Figures of classes and groups stand side by side, with their intervals."""

from __future__ import annotations

import re

from labelwise.report.compared import families, side_by_side
from labelwise.types import Estimate

from .stories import BAD, metrics


def test_families_are_what_differs_in_one_name_alone():
    found = {head: [name for name, _ in rows] for head, rows in families(metrics()).items()}
    assert found == {
        "f1 of": ["spam", "not spam"],
        "accuracy where channel =": ["mail", "web form", "chat"],
    }


def test_one_alone_or_only_refused_ones_are_no_family():
    assert families([Estimate("f1 of a", 0.5), Estimate("accuracy", 0.5)]) == {}
    assert families([Estimate("f1 of a"), Estimate("f1 of b", 0.5)]) == {}
    assert side_by_side([Estimate("accuracy", 0.9)]) == ""


def test_each_family_is_a_picture_with_intervals():
    markup = side_by_side(metrics())
    assert markup.count("<figure") == 2 and "F1 by class" in markup and "Accuracy by channel" in markup
    assert markup.count('class="reach"') == 5 and "telephone" not in markup
    assert {"88.4%", "91.3%"} <= set(re.findall(r">([\d.]+%)<", markup))


def test_hostile_names_stay_text():
    markup = side_by_side([Estimate(f"f1 of {BAD}", 0.5, 0.4, 0.6), Estimate("f1 of b", 0.4)])
    assert "<svg" in markup and "<script" not in markup
