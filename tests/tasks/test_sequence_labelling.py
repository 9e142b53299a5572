"""What tasks about sequences share: answers are joined and taught part by part."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.tasks.sequence_labelling import SequenceLabelling
from labelwise.types import Answer, Ragged


class Letters(SequenceLabelling):
    """Each part is x or y."""

    classes = ("x", "y")

    def split(self, answer):
        return {int(part[1:]): v for part, v in answer.value.items()}

    def predicted(self, proba):
        return {f"p{k}": self.classes[c] for k, c in enumerate(proba.argmax(axis=1))}, float(len(proba))

    def check(self, answer, query=None, payload=None):
        return answer

    def consensus(self, answers):
        return {f"p{k}": label for k, label in self._joined(answers).items()} or None


TASK = Letters()


def told(id, item="0", by="human:anna", **said):
    return Answer(id, "q", by, "is", said, item=item)


def test_labels_are_majorities():
    answers = [told("a", p1="x"), told("b", p1="y"), told("c", p1="y", p2="x")]
    assert TASK.consensus(answers) == {"p1": "y", "p2": "x"} and TASK.consensus([]) is None


def test_targets_are_sorted_by_item_and_part():
    answers = [told("a", "7", p3="y", p1="x"), told("b", "2", p4="y")]
    made = TASK.targets(answers, int)
    assert (made.rows.tolist(), made.part.tolist(), made.value.tolist()) == ([2, 7, 7], [4, 1, 3], [1, 0, 1])
    none = TASK.targets([], int)
    assert len(none) == 0 and none.part.tolist() == []
    assert TASK.enough(made) and not TASK.enough(none)


def test_shares_of_the_answers_about_a_part():
    answers = [told("a", p1="x"), told("b", p1="y"), told("c", p1="y", p2="x")]
    assert TASK.targets(answers, int, ("soft",)).value.round(2).tolist() == [[0.33, 0.67], [1, 0]]
    with pytest.raises(BadParameter, match="hard or soft or votes targets for Letters"):
        TASK.targets(answers, int, ("tags",))


def test_every_item_of_a_ragged_output_is_predicted():
    proba = Ragged(np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]), np.array([0, 2, 2, 3]))
    labels, sure = TASK.predictions(proba)
    assert labels == [{"p0": "x", "p1": "y"}, {}, {"p0": "y"}] and sure.tolist() == [2, 0, 1]
    labels, sure = TASK.predictions(proba.take([]))
    assert labels == [] and sure.dtype == np.float64
