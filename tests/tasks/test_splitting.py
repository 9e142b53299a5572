"""Answers about items are split into answers about parts."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.tasks import Classification
from labelwise.tasks.splitting import by_part, part_labels, part_targets, parts_in
from labelwise.types import Answer

SINGLE = Classification(["x", "y"])


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


def test_labels_are_majorities():
    answers = [told("a", p1="x"), told("b", p1="y"), told("c", p1="y", p2="x")]
    assert part_labels(answers, split, SINGLE) == {1: "y", 2: "x"}


def test_targets_are_sorted_by_item_and_part():
    answers = [told("a", "7", p3="y", p1="x"), told("b", "2", p4="y")]
    made = part_targets(answers, int, split, SINGLE, "hard")
    assert (made.rows.tolist(), made.part.tolist(), made.value.tolist()) == ([2, 7, 7], [4, 1, 3], [1, 0, 1])
    none = part_targets([], int, split, SINGLE, "hard")
    assert len(none) == 0 and none.part.tolist() == []


def test_an_item_has_as_many_parts_as_its_list_or_its_features():
    assert parts_in(None, "steps") is None
    assert parts_in(lambda: {"steps": ["a"]}, "steps") == 1
    assert parts_in(lambda: np.zeros((4, 2)), "steps") == 4
    for item in ({"steps": 3}, {"lines": ["a"]}, "text"):
        with pytest.raises(BadData, match="a list in the column 'steps'"):
            parts_in(lambda item=item: item, "steps")
