"""What a task has without doing anything for it."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadAnswer, BadParameter
from labelwise.tasks import Classification, Regression, Tags, as_task
from labelwise.tasks.base import chosen
from labelwise.types import Answer


def test_the_first_kind_that_both_know_is_taken():
    task = Classification(["x", "y"])
    assert chosen(("hard", "soft"), ("partial", "soft", "hard"), task) == "soft"
    with pytest.raises(BadParameter, match=r"accepts \('real',\).*hard or soft targets for Classification"):
        chosen(("hard", "soft"), ("real",), task)


def test_a_task_with_fixed_classes_takes_no_new_ones():
    with pytest.raises(BadParameter, match="takes no new classes"):
        Classification(["x", "y"]).grown(["z"])


@pytest.mark.parametrize(
    ("task", "value"), [(Classification(["x", "y"]), "x"), (Regression(), 1.0), (Tags(["x"]), ["x"])], ids=str
)
def test_an_answer_about_a_part_means_nothing_where_questions_are_about_items(task, value):
    answer = Answer("a1", "q1", "human:anna", "is", value, item="7", part="p1,2")
    with pytest.raises(BadAnswer, match=r"part 'p1,2' of item '7'. Allowed: answers about whole items"):
        task.check(answer)


def test_a_classification_asks_about_items():
    assert Classification(["x", "y"]).units(np.eye(3)) is None
    assert as_task(Classification(["x", "y"])).widget == "one"
