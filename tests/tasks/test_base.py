"""What a task has without doing anything for it."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.tasks import Classification, as_task
from labelwise.tasks.base import chosen


def test_the_first_kind_that_both_know_is_taken():
    task = Classification(["x", "y"])
    assert chosen(("hard", "soft"), ("partial", "soft", "hard"), task) == "soft"
    with pytest.raises(BadParameter, match=r"accepts \('real',\).*hard or soft targets for Classification"):
        chosen(("hard", "soft"), ("real",), task)


def test_a_task_with_fixed_classes_takes_no_new_ones():
    with pytest.raises(BadParameter, match="takes no new classes"):
        Classification(["x", "y"]).grown(["z"])


def test_a_classification_asks_about_items():
    assert Classification(["x", "y"]).units(np.eye(3)) is None
    assert as_task(Classification(["x", "y"])).widget == "one"
