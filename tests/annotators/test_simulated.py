"""The simulated annotator knows the truth and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.annotators import Simulated
from labelwise.errors import BadData, UnknownName
from labelwise.pool import Pool
from labelwise.types import Query


def test_it_answers_with_the_truth_in_the_order_asked():
    pool = Pool(np.eye(3), ids=["a", "b", "c"])
    annotator = Simulated.of(pool, ["x", "y", "z"])
    assert annotator([Query("q1", "c"), Query("q2", "a")]) == ["z", "x"]
    assert annotator([]) == []
    assert annotator.by == "simulated"


def test_an_unknown_item_is_refused():
    with pytest.raises(BadData, match="no true label for item 'b'"):
        Simulated({"a": 1})([Query("q1", "a"), Query("q2", "b")])


def test_another_number_of_labels_is_refused():
    with pytest.raises(BadData, match="2 true labels for 3 items"):
        Simulated.of(Pool(np.eye(3)), [0, 1])


def test_it_answers_as_the_form_wants():
    annotator = Simulated({"a": 3})
    questions = [
        Query("q1", "a", form="yes-no", proposal="3"),
        Query("q2", "a", form="verify", proposal="4"),
        Query("q3", "a", form="candidate-set", options=("1", "2")),
        Query("q4", "a", form="name-one"),
    ]
    assert annotator(questions) == [True, 3, ("none", 3), 3]
    with pytest.raises(UnknownName, match=r"there is no form named 'yesno'.*did you mean 'yes-no'"):
        annotator([Query("q1", "a", form="yesno")])
