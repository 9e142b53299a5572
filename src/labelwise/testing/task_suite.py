"""What every task must do; ``CHECKS`` run on one :class:`.task_cases.TaskCase` at a time."""

from __future__ import annotations

import copy
import csv
import json
import math
import tempfile
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from labelwise.errors import BadAnswer, BadData, BadParameter
from labelwise.io import write
from labelwise.params import from_config, to_config
from labelwise.testing import target_suite
from labelwise.testing.target_suite import SILENT, pairs, same
from labelwise.testing.task_cases import TaskCase
from labelwise.types import Answer, Kind, Ragged

TELLING: tuple[Kind, ...] = ("is", "not", "among", "other")
ODD: tuple[Any, ...] = (
    None, True, "", " ", "no such thing", -1, 10**40, math.nan, math.inf, 1e-300, b"x", object(), [], {},
    [[]], [None], (1, 2, 3), {1, "b"}, np.array([1, 2]), {"": ""}, {None: None}, {"a": {}}, {"s1": None},
    {"t0:1": []},
)  # fmt: skip
"""What somebody may pass as an answer."""


def checking_twice_is_checking_once(case: TaskCase) -> None:
    """A checked answer is checked already and JSON can hold it; the answer that came in stays as it was."""
    for kind, value in case.everything():
        raw = case.raw(copy.deepcopy(value), kind)
        made = case.check(raw)
        assert repr(raw.value) == repr(value), f"{raw.value!r} was {value!r}"
        assert case.check(made) == made == case.task.check(made), f"{made} checked again is another"
        assert json.loads(json.dumps(made.value, allow_nan=False)) == made.value, f"{made.value!r} in JSON"
        assert replace(made, kind=raw.kind, value=raw.value) == raw, "only kind and value may change"


def only_bad_answers_are_refused(case: TaskCase) -> None:
    """A value or part that means nothing raises BadAnswer alone; kinds that say nothing are taken."""
    for value in case.bad:
        assert _refused(case, case.raw(value)), f"the answer {value!r} is taken"
    for kind in TELLING:
        for value in ODD:
            _refused(case, case.raw(value, kind))
    for part in ("nowhere", "s0", "t5:2", "p-1,0"):
        assert _refused(case, replace(case.raw(case.values[0]), part=part)), f"the part {part!r} is taken"
    for kind in SILENT:
        assert case.check(case.raw(None, kind)).kind == kind


def _refused(case: TaskCase, answer: Answer) -> bool:
    """Whether it is; what is taken must be so again, and JSON-able."""
    try:
        made = case.check(answer)
    except BadAnswer:
        return True
    assert case.check(made) == made
    assert json.loads(json.dumps(made.value, allow_nan=False)) == made.value
    return False


def one_answer_is_the_label(case: TaskCase) -> None:
    """The label of one answer `is` is its value, that of no answer None; every label is a valid answer."""
    for value in case.values:
        told = case.told(value)
        assert case.task.consensus([told]) == told.value, f"{told.value!r} gives another label"
    silent = [case.told(None, kind) for kind in SILENT]
    assert case.task.consensus([]) is case.task.consensus(silent) is None
    for kind, value in case.everything():
        label = case.task.consensus([case.told(value, kind)])
        assert label is None or case.told(label).value == label, f"the label {label!r} is no answer"


def answers_count_in_any_order(case: TaskCase) -> None:
    """What three of four annotators say alike decides the same in every order, for labels and for targets."""
    for most, other in pairs(case):
        given = [case.told(most[1], most[0], by=f"human:{k}") for k in range(3)]
        given.append(case.told(other[1], other[0], by="human:3"))
        found = [case.task.consensus(order) for order in permutations(given)]
        assert all(label == found[0] for label in found), f"three {most}, one {other}: {found}"
        for kind in case.task.kinds:
            made = [case.targets(order, kind) for order in (given, given[::-1], given[2:] + given[:2])]
            assert all(same(one, made[0]) for one in made), f"three {most}, one {other}: other {kind} targets"
    told, turned = case.several(), np.random.default_rng(0).permutation(len(case.several()))
    if len(case.units) >= len(told):
        for kind in case.task.kinds:
            assert same(case.targets(told, kind), case.targets([told[k] for k in turned], kind)), kind


def predictions_are_answers(case: TaskCase) -> None:
    """One valid label a row and a confidence from 0 to 1, or none at all; the output stays as it was."""
    before = copy.deepcopy(case.output)
    labels, sure = case.task.predictions(case.output)
    plain, same = (x.values if isinstance(x, Ragged) else x for x in (case.output, before))
    np.testing.assert_array_equal(plain, same)
    assert len(labels) == len(case.output) == len(case.units)
    for k, label in enumerate(labels):
        told = case.told(label, unit=k)
        assert case.task.consensus([told]) == told.value
    assert sure is None or (np.asarray(sure).shape == (len(labels),) and ((sure >= 0) & (sure <= 1)).all())


def labels_can_be_exported(case: TaskCase) -> None:
    """Of ``label_type``, None for none; a file's cell is parsed to the label again; names are classes."""
    import pyarrow as pa

    kind = pa.list_(pa.string()) if case.task.label_type == "list" else getattr(pa, case.task.label_type)()
    labels = [
        label for k, v in case.everything() if (label := case.task.consensus([case.told(v, k)])) is not None
    ]
    exported = [case.task.export(label) for label in labels]
    assert pa.array([*exported, None], kind).to_pylist() == [*exported, case.task.export(None)]
    guessed = [case.task.export(label) for label in case.task.predictions(case.output)[0]]
    assert pa.array(guessed, kind).to_pylist() == guessed
    for label, cell in zip(labels, _cells(pa.table({"label": pa.array(exported, kind)})), strict=True):
        assert case.told(case.task.parse(cell)).value == label, f"{label!r} is written {cell!r}"
        assert set(case.task.names(label)) <= set(case.task.classes), case.task.names(label)


def _cells(table: Any) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = write(table, Path(folder, "labels.csv"), guard=False)
        with file.open(newline="", encoding="utf-8") as lines:
            return [row["label"] for row in csv.DictReader(lines)]


def units_can_be_found(case: TaskCase) -> None:
    """Every unit by its part, items one after the other; what is no part is refused; coordinates for all."""
    units = case.subject.units
    if units is None:
        return
    assert (
        len(units.offsets) == len(case.pool) + 1 and units.offsets[0] == 0 and units.offsets[-1] == len(units)
    )
    parents = np.repeat(np.arange(len(case.pool)), np.diff(units.offsets))
    np.testing.assert_array_equal(units.parents(np.arange(len(units))), parents)
    assert len(units.inner) == len(units) and (np.diff(parents * 10**9 + units.inner) > 0).all()
    found = [units.find(int(item), units.part(row)) for row, item in enumerate(parents)]
    assert found == list(range(len(units))), "find() does not give the rows that part() names"
    assert units.coords is None or len(units.coords) == len(units)
    for row, unit in enumerate(case.units):
        made = case.targets([case.told(case.values[0], unit=row)])
        assert (made.rows[0], made.part[0]) == (parents[row], units.inner[row]), unit
    for part in ("", "nowhere"):
        try:
            units.find(0, part)
        except BadData:
            continue
        raise AssertionError(f"there is a unit {part!r}")


def new_classes_come_last(case: TaskCase) -> None:
    """An open task grows at the end, without a change of what was said; a closed one refuses."""
    task, told = case.task, case.several()
    try:
        grown = task.grown(["brand new"])
    except BadParameter:
        assert not task.open, "it is open and takes no class"
        return
    assert task.open and grown.classes == (*task.classes, "brand new") and grown.open
    assert [grown.consensus([a]) for a in told] == [task.consensus([a]) for a in told]
    other = case.told("brand new", "other")
    assert task.consensus([other]) is None and grown.consensus([other]) == "brand new"
    try:
        task.grown(task.classes[:1])
    except BadParameter:
        return
    raise AssertionError("a class twice")


def config_comes_back(case: TaskCase) -> None:
    """Its configuration, in JSON, builds it again; its repr names it; so do the values it offers."""
    task = case.task
    again = from_config(json.loads(json.dumps(to_config(task))))
    assert again == task and again.classes == task.classes
    assert repr(task) and json.dumps(task.options())


CHECKS: tuple[Callable[[Any], None], ...] = (
    checking_twice_is_checking_once,
    only_bad_answers_are_refused,
    one_answer_is_the_label,
    answers_count_in_any_order,
    predictions_are_answers,
    labels_can_be_exported,
    units_can_be_found,
    new_classes_come_last,
    config_comes_back,
    *target_suite.CHECKS,
)
