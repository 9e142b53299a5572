"""Labels held out of a training."""

from dataclasses import replace

import numpy as np

from labelwise.training.held_out import accuracy, apart, classes_of
from labelwise.types import Targets, Training


def told(value, kind="hard"):
    rows = np.arange(len(value)) * 2
    return Training(
        lambda r: r, rows, Targets(rows, np.asarray(value), kind, np.ones(len(value))), tuple("abc")
    )


class Model:
    def __init__(self, provides):
        self.provides = provides

    def proba(self, x):
        return np.eye(3)[np.minimum(x // 4, 2)]


def test_each_class_gives_its_share_and_keeps_one_label():
    data = told([0] * 10 + [1] * 4 + [2])
    rest, at = apart(data, 0.5, np.random.default_rng(0))
    assert np.bincount(data.targets.value[at], minlength=3).tolist() == [5, 2, 0]
    assert np.bincount(rest.targets.value, minlength=3).tolist() == [5, 2, 1]
    assert not set(rest.rows) & set(data.rows[at]) and rest.rows.tolist() == rest.targets.rows.tolist()
    assert len(apart(told([]), 0.5, np.random.default_rng(0))[1]) == 0


def test_shares_have_the_class_of_the_largest():
    assert classes_of(told(np.eye(3)[[2, 0]], "soft").targets).tolist() == [2, 0]


def test_accuracy_is_of_the_labels_named_and_0_without_probabilities():
    data = told([0, 0, 1, 2])
    assert accuracy(Model(("proba",)), data, np.arange(4)) == 0.75
    assert accuracy(Model(("proba",)), data, np.array([3])) == 0
    assert accuracy(Model(()), data, np.arange(4)) == 0


def test_items_are_held_out_whole_and_only_those_that_people_labelled():
    rows = np.repeat(np.arange(20), 2)
    by = ("human:anna",) * 20 + ("model:hast",) * 20
    data = told(np.arange(40) % 3)
    targets = replace(data.targets, rows=rows, value=rows % 2, by=by)
    rest, at = apart(
        replace(data, rows=rows, targets=targets, previous="seen"), 0.4, np.random.default_rng(0)
    )
    assert not set(rest.rows) & set(rows[at]) and len(rest.rows) + len(at) == 40
    assert rows[at].max() < 10 and len(at) == 8 and rest.previous is None
