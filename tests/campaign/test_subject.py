"""Rows for units and back."""

import copy
import dataclasses

import numpy as np
import pytest

from labelwise.campaign.subject import Subject
from labelwise.errors import BadData
from labelwise.pool import Pool
from labelwise.tasks import Classification, Pixels
from labelwise.types import Answer, Targets, Unit

VOID = np.zeros((2, 2, 2), dtype=bool)
VOID[0, 0, 0] = True
IMAGES = Pool(np.zeros((2, 2, 2, 3)), ids=["a#1", "b"], columns={"void": VOID})


def test_where_items_are_asked_about_rows_are_items():
    subject = Subject(Pool(np.eye(3), ids=["a", "b", "c#d"]), Classification(["x", "y"]))
    assert len(subject) == 3 and subject.unit(2) == Unit("c#d")
    rows = np.array([2, 0])
    assert subject.rows([Unit("c#d"), Unit("a")]).tolist() == [2, 0]
    assert subject.texts(rows) == ["c#d", "a"] and subject.parsed(["c#d", "a"]).tolist() == [2, 0]
    assert subject.written(rows) == {"items": ["c#d", "a"]}
    assert subject.read(["c#d", "a"]).tolist() == [2, 0]


def test_where_parts_are_asked_about_rows_are_parts():
    subject = Subject(IMAGES, Pixels(["x", "y"], void="void"))
    assert len(subject) == 7  # one of eight pixels is void
    rows = np.arange(7)
    units = [subject.unit(int(r)) for r in rows]
    assert units[0] == Unit("a#1", "p0,1") and units[-1] == Unit("b", "p1,1")
    assert subject.rows(units).tolist() == subject.parsed(subject.texts(rows)).tolist() == rows.tolist()
    assert subject.texts(rows[:1]) == ["a%231#p0,1"]
    written = subject.written(rows[2:4])
    assert written == {"items": ["a#1", "b"], "parts": ["p1,1", "p0,0"]}
    assert subject.read(written["items"], written["parts"]).tolist() == [2, 3]
    with pytest.raises(BadData, match="no part 'p0,0' to ask about"):
        subject.rows([Unit("a#1", "p0,0")])


def test_targets_of_parts_are_labels_of_rows():
    subject = Subject(IMAGES, Pixels(["x", "y"], void="void"))
    targets = Targets(np.array([0, 1]), np.array([0, 1]), "hard", np.ones(2), part=np.array([3, 0]))
    assert subject.labelled(targets).tolist() == [2, 3]


def test_targets_are_made_anew_only_where_answers_task_or_kind_differ():
    subject = Subject(Pool(np.eye(2)), Classification(["x", "y"], open=True))
    told = [Answer("a1", "q1", "human:anna", "is", "x", item="0")]
    made = subject.targets(told, ("hard",))
    assert copy.copy(subject).targets([*told], ("hard", "soft")) is made
    assert subject.targets(told, ("soft",)).kind == "soft"
    changed = [dataclasses.replace(told[0], value="y")]
    assert subject.targets(changed, ("hard",)).value.tolist() == [1]
    subject.adopt(["z"])
    assert subject.targets(changed, ("soft",)).value.tolist() == [[0, 1, 0]]


def test_classes_are_adopted_and_let_go():
    subject = Subject(Pool(np.eye(2)), Classification(["x", "y"], open=True))
    subject.adopt(["z"])
    assert subject.task.classes == ("x", "y", "z")
    subject.adopt([])
    assert subject.task.classes == ("x", "y")
