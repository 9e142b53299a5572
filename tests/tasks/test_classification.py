"""Classes of every kind, valid answers, and labels for training."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadAnswer, BadParameter
from labelwise.tasks import Classification, as_task
from labelwise.types import Answer

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


def test_an_open_task_takes_other():
    assert Classification(["a", "b"], open=True).check(answer("c", "other")).value == "c"


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


@given(ANSWERS)
def test_targets_equal_a_count_by_hand(answers):
    hard, soft = (TASK.targets(answers, lambda i: 10 - int(i), (k,)) for k in ("hard", "soft"))
    rows = sorted({10 - int(a.item) for a in answers if a.kind == "is"})
    assert hard.rows.tolist() == soft.rows.tolist() == rows
    assert (hard.kind, soft.kind, hard.lost) == ("hard", "soft", "")
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
    assert targets.lost == "answers of kind not, among or other that this learner cannot use: 1"


@pytest.mark.parametrize(
    ("accepts", "kind"),
    [
        (("hard",), "hard"),
        (("soft", "hard"), "soft"),
        (("hard", "soft"), "hard"),
        (("partial", "soft"), "soft"),
    ],
)
def test_the_first_kind_both_know_is_used(accepts, kind):
    assert TASK.targets([answer("pos")], int, accepts).kind == kind


def test_a_learner_that_takes_neither():
    with pytest.raises(BadParameter, match=r"accepts \('real',\)\. Allowed: hard or soft targets"):
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
