"""Answers about items are split into answers about parts."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.tasks.splitting import by_part, parts_in
from labelwise.types import Answer


def told(id, item="0", by="human:anna", **said):
    return Answer(id, "q", by, "is", said, item=item)


def split(answer):
    return {int(k[1:]): v for k, v in answer.value.items()}


def test_parts_are_in_order_and_only_those_named_are_there():
    made = by_part([told("a", p5="x"), told("b", p2="y", p5="y")], split)
    assert list(made) == [2, 5]
    assert [a.value for a in made[5]] == ["x", "y"]


def test_a_machine_counts_only_where_no_person_spoke():
    made = by_part([told("a", by="model:m1", p1="x", p2="x"), told("b", p2="y")], split)
    assert [a.value for a in made[1] + made[2]] == ["x", "y"]


def test_an_item_has_as_many_parts_as_its_list_or_its_features():
    assert parts_in(None, "steps") is None
    assert parts_in(lambda: {"steps": ["a"]}, "steps") == 1
    assert parts_in(lambda: np.zeros((4, 2)), "steps") == 4
    for item in ({"steps": 3}, {"lines": ["a"]}, "text"):
        with pytest.raises(BadData, match="a list in the column 'steps'"):
            parts_in(lambda item=item: item, "steps")
