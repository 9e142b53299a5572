"""Rows check themselves, and a paper's state follows from its parts."""

from __future__ import annotations

import pytest

from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.papers.records import Method, Paper, Part, by_measure, planned
from labelwise.strategy import Strategy


def test_state_follows_from_the_parts():
    done = Part("a", state="works", where="labelwise.papers:Part", proof="tests/test_a.py::test_a")
    for parts, state in [((done,), "works"), ((done, Part("b")), "partly"), ((Part("b"),), "planned")]:
        assert Paper("X001", "T", "H.", "R", parts).state == state
    assert planned("a", "b") == (Part("a"), Part("b"))


def test_wrong_rows_are_refused():
    with pytest.raises(BadParameter, match="works without where and proof"):
        Part("a", state="works", where="labelwise.papers:Part")
    with pytest.raises(BadParameter, match="one of 'planned', 'works'"):
        Part("a", state="done")
    with pytest.raises(BadParameter, match="one of 'data', 'model', 'prediction'"):
        Method(
            name="a",
            paper="classic",
            build="a:b",
            taxonomy="luck",
            reference="",
            proof="",
            cost="",
            summary="",
        )


def test_a_method_builds_something_that_selects():
    row = Method(
        name="a", paper="classic", build="builtins:object", taxonomy="data", reference="", proof="",
        cost="", summary="",
    )  # fmt: skip
    with pytest.raises(BadParameter, match=r"method 'a' builds <object.*select\(\)"):
        row.strategy()


def test_by_measure_takes_the_highest_scores():
    strategy = by_measure("margin")()
    assert strategy == Strategy(measure=margin)
    assert strategy.needs == ("proba",)
    with pytest.raises(AttributeError, match="no measure 'margn'"):
        by_measure("margn")()
