"""The class that a question proposes."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadAnswer
from labelwise.strategy import View
from labelwise.tasks.forms.proposing import needs_of, proposal, proposed, right
from labelwise.types import Posed, Query

VIEW = View.from_arrays(proba=np.array([[0.2, 0.8], [0.6, 0.4]]), teacher_predicted=np.array([0, 0]))


def test_the_most_probable_class_with_its_probability():
    made = proposed(VIEW, np.array([1, 0]), "prediction", ("yes", "no"))
    assert made == [Posed(("yes", "no"), 0, 0.6), Posed(("yes", "no"), 1, 0.8)]
    assert type(made[0].proposal) is int and type(made[0].confidence) is float
    assert needs_of("prediction") == ("proba",)


def test_a_class_from_the_view():
    assert proposed(VIEW, np.array([0]), "teacher_predicted") == [Posed((), 0)]
    assert needs_of("teacher_predicted") == ("teacher_predicted",)


def test_a_question_that_proposes_nothing():
    with pytest.raises(BadAnswer, match="the question 'q1' proposes nothing"):
        proposal(Query("q1", "a", form="yes-no"))


def test_numbers_and_their_texts_are_one_class():
    assert right(Query("q1", "a", proposal="3"), np.int64(3))
    assert not right(Query("q1", "a", proposal="3"), 4)
