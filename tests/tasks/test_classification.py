"""Classes of every kind, valid answers, and labels for training."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadAnswer, BadParameter
from labelwise.tasks import Classification, as_task
from labelwise.types import Answer, Targets

TASK = Classification(["pos", "neg", "other"])


def answer(value=None, kind="is", item="0", id="a", by="human:anna"):
    return Answer(id, "q1", by, kind, value, item=item)


@pytest.mark.parametrize(
    ("classes", "names"),
    [
        (["pos", "neg"], ("pos", "neg")),
        (("b", "a"), ("b", "a")),
        ((c for c in "ab"), ("a", "b")),
        ({"b", "a"}, ("a", "b")),
        (range(3), ("0", "1", "2")),
        (np.array([0, 1]), ("0", "1")),
        (np.array([0.0, 1.0, 2.5], np.float32), ("0", "1", "2.5")),
        (np.array(["x", "y"]), ("x", "y")),
        (np.array([True, False]), ("True", "False")),
        (pd.Series(["x", "y"], index=[3, 4]), ("x", "y")),
        (pd.Categorical(["x", "y"]), ("x", "y")),
        (pd.Index([1, 2]), ("1", "2")),
        (pa.array(["x", "y"]), ("x", "y")),
        ([1, "a"], ("1", "a")),
    ],
    ids=lambda c: type(c).__name__,
)
def test_classes_of_every_library(classes, names):
    task = Classification(classes)
    assert task.classes == task.options() == names
    assert {type(c) for c in task.classes} == {str}


@pytest.mark.parametrize(
    ("classes", "part"),
    [
        ([], r"only 0 class is named: \[\]\. Allowed: two or more"),
        (["pos"], r"only 1 class is named: \['pos'\]\. Allowed: two or more"),
        (["pos", "neg", "pos"], "the class 'pos' is named twice"),
        ([1, 1.0], "the class '1' is named twice"),
        (np.array([0, 1, 0]), "the class '0' is named twice.*name each class once"),
        (["pos", " "], "a class is ' '"),
        (["pos", None], "a class is None"),
        ([0.0, float("nan")], "a class is nan"),
        ([["a"], ["b"]], r"a class is \['a'\]"),
        ("pos", "the classes are 'pos'. Allowed: a list"),
        (3, "the classes are 3"),
        (None, "the classes are None"),
    ],
    ids=str,
)
def test_bad_classes(classes, part):
    with pytest.raises(BadParameter, match=part):
        Classification(classes)


@pytest.mark.parametrize("value", [2, 2.0, "2", np.int64(2), np.int8(2), np.float32(2), np.str_("2")])
def test_numbers_are_their_text(value):
    assert Classification(range(5)).index(value) == 2


@pytest.mark.parametrize(
    "value", ["posi", "POS", "", None, 0, True, float("nan"), ["pos"], {"pos": 1}, b"pos"]
)
def test_an_unknown_class_is_named(value):
    with pytest.raises(BadAnswer) as error:
        TASK.index(value)
    assert (
        str(error.value)
        == f"the answer {value!r} is no class. Allowed: pos, neg, other. To fix: answer one of these."
    )


def test_none_is_no_class_even_if_one_is_called_so():
    with pytest.raises(BadAnswer):
        Classification(["None", "nan"]).index(None)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("is", np.str_("pos"), "pos"),
        ("not", "neg", ["neg"]),
        ("among", ("pos", "neg"), ["pos", "neg"]),
        ("among", ["pos"], ["pos"]),
        ("skip", None, None),
        ("unsure", None, None),
        ("flag", "a note", "a note"),
    ],
)
def test_a_valid_answer_in_the_tasks_own_spelling(kind, given, kept):
    checked = TASK.check(answer(given, kind))
    assert checked.value == kept and type(checked.value) is type(kept)
    assert TASK.check(checked) == checked


@pytest.mark.parametrize(
    ("kind", "value", "part"),
    [
        ("is", "no class", "the answer 'no class' is no class"),
        ("is", None, "the answer None is no class"),
        ("not", ["pos", "x"], "the answer 'x' is no class"),
        ("among", [], "an answer 'among' without a class"),
        ("other", "new", "outside the classes.*open=True"),
    ],
)
def test_an_invalid_answer(kind, value, part):
    with pytest.raises(BadAnswer, match=part):
        TASK.check(answer(value, kind))


@pytest.mark.parametrize(
    ("value", "kind", "kept"),
    [
        ({"pos": 3, "neg": np.int64(1)}, "is", {"pos": 3, "neg": 1}),
        ({"pos": 0.5, "neg": 0}, "is", {"pos": 0.5, "neg": 0}),
        ({"pos": True}, "is", "pos"),
        ({"pos": True, "neg": False}, "is", "pos"),
        ({"pos": False, "neg": np.False_}, "not", ["pos", "neg"]),
    ],
)
def test_votes_and_what_is_known_of_single_classes(value, kind, kept):
    checked = TASK.check(answer(value))
    assert (checked.kind, checked.value) == (kind, kept)
    assert TASK.check(checked) == checked


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({}, r"the votes are \{\}\. Allowed: a count of 0 or more.*'pos': 3"),
        ({"pos": 0}, "not all of them 0"),
        ({"pos": -1, "neg": 2}, "the votes are"),
        ({"pos": float("nan")}, "the votes are"),
        ({"pos": float("inf")}, "the votes are"),
        ({"pos": True, "neg": 3}, "the votes are"),
        ({"pos": "3"}, "the votes are"),
        ({"x": 3}, "the answer 'x' is no class"),
        ({"pos": True, "neg": True}, "the item is pos and neg. Allowed: one class an item"),
        ({"pos": False, "neg": False, "other": False}, "every class is ruled out"),
    ],
)
def test_votes_that_cannot_be(value, part):
    with pytest.raises(BadAnswer, match=part):
        TASK.check(answer(value))


def test_a_whole_item_has_no_parts():
    with pytest.raises(
        BadAnswer, match=r"about part 'p1,1' of item '0'\. Allowed: answers about whole items"
    ):
        TASK.check(replace(answer("pos"), part="p1,1"))


OPEN = Classification(["a", "b"], open=True)


def test_an_open_task_takes_other():
    assert OPEN.check(answer("c", "other")).value == "c"
    assert OPEN.check(answer(np.int64(7), "other")).value == "7"
    assert OPEN.check(answer(None, "other")).value is None
    known = OPEN.check(answer("a", "other"))
    assert (known.kind, known.value) == ("is", "a")
    assert OPEN.check(answer(["a", "b"], "not")).value == ["a", "b"]
    for wrong in (" ", ["c"], float("nan")):
        with pytest.raises(BadAnswer, match=r"the new class is .*text that is not blank, or None"):
            OPEN.check(answer(wrong, "other"))


def test_a_new_class_counts_once_it_is_taken_in():
    new = [answer("c", "other", item="0"), answer("b", item="1"), answer("d", "other", item="2")]
    before = OPEN.targets(new, int)
    assert before.rows.tolist() == [1]
    assert before.lost.endswith("answers that name no single class: 2 other")
    after = OPEN.grown(["c"])
    assert after.classes == ("a", "b", "c") and after.open
    assert after.targets(new, int).value.tolist() == [2, 1]
    assert OPEN.consensus(new[:1]) is None and after.consensus(new[:1]) == "c"
    with pytest.raises(BadParameter, match="the class 'a' is named twice"):
        OPEN.grown(["a"])


def test_no_is_a_yes_only_where_nothing_else_is_left():
    no = [answer(["a"], "not")]
    assert Classification(["a", "b"]).consensus(no) == "b"
    assert OPEN.consensus(no) is None  # it may be a class that nobody has named yet
    assert OPEN.targets(no, int, ("partial",)).value.tolist() == [[0, 1]]


def test_consensus():
    votes = [answer(v) for v in ["neg", "pos", "pos", "neg"]]
    assert TASK.consensus(votes) == "neg"  # a tie goes to the one answered first
    assert TASK.consensus(votes[1:]) == "pos"
    assert TASK.consensus([answer(None, "skip"), *votes[:1]]) == "neg"
    assert TASK.consensus([]) is TASK.consensus([answer(None, "skip")]) is None


ANSWERS = st.lists(
    st.builds(answer, st.sampled_from(TASK.classes), st.just("is"), st.integers(0, 5).map(str))
    | st.builds(answer, st.none(), st.just("skip"), st.integers(0, 5).map(str)),
    max_size=25,
)


def _values(answers):
    found = {}
    for a in answers:
        if a.kind == "is":
            found.setdefault(a.item, []).append(a.value)
    return found


@given(ANSWERS)
def test_targets_equal_a_count_by_hand(answers):
    hard, soft = (TASK.targets(answers, lambda i: 10 - int(i), (k,)) for k in ("hard", "soft"))
    rows = sorted({10 - int(a.item) for a in answers if a.kind == "is"})
    assert hard.rows.tolist() == soft.rows.tolist() == rows
    assert (hard.kind, soft.kind, soft.lost) == ("hard", "soft", "")
    assert bool(hard.lost) == any(len(set(row)) > 1 for row in _values(answers).values())
    assert soft.value.shape == (len(rows), 3) and hard.value.dtype == np.int64
    for k, row in enumerate(rows):
        values = [a.value for a in answers if a.kind == "is" and 10 - int(a.item) == row]
        counts = Counter(values)
        np.testing.assert_allclose(soft.value[k], [counts[c] / len(values) for c in TASK.classes])
        best = max(counts.values())
        assert TASK.classes[hard.value[k]] == next(v for v in values if counts[v] == best)
    assert len(hard.weight) == len(hard.by) == len(rows)


def test_targets_name_the_last_annotator_and_what_is_lost():
    given = [answer("pos", by="human:a"), answer("pos", by="human:b"), answer(["neg"], "not", item="1")]
    targets = TASK.targets(given, int)
    assert targets.by == ("human:b",) and len(targets) == 1
    assert targets.lost == "lost for a learner of hard targets: answers that name no single class: 1 not"


@pytest.mark.parametrize(
    ("accepts", "kind"),
    [
        (("hard",), "hard"),
        (("soft", "hard"), "soft"),
        (("hard", "soft"), "hard"),
        (("partial", "soft"), "partial"),
        (("tags", "votes"), "votes"),
    ],
)
def test_the_first_kind_both_know_is_used(accepts, kind):
    assert TASK.targets([answer("pos")], int, accepts).kind == kind


def test_a_learner_that_takes_neither():
    with pytest.raises(
        BadParameter, match=r"accepts \('real',\)\. Allowed: hard or soft or partial or votes targets"
    ):
        TASK.targets([], int, ("real",))


def test_each_item_is_looked_up_once():
    asked = []
    TASK.targets([answer("pos", item=i) for i in "0123"], lambda i: asked.append(i) or int(i))
    assert sorted(asked) == list("0123")


def test_as_task():
    assert as_task(TASK) is TASK
    assert as_task(np.array([0, 1])) == as_task(range(2)) == Classification(["0", "1"])
    for wrong in ("pos", b"pos", 3, None):
        with pytest.raises(BadParameter, match=r"the task is .*a Task or a list of classes"):
            as_task(wrong)


def test_repr_and_configuration():
    task = Classification(["a", "b"], open=True)
    assert repr(task) == "Classification(classes=('a', 'b'), open=True)"
    made = Classification.from_config(task.to_config())
    assert made == task and made.index("b") == 1


@pytest.mark.parametrize(
    ("told", "hard", "soft", "partial"),
    [
        ([("is", "pos")], 0, [1, 0, 0], [1, 0, 0]),
        ([("not", ["pos"])], None, None, [0, 1, 1]),
        ([("not", ["pos", "other"])], 1, [0, 1, 0], [0, 1, 0]),
        ([("among", ["pos", "neg"])], None, None, [1, 1, 0]),
        ([("among", ["neg"])], 1, [0, 1, 0], [0, 1, 0]),
        ([("among", ["pos", "neg"]), ("not", ["pos"])], 1, [0, 1, 0], [0, 1, 0]),
        ([("among", ["pos", "neg", "other"])], None, None, None),
        ([("not", ["pos"]), ("is", "pos")], None, None, None),
        ([("not", ["pos"]), ("is", "pos"), ("is", "pos")], 0, [1, 0, 0], [1, 0, 0]),
        ([("is", {"pos": 3, "neg": 1})], 0, [0.75, 0.25, 0], [1, 0, 0]),
        ([("is", {"pos": 3, "neg": 1}), ("is", "neg"), ("is", "neg")], 0, [0.5, 0.5, 0], [1, 1, 0]),
        ([("is", "pos"), ("not", ["other"])], 0, [1, 0, 0], [1, 0, 0]),
        ([("skip", None)], None, None, None),
        ([("unsure", None), ("flag", "blurred")], None, None, None),
        ([("unsure", None), ("is", "neg")], 1, [0, 1, 0], [0, 1, 0]),
    ],
    ids=str,
)
def test_what_each_kind_of_answer_teaches(told, hard, soft, partial):
    """Also what the table in the guide says."""
    answers = [answer(value, kind, id=f"a{k}") for k, (kind, value) in enumerate(told)]
    assert [TASK.check(a) for a in answers] == answers
    for kind, wanted in (("hard", hard), ("soft", soft), ("partial", partial)):
        made = TASK.targets(answers, int, (kind,))
        assert made.value.tolist() == ([] if wanted is None else [wanted])
        telling = any(a.kind not in ("skip", "unsure", "flag") for a in answers)
        assert wanted is not None or bool(made.lost) == telling
    label = TASK.consensus(answers)
    assert label == (None if hard is None else TASK.classes[hard])


def test_votes_are_counts():
    told = [answer({"pos": 3, "neg": 1}), answer("neg", id="b"), answer(["pos", "neg"], "not", item="1")]
    made = TASK.targets(told, int, ("votes",))
    assert made.value.tolist() == [[3, 2, 0], [0, 0, 1]] and made.weight.tolist() == [1, 1]


def test_an_answer_of_weight_0_is_no_label():
    answer = Answer("a1", "q1", "model:m1", "is", "a", item="5", weight=0.0)
    task = Classification(["a", "b"])
    assert task.consensus([answer]) is None and len(task.targets([answer], int)) == 0


def test_a_machine_counts_while_nobody_else_answered():
    own = [replace(answer("pos", by="model:m7", item=i), weight=0.25) for i in "01"]
    made = TASK.targets([*own, answer("neg", item="1"), answer(None, "skip", item="0")], int)
    assert made.value.tolist() == [0, 1] and made.weight.tolist() == [0.25, 1.0]
    assert made.by == ("model:m7", "human:anna")
    assert TASK.consensus([own[1], answer("neg", item="1")]) == "neg"


@pytest.mark.parametrize(
    ("kind", "value", "is_enough"),
    [
        ("hard", [0, 0], False),
        ("hard", [0, 1], True),
        ("soft", [[0.5, 0.5, 0]], True),
        ("soft", [[0, 1, 0]], False),
        ("votes", [[0, 3, 0], [2, 0, 0]], True),
        ("partial", np.zeros((0, 3)), False),
        ("partial", [[0, 1, 1], [0, 1, 0]], False),
        ("partial", [[0, 1, 1], [1, 0, 0]], True),
    ],
)
def test_enough_is_when_no_class_explains_all(kind, value, is_enough):
    value = np.asarray(value)
    targets = Targets(np.arange(len(value)), value, kind, np.ones(len(value)))
    assert TASK.enough(targets) is is_enough
