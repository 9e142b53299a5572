"""Name one class that is there."""

from __future__ import annotations

from collections import Counter

import pytest

from labelwise.errors import BadAnswer
from labelwise.tasks import Classification
from labelwise.tasks.forms import NameOne
from labelwise.types import Answer, Query

QUESTION = Query("q1", "a", form="name-one")


@pytest.mark.parametrize("raw", ["beach", ["beach"], ("beach",)])
def test_one_name(raw):
    assert NameOne().read(QUESTION, raw) == ("is", {"beach": True})


@pytest.mark.parametrize("raw", [[], ["beach", "sea"], {"beach": True}, True, [True]])
def test_more_or_less_than_one(raw):
    with pytest.raises(BadAnswer, match=r"asks for one that is there.*Allowed: one name"):
        NameOne().read(QUESTION, raw)


def test_nothing_is_a_skip():
    assert NameOne().read(QUESTION, None) == ("skip", None)


def test_where_there_is_exactly_one_class_it_is_that():
    kind, value = NameOne().read(QUESTION, 3)
    checked = Classification(range(5)).check(Answer("a1", "q1", "human", kind, value))
    assert (checked.kind, checked.value) == ("is", "3")


@pytest.mark.parametrize(
    ("truth", "there"),
    [
        (["sea", "beach"], {"sea", "beach"}),
        ({"sea": True, "snow": False, "beach": True}, {"sea", "beach"}),
        ("sea", {"sea"}),
        ([], {None}),
    ],
)
def test_who_knows_the_truth_names_each_of_them_now_and_then(truth, there):
    named = Counter(NameOne.truthful(Query(f"q{k}", "a"), truth) for k in range(200))
    assert set(named) == there
    assert min(named.values()) > 60 or len(there) == 1
