"""Tags: what each kind of answer says, how several are joined, what they teach, how they are written."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import from_config, to_config
from labelwise.tasks import Tags
from labelwise.types import Answer

TASK = Tags(["a", "b", "c"])
KNOWN = st.dictionaries(st.sampled_from("abc"), st.booleans(), min_size=1)


def answer(value=None, kind="is", item="0", id="x", by="human:anna", **more):
    return Answer(id, "q1", by, kind, value, item=item, **more)


def checked(value, kind="is", **more):
    return TASK.check(answer(value, kind, **more))


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (["c", "a"], {"a": True, "b": False, "c": True}),
        (("b",), {"a": False, "b": True, "c": False}),
        ({"b"}, {"a": False, "b": True, "c": False}),
        (np.array(["a"]), {"a": True, "b": False, "c": False}),
        ([], {"a": False, "b": False, "c": False}),
        ({"c": False, "a": True}, {"a": True, "c": False}),
        ({"b": np.True_}, {"b": True}),
    ],
)
def test_a_list_says_all_and_a_mapping_what_it_names(value, known):
    found = checked(value).value
    assert found == known and list(found) == sorted(known)
    assert json.loads(json.dumps(found)) == known


def test_numbers_name_tags():
    assert Tags([1, 2]).check(answer([2.0])).value == {"1": False, "2": True}


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (["d"], "is", "'d' is no tag.*Allowed: a, b, c"),
        (["a", "a"], "is", "names a tag twice"),
        ("a", "is", "the answer is 'a'.*a list of tags.*'a': True"),
        ({}, "is", "the answer is {}"),
        (None, "is", "the answer is None"),
        ({"a": 1}, "is", "the answer about the tag 'a' is 1.*True or False"),
        ({"d": True}, "is", "'d' is no tag"),
        ([], "not", "an answer 'not' without a tag"),
        (["d"], "among", "'d' is no tag"),
        ("new", "other", "kind 'other' means nothing to Tags"),
    ],
)
def test_answers_that_are_refused(value, kind, message):
    with pytest.raises(BadAnswer, match=message):
        checked(value, kind)


def test_what_each_kind_says():
    assert TASK.said(checked("b", "not")) == {"b": False}
    assert TASK.said(checked(["c", "a"], "not")) == {"a": False, "c": False}
    assert TASK.said(checked(["a", "b"], "among")) == {"c": False}
    assert TASK.said(checked(["a"])) == {"a": True, "b": False, "c": False}
    for kind in ("unsure", "skip", "flag"):
        assert TASK.said(checked(None, kind)) == {} and TASK.consensus([checked(None, kind)]) is None


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "only 0 tag is named"),
        (["a", "a"], "the tag 'a' is named twice"),
        (["a|b"], "a tag is 'a|b'.*rename it"),
        (["!a"], "a tag is '!a'"),
        (["?"], "a tag is '\\?'"),
        (["[x]"], "a tag is"),
        ([" a"], "a tag is ' a'"),
        ("ab", "the tags are 'ab'"),
    ],
)
def test_tags_that_cannot_be(names, message):
    with pytest.raises(BadParameter, match=message):
        Tags(names)


def test_the_majority_decides_tag_by_tag_and_the_first_among_equals():
    told = [{"a": True, "b": True}, {"a": False, "b": False}, {"a": True}]
    answers = [checked(v, id=f"x{k}") for k, v in enumerate(told)]
    assert TASK.consensus(answers) == {"a": True, "b": True}
    assert TASK.consensus(answers[1:2] + answers[:1]) == {"a": False, "b": False}
    assert TASK.consensus([checked(["b"], "not"), checked(["a", "c"], "among", id="y")]) == {"b": False}


@given(st.lists(KNOWN, min_size=1, max_size=5))
def test_the_consensus_is_that_of_a_plain_count(told):
    found = TASK.consensus([answer(v, id=f"x{k}") for k, v in enumerate(told)])
    for tag in "abc":
        votes = [v[tag] for v in told if tag in v]
        yes, no = votes.count(True), votes.count(False)
        assert found.get(tag) == (None if not votes else votes[0] if yes == no else yes > no)


def test_people_count_before_models():
    told = [answer({"a": True}, by="model:m3"), answer({"b": True}, id="y")]
    assert TASK.consensus(told) == {"b": True} and TASK.consensus(told[:1]) == {"a": True}


class TestTargets:
    answers = (
        checked(["a"], item="5", id="x1"),
        checked({"b": True}, item="2", id="x2"),
        checked(["c"], "not", item="3", id="x3", weight=0.5),
        checked(None, "skip", item="4", id="x4"),
    )

    def test_partial_keeps_what_is_unknown(self):
        found = TASK.targets(self.answers, int)
        nan = float("nan")
        assert found.kind == "partial" and found.rows.tolist() == [2, 3, 5] and found.lost == ""
        np.testing.assert_array_equal(found.value, [[nan, 1, nan], [nan, nan, 0], [1, 0, 0]])
        assert found.weight.tolist() == [1.0, 0.5, 1.0] and len(found.by) == 3

    def test_a_learner_that_takes_only_tags_is_told_what_was_lost(self):
        found = TASK.targets(self.answers, int, ("tags",))
        assert found.kind == "tags" and found.rows.tolist() == [5] and found.value.tolist() == [[1, 0, 0]]
        assert found.lost == "2 of 3 labelled items left out: this learner needs to know every tag of an item"
        assert TASK.targets(self.answers[:1], int, ("tags",)).lost == ""

    def test_without_answers_there_are_no_rows(self):
        for accepts in (("partial",), ("tags",)):
            found = TASK.targets([], int, accepts)
            assert found.value.shape == (0, 3) and len(found) == 0 and not TASK.enough(found)

    def test_a_learner_of_classes_is_refused(self):
        with pytest.raises(BadParameter, match=r"accepts \('hard',\).*partial or tags targets for Tags"):
            TASK.targets(self.answers, int, ("hard",))

    def test_two_items_that_differ_are_enough(self):
        def targets(*values):
            return TASK.targets([checked(v, item=str(k), id=f"x{k}") for k, v in enumerate(values)], int)

        assert not TASK.enough(targets(["a"])) and not TASK.enough(targets(["a"], ["a"]))
        assert TASK.enough(targets(["a"], ["b"])) and TASK.enough(targets({"a": True}, {"b": True}))


class TestWriting:
    @given(KNOWN)
    def test_what_is_written_is_read_again(self, known):
        label = checked(known).value
        written = TASK.export(label)
        for cell in ("|".join(written) or "[]", json.dumps(written)):
            assert checked(TASK.parse(cell)).value == label

    def test_predictions_are_valid_answers(self):
        values, confidence = TASK.predictions(np.array([[0.9, 0.2, 0.6], [0.1, 0.5, 0.3]]))
        assert values == [["a", "c"], []] and confidence.tolist() == [0.6, 0.5]
        assert [TASK.export(v) for v in values] == values
        assert checked(values[0]).value == {"a": True, "b": False, "c": True}

    def test_a_broken_list_is_refused(self):
        with pytest.raises(BadAnswer, match=r"the cell is '\[\"a\"'"):
            TASK.parse('["a"')

    def test_what_others_ask_of_it(self):
        assert TASK.names({"a": True, "b": False}) == ("a",) and TASK.names(None) == ()
        assert TASK.export(None) is None
        assert (TASK.output, TASK.label_type, TASK.widget) == ("tags", "list", "many")
        assert TASK.options() == ("a", "b", "c") and lw.Tags is Tags
        assert from_config(json.loads(json.dumps(to_config(TASK)))) == TASK
