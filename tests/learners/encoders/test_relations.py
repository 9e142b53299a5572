"""What a step shares with its question and with the steps before."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.learners.encoders.relations import RELATIONS, relations


def test_what_a_step_shares_with_question_and_earlier_steps():
    steps = ["12 plus 30", "that is 43", "so 43"]
    first, second, third = found = list(relations("What is 12 plus 30?", steps))
    assert [len(line) for line in found] == [RELATIONS] * 3
    assert first[:3] == [1 / 3, 0, 0]  # place, and is it the last
    assert third[:3] == pytest.approx([1, np.log(3), 1])
    assert first[3] == pytest.approx(np.log(11) / 5)  # its length
    assert first[4:] == [1, 0, 0, 2 / 3, 1, 0, 0]  # all its words and numbers were in the question
    assert second[4:] == [1 / 3, 0, 0, 1 / 3, 0, 0, 1]  # 43 is new
    assert third[4:] == [0, 1 / 2, 1 / 2, 1 / 2, 0, 1, 0]  # 43 was said


def test_without_a_question_without_words_without_steps():
    assert list(relations("", [])) == []
    assert next(relations("", ["a b"]))[4] == 0 and next(relations("a", ["+"]))[4:] == [0] * 7
