"""Steps: answers up to the first error, what they teach, what a model says of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import from_config, to_config
from labelwise.tasks import Steps
from labelwise.types import Answer, Ragged

TASK = Steps((-1, 0, 1), stop_at=-1)
ITEM = {"question": "q", "steps": ["a", "b", "c", "d"]}


def told(value, item="0", id="a", kind="is", **more):
    return Answer(id, "q", "human:anna", kind, value, item=item, **more)


def checked(value):
    return TASK.check(told(value), payload=lambda: ITEM).value


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"s1": 1, "s2": 0, "s3": -1}, {"s1": "1", "s2": "0", "s3": "-1"}),
        ({"s2": 1, "s1": 1.0}, {"s1": "1", "s2": "1"}),
        ([1, 1, 1, 1], {"s1": "1", "s2": "1", "s3": "1", "s4": "1"}),
        (np.array([-1]), {"s1": "-1"}),
        (("1", "-1"), {"s1": "1", "s2": "-1"}),
    ],
    ids=str,
)
def test_valid_answers_become_mappings(value, kept):
    assert checked(value) == kept
    assert list(checked(value)) == list(kept)
    assert checked(kept) == kept


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"s1": -1, "s2": 1}, "step s2 has a value after '-1' at step s1.*nothing after the first error"),
        ([1, -1, -1], "step s3 has a value after '-1' at step s2"),
        (
            {"s1": 1, "s3": 1},
            "step s3 has a value and step s2 before it has none.*To fix: say what step s2 is",
        ),
        ({"s2": 1}, "step s2 has a value and step s1 before it has none"),
        ({"s5": 1}, "there is no step s5. Allowed: s1 to s4"),
        ([1, 1, 1, 1, 1], "there is no step s5"),
        ({"s0": 1}, "there is no step 's0'. Allowed: s1, s2"),
        ({"t1": 1}, "there is no step 't1'"),
        ({1: 1}, "there is no step 1"),
        ({"s1": 2}, "the answer 2 is no class. Allowed: -1, 0, 1"),
        ({}, "the answer is {}"),
        ([], "the answer is {}"),
        (1, "the answer is 1. Allowed: a mapping such as"),
        ("1", "the answer is '1'"),
    ],
    ids=str,
)
def test_bad_answers(value, wanted):
    with pytest.raises(BadAnswer, match=wanted):
        checked(value)


def test_kinds_and_parts_that_mean_nothing():
    for kind in ("not", "among", "other"):
        with pytest.raises(BadAnswer, match=f"kind '{kind}'"):
            TASK.check(told(None, kind=kind))
    with pytest.raises(BadAnswer, match="about part 's2'"):
        TASK.check(told([1], part="s2"))
    assert TASK.check(told(None, kind="skip")).kind == "skip"


@pytest.mark.parametrize("values", [[1], [1, 1]], ids=str)
def test_bad_values(values):
    with pytest.raises(BadParameter):
        Steps(values)


def test_a_stop_that_is_no_value():
    with pytest.raises(BadParameter, match=r"stop_at is 7\. Allowed: 0, 1"):
        Steps([0, 1], stop_at=7)


def test_targets_hold_the_steps_that_were_judged_and_no_other():
    answers = [
        told({"s1": "1", "s2": "-1"}, "3"),
        told({"s1": "0"}, "1", id="b"),
        told(None, "2", "c", "skip"),
    ]
    made = TASK.targets(answers, int)
    assert (made.rows.tolist(), made.part.tolist(), made.value.tolist()) == ([1, 3, 3], [0, 0, 1], [1, 2, 0])
    assert made.by == ("human:anna",) * 3 and made.kind == "hard"
    assert TASK.enough(made) and not TASK.enough(TASK.targets(answers[1:], int))


def test_several_answers_are_joined_step_by_step():
    values = [{"s1": "1", "s2": "1", "s3": "-1"}, {"s1": "1", "s2": "-1"}, {"s1": "1", "s2": "1", "s3": "1"}]
    answers = [told(v, id=str(k)) for k, v in enumerate(values)]
    assert TASK.consensus(answers) == {"s1": "1", "s2": "1", "s3": "-1"}
    assert TASK.targets(answers, int).part.tolist() == [0, 1, 2]
    assert TASK.targets(answers, int, ("soft",)).value[1].round(2).tolist() == [0.33, 0, 0.67]
    assert TASK.consensus([]) is None and TASK.consensus([told(None, kind="skip")]) is None


def test_an_answer_of_a_model_counts_only_where_no_person_answered():
    machine = Answer("m", None, "model:m1", "is", {"s1": "0", "s2": "0"}, item="0", weight=0.5)
    made = TASK.targets([machine, told({"s1": "1"})], int)
    assert made.value.tolist() == [2, 1] and made.weight.tolist() == [1.0, 0.5]


@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=6), min_size=1, max_size=5))
def test_labels_have_no_gap_and_nothing_after_the_first_error(lists):
    task = Steps([0, 1], stop_at=0)
    answers = []
    for k, values in enumerate(lists):
        cut = values[: values.index(0) + 1] if 0 in values else values
        answers.append(task.check(told(cut, id=str(k))))
    label = task.consensus(answers)
    assert list(label) == [f"s{k + 1}" for k in range(len(label))]
    assert "0" not in list(label.values())[:-1]
    assert task.check(told(label)).value == label
    targets = task.targets(answers, int)
    assert len(targets) == max(len(a.value) for a in answers)


def test_predictions_of_ragged_probabilities():
    proba = Ragged(
        np.array([[0.1, 0.2, 0.7], [0.6, 0.2, 0.2], [0.1, 0.1, 0.8], [0.2, 0.3, 0.5]]), np.array([0, 3, 4, 4])
    )
    labels, sure = TASK.predictions(proba)
    assert labels == [{"s1": "1", "s2": "-1"}, {"s1": "1"}, {}]
    assert sure.round(2).tolist() == [0.42, 0.5, 1.0]


def test_export_and_parse():
    label = {"s1": "1", "s2": "-1"}
    assert TASK.export(label) == ["1", "-1"] and TASK.export(None) is None
    assert TASK.check(told(TASK.parse("1| -1"))).value == label
    assert TASK.names(label) == ("1", "-1") and TASK.options() == ("-1", "0", "1")
    assert from_config(to_config(TASK)) == TASK
