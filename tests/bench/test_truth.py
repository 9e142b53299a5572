"""True labels of every form, and the task that is found for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelwise.bench.truth import Truth, task_of
from labelwise.errors import BadData
from labelwise.tasks import Classification, Regression, Tags

Y = np.array([[1, 0, 1], [0, 0, 0]])


def read(y, task=None):
    truth = Truth.of(y, "y", len(y) if not sparse.issparse(y) else y.shape[0], task)
    found = task or task_of(truth)
    return found, truth.checked(found)


@pytest.mark.parametrize(
    ("y", "labels"),
    [
        ([1, 2], ["1", "2"]),
        ([1.0, 2.0], ["1", "2"]),
        (np.array([2, 1]), ["2", "1"]),
        (["a", True], ["a", "True"]),
        (pd.Series(["x", "y"], index=[5, 6]), ["x", "y"]),
        (np.array(["10", "9", "-1"]), ["10", "9", "-1"]),
    ],
)
def test_labels_are_classes(y, labels):
    task, found = read(y)
    assert type(task).__name__ == "Classification" and found == labels


def test_classes_are_ordered_as_people_count():
    assert task_of(Truth(["10", "9", "-1"], "y")).classes == ("-1", "9", "10")
    assert task_of(Truth(["b"], "y"), Truth(["a"], "test")).classes == ("a", "b")


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix, lambda y: y.astype(bool), lambda y: y * 1.0])
def test_a_matrix_of_0_and_1_is_tags(form):
    task, found = read(form(Y))
    assert task == Tags(["0", "1", "2"])
    assert found == [{"0": True, "1": False, "2": True}, {"0": False, "1": False, "2": False}]


def test_columns_have_names():
    assert read(pd.DataFrame(Y, columns=list("xyz")))[0].classes == ("x", "y", "z")
    assert read(Y, Tags(["p", "q", "r"]))[1][0] == {"p": True, "q": False, "r": True}


@pytest.mark.parametrize("form", [list, tuple, set, np.array])
def test_lists_are_tags_and_all_that_occur_are_known(form):
    task, found = read([form(["b"]), form(["a", "b"]), form([])])
    assert task.classes == ("a", "b")
    assert found == [{"a": False, "b": True}, {"a": True, "b": True}, {"a": False, "b": False}]


def test_numbers_need_a_task_that_says_so():
    with pytest.raises(BadData, match=r"y holds numbers such as 0\.5.*task=labelwise\.Regression\(\)"):
        read([0.5, 1.0])
    with pytest.raises(BadData, match=r"60 different numbers in 60 items.*task=labelwise\.Regr"):
        read(list(range(60)))
    assert len(read([str(k) for k in range(60)])[0].classes) == 60
    assert read([0.5, 1], Regression())[1] == [0.5, 1.0]
    assert read([0.5, 1.0], Classification(["0.5", "1"]))[1] == ["0.5", "1"]


@pytest.mark.parametrize(
    ("y", "task", "message"),
    [
        (["a", None], None, "y: item 1 has no label"),
        ([1.0, np.nan], None, "item 1 has no label"),
        (["", "b"], None, "item 0 has no label"),
        ([0.5, float("nan")], Regression(), "item 1 has no label"),
        ([["a"], None], None, "item 1 has no label"),
        (["a", "a"], None, "all labels are 'a'"),
        (["a", "c"], Classification(["a", "b"]), "y: item 1: the answer 'c' is no class.*a, b"),
        ([1.0, 11.0], Regression(0, 10), "y: item 1: the answer is 11.*from 0 to 10"),
        ([["a"], ["d"]], Tags(["a", "b"]), "y: item 1: 'd' is no tag"),
        ([{"a": True}, ["a"]], Tags(["a", "b"]), "of item 0 only the tags a are known"),
        (np.array([[1, 2], [0, 1]]), None, r"y has shape \(2, 2\) and holds more than 0 and 1"),
        ([["a", "a"], []], None, "names a tag twice"),
    ],
)
def test_labels_that_cannot_be_used(y, task, message):
    with pytest.raises(BadData, match=message):
        read(y, task)


def test_one_label_per_item():
    for y in (["a"], Y[:1]):
        with pytest.raises(BadData, match="test: 1 labels for 2 items"):
            Truth.of(y, "test", 2)
