"""Targets of each kind, and the sentence about what is lost."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.tasks import Classification
from labelwise.tasks.grouping import grouped
from labelwise.tasks.teaching import class_targets
from labelwise.types import Answer, Units

TASK = Classification(["a", "b", "c"])


def answer(kind, value, item):
    return Answer(f"{item}{kind}{value}", "q1", "human:anna", kind, value, item=item)


TOLD = [
    answer("is", "a", "0"),
    answer("is", "a", "1"), answer("is", "b", "1"), answer("is", "b", "1x"),
    answer("not", ["a"], "2"), answer("among", ["a", "b"], "3"), answer("not", ["b"], "4"),
    answer("is", "a", "5"), answer("not", ["a"], "5"),
    answer("is", "c", "6"), answer("not", ["a"], "6"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "rows", "lost"),
    [
        (
            "hard",
            [0, 1, 6],
            "answers that name no single class: 2 not, 1 among; the shares of 1 unit whose answers differ; "
            "1 unit whose answers contradict each other",
        ),
        (
            "soft",
            [0, 1, 6],
            "answers that name no single class: 3 not, 1 among; 1 unit whose answers contradict each other",
        ),
        (
            "partial",
            [0, 1, 2, 3, 4, 6],
            "the shares of 1 unit whose answers differ; 1 unit whose answers contradict each other",
        ),
    ],
)
def test_every_loss_is_counted_by_its_kind(kind, rows, lost):
    groups = grouped(TOLD, lambda item: int(item[0]))
    made = class_targets(groups, TASK.evidence, kind, 3)
    assert sorted(set(made.rows.tolist())) == rows
    assert made.lost == f"lost for a learner of {kind} targets: {lost}"


def test_nothing_lost_is_no_sentence():
    made = class_targets(grouped(TOLD[:1], int), TASK.evidence, "hard", 3)
    assert made.lost == "" and made.value.dtype == np.int64


@pytest.mark.parametrize(("kind", "shape"), [("hard", (0,)), ("soft", (0, 3)), ("partial", (0, 3))])
def test_without_answers_the_shapes_hold(kind, shape):
    made = class_targets(grouped([], int), TASK.evidence, kind, 3)
    assert made.value.shape == shape and len(made) == 0


def test_parts_go_with_their_items():
    class Pair(Units):
        def part(self, row):
            return str(self.inner[row])

        def inner_of(self, item, part):
            return int(part)

    told = [Answer(f"x{p}", "q1", "human", "is", c, item="3", part=p) for p, c in (("1", "b"), ("0", "a"))]
    made = class_targets(grouped(told, int, Pair(np.arange(6) * 2)), TASK.evidence, "hard", 3)
    assert made.rows.tolist() == [3, 3] and made.part.tolist() == [0, 1] and made.value.tolist() == [0, 1]
