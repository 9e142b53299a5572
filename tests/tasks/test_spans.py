"""Spans: full and partial answers, what they teach, what a model says of them."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import from_config, to_config
from labelwise.tasks import Spans
from labelwise.types import Answer, Ragged

TASK = Spans(["PER", "LOC"])
ITEM = {"tokens": ["Anna", "Li", "left", "New", "York"]}


def told(value, item="0", id="a", kind="is", **more):
    return Answer(id, "q", "human:anna", kind, value, item=item, **more)


def checked(value, payload=lambda: ITEM):
    return TASK.check(told(value), payload=payload).value


def test_a_list_is_the_whole_truth():
    kept = {"t0:2": "PER", "t2:3": "O", "t3:5": "LOC"}
    assert checked([(3, 5, "LOC"), (0, 2, "PER")]) == kept
    assert checked([[0, 2, "PER"], [3, 5, "LOC"]]) == kept
    assert list(checked([(3, 5, "LOC"), (0, 2, "PER")])) == list(kept)
    assert checked([]) == {"t0:5": "O"}
    assert checked(kept) == kept


def test_a_mapping_names_what_was_observed():
    assert checked({"t3:5": "LOC"}) == {"t3:5": "LOC"}
    assert checked({"t3:5": "LOC", "t0:1": "O"}, None) == {"t0:1": "O", "t3:5": "LOC"}
    made = TASK.targets([TASK.check(told({"t3:5": "LOC"}))], int)
    assert made.part.tolist() == [3, 4] and [TASK.classes[k] for k in made.value] == ["B-LOC", "I-LOC"]
    whole = TASK.targets([told(checked([(3, 5, "LOC")]))], int)
    assert [TASK.classes[k] for k in whole.value] == ["O", "O", "O", "B-LOC", "I-LOC"]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ([(0, 2, "PER"), (1, 3, "LOC")], "t0:2 and t1:3 overlap"),
        ([(3, 6, "LOC")], "no tokens t3:6. Allowed: tokens 0 to 4"),
        ([(2, 2, "LOC")], "no tokens 't2:2'"),
        ([(-1, 2, "LOC")], "no tokens 't-1:2'"),
        ([(0, 1, "ORG")], "'ORG' is no class. Allowed: PER, LOC, O"),
        ({"t0:9": "PER"}, "no tokens t0:9"),
        ({"s1": "PER"}, "no tokens 's1'"),
        ({"t0:1": "B-PER"}, "'B-PER' is no class"),
        ({}, "the answer is {}"),
        ("PER", "the answer is 'PER'"),
        ([(0, 1)], "the answer is"),
    ],
    ids=str,
)
def test_bad_answers(value, wanted):
    with pytest.raises(BadAnswer, match=wanted):
        checked(value)


def test_a_list_without_its_item_is_refused():
    with pytest.raises(BadAnswer, match="a list of spans without the item"):
        checked([(0, 1, "PER")], None)


def test_kinds_and_parts_that_mean_nothing():
    with pytest.raises(BadAnswer, match="kind 'not'"):
        TASK.check(told(["PER"], kind="not"))
    with pytest.raises(BadAnswer, match="about part 't0:1'"):
        TASK.check(told([], part="t0:1"))
    assert TASK.check(told(None, kind="unsure")).kind == "unsure"


@pytest.mark.parametrize("entities", [[], ["O"], ["PER", "PER"], ["PER", "O"]], ids=str)
def test_bad_entities(entities):
    with pytest.raises(BadParameter):
        Spans(entities)


def test_several_answers_are_joined_token_by_token():
    values = [{"t0:2": "PER", "t2:5": "O"}, {"t0:1": "PER", "t1:2": "O"}, {"t0:2": "PER"}]
    answers = [told(v, id=str(k)) for k, v in enumerate(values)]
    assert TASK.consensus(answers) == {"t0:2": "PER", "t2:5": "O"}
    assert TASK.consensus([]) is None
    made = TASK.targets(answers, int, ("votes",))
    assert made.part.tolist() == [0, 1, 2, 3, 4] and made.value[1].tolist() == [1, 0, 2, 0, 0]


def test_predictions_of_ragged_probabilities():
    sure = np.eye(5)[[1, 2, 0, 0, 4]] * 0.8 + 0.04
    labels, confidence = TASK.predictions(Ragged(sure, np.array([0, 3, 3, 5])))
    assert labels == [{"t0:2": "PER", "t2:3": "O"}, {}, {"t0:1": "O", "t1:2": "LOC"}]
    assert confidence.round(2).tolist() == [0.84, 1.0, 0.84]


def test_export_and_parse():
    label = {"t0:2": "PER", "t3:4": "O"}
    assert TASK.export(label) == ["B-PER", "I-PER", None, "O"] and TASK.export(None) is None
    assert TASK.parse("B-PER| I-PER||O") == label
    with pytest.raises(BadAnswer, match=r"'PER' is no class. Allowed: O, B-PER"):
        TASK.parse("PER|O")
    assert TASK.names(label) == ("B-PER", "I-PER", "O") and TASK.options() == ("PER", "LOC")
    assert from_config(to_config(TASK)) == TASK
    assert TASK.enough(TASK.targets([told(label)], int))
