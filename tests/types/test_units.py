"""Units as text; several values an item."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.types import Ragged, Unit, Units

TRICKY = st.text(st.sampled_from("#%235a"), max_size=8) | st.text(max_size=8)


@given(TRICKY, TRICKY)
def test_a_unit_comes_back_from_its_text(item, part):
    assert Unit.parse(str(Unit(item, part))) == Unit(item, part)


@given(TRICKY, TRICKY, TRICKY, TRICKY)
def test_different_units_have_different_texts(a, b, c, d):
    assert (str(Unit(a, b)) == str(Unit(c, d))) is (Unit(a, b) == Unit(c, d))


def test_units_are_ordered_and_hashable():
    assert sorted({Unit("b"), Unit("a", "2"), Unit("a")}) == [Unit("a"), Unit("a", "2"), Unit("b")]


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=6))
def test_ragged_equals_a_list_of_lists(rows):
    values = np.array([v for row in rows for v in row], dtype=np.int64)
    ragged = Ragged(values, np.cumsum([0, *map(len, rows)]))
    assert len(ragged) == len(rows)
    assert [r.tolist() for r in ragged] == rows
    assert ragged.parents().tolist() == [i for i, row in enumerate(rows) for _ in row]
    for i in range(-len(rows), len(rows)):
        assert ragged[i].tolist() == rows[i]
    for i in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError):
            ragged[i]


def test_ragged_takes_lists_and_shares_memory():
    values = np.arange(6.0).reshape(3, 2)
    ragged = Ragged(values, [0, 1, 3])
    assert np.shares_memory(ragged[1], values) and ragged[1].shape == (2, 2)


@pytest.mark.parametrize("offsets", [[], [0], [1, 3], [0, 2], [0, 2, 1, 3], [0.0, 3.0], [[0, 3]]])
def test_offsets_that_do_not_fit(offsets):
    with pytest.raises(BadData, match=r"do not fit 3 values.*non-decreasing offsets from 0 to len\(values\)"):
        Ragged(np.zeros(3), np.array(offsets))


class Letters(Units):
    def part(self, row):
        return "abcdef"[self.inner[row]]

    def inner_of(self, item, part):
        return "abcdef".find(part)


def test_units_know_their_items_and_parts():
    units = Letters(np.array([0, 2, 2, 5]), inner=np.array([0, 3, 1, 2, 5]))
    assert len(units) == 5
    assert units.parents(np.arange(5)).tolist() == [0, 0, 2, 2, 2]
    assert [units.part(r) for r in range(5)] == ["a", "d", "b", "c", "f"]
    assert [units.find(0, "d"), units.find(2, "f")] == [1, 4]


@pytest.mark.parametrize(("item", "part"), [(0, "b"), (0, "f"), (1, "a"), (2, "z")])
def test_a_part_that_is_not_asked_about_is_refused(item, part):
    units = Letters(np.array([0, 2, 2, 5]), inner=np.array([0, 3, 1, 2, 5]))
    with pytest.raises(BadData, match=f"item {item} has no part '{part}'"):
        units.find(item, part)


@pytest.mark.parametrize("rows", [[1, 2], [2, 0, 2], [], slice(0, 2), [0, 1, 2]])
def test_chosen_items_of_a_ragged(rows):
    thing = Ragged(np.arange(10.0).reshape(5, 2), np.array([0, 2, 2, 5]))
    taken = thing.take(rows)
    wanted = [thing[i].tolist() for i in np.arange(3)[rows]]
    assert [taken[k].tolist() for k in range(len(taken))] == wanted
