"""Answers put together by unit."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.tasks.grouping import grouped, heard
from labelwise.types import Answer, Units


def answer(value, item="0", part="", by="human:anna", kind="is", weight=1.0):
    return Answer(f"{item}{part}{by}{value}", "q1", by, kind, value, item=item, part=part, weight=weight)


class Letters(Units):
    """Every item has the parts a to e, of which b is never asked about."""

    def __init__(self, items):
        super().__init__(np.arange(items + 1) * 4, np.tile([0, 2, 3, 4], items))

    def part(self, row):
        return "abcde"[self.inner[row]]

    def inner_of(self, item, part):
        return "abcde".find(part)


def test_items_in_the_order_of_the_pool():
    made = grouped([answer("x", "7"), answer("y", "2"), answer("z", "7")], lambda i: 10 - int(i))
    assert made.rows.tolist() == [3, 8] and made.part is None and len(made) == 2
    assert [[a.value for a in group] for group in made.answers] == [["x", "z"], ["y"]]


def test_parts_are_units_of_their_own():
    given = [answer("x", "1", "c"), answer("y", "0", "e"), answer("z", "1", "a"), answer("w", "1", "c")]
    made = grouped(given, int, Letters(2))
    assert made.rows.tolist() == [0, 1, 1] and made.part.tolist() == [4, 0, 2]
    assert [len(group) for group in made.answers] == [1, 1, 2]


@pytest.mark.parametrize("part", ["b", "x"])
def test_a_part_that_is_no_unit(part):
    with pytest.raises(BadData, match=f"has no part '{part}' to ask about"):
        grouped([answer("x", "1", part)], int, Letters(2))


def test_who_is_heard():
    own, person, nothing = answer("x", by="model:m1"), answer("y"), answer(None, kind="skip")
    assert heard([own, nothing]) == [own]
    assert heard([own, person, nothing]) == [person]
    assert heard([answer("x", weight=0.0)]) == heard([nothing]) == []
    assert heard([answer("x", by="llm:any@1"), person]) == [answer("x", by="llm:any@1"), person]


def test_nothing_said_is_no_group():
    made = grouped([answer(None, kind="skip"), answer("n", kind="flag")], int)
    assert len(made) == 0 and made.rows.shape == (0,) and made.weights().shape == (0,)


def test_weights_and_names_are_those_of_the_group():
    made = grouped([answer("x", by="model:a", weight=0.25), answer("x", by="model:b", weight=0.75)], int)
    assert made.weights().tolist() == [0.5] and made.by() == ("model:b",)


def test_some_of_the_groups():
    made = grouped([answer("x", i, "c") for i in "012"], int, Letters(3))[np.array([0, 2])]
    assert made.rows.tolist() == [0, 2] and made.part.tolist() == [2, 2] and len(made.answers) == 2
