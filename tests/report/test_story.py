"""Records of the report: what they derive, and what they refuse."""

from __future__ import annotations

import pytest

from labelwise.errors import BadData
from labelwise.report.story import Person, Round, Story, Versions
from labelwise.types import Estimate

from .stories import WHEN, realistic


def test_a_story_needs_a_title_a_status_and_a_time():
    story = Story("T", realistic().status, WHEN)
    assert (story.rounds, story.metrics, story.findings, story.annotators) == ((), (), (), ())
    assert story.certificate is story.projection is story.target is story.agreement is None


def test_rounds_out_of_order_are_refused():
    rounds = [Round(40, Estimate()), Round(20, Estimate())]
    with pytest.raises(BadData, match=r"labels \[40, 20\].*sort the rounds"):
        Story("T", realistic().status, WHEN, rounds=rounds)


@pytest.mark.parametrize(
    ("person", "each"),
    [
        (Person("a", 4, 10.0), 2.5),
        (Person("a", 4), None),
        (Person("a", 0, 0.0), None),
        (Person("a", 2, 0.0), 0.0),
    ],
)
def test_seconds_an_answer(person, each):
    assert person.each == each


def test_only_known_versions_are_listed():
    assert Versions("sha", "m1", "0.1", "3.12").rows() == [
        ("data", "sha"), ("model", "m1"), ("labelwise", "0.1"), ("Python", "3.12"),
    ]  # fmt: skip
    assert Versions().rows() == []
