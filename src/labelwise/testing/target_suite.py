"""What the targets that a task makes must be; these checks are a part of those of every task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.testing.task_cases import TaskCase
from labelwise.types import Answer, Kind, Targets

SILENT: tuple[Kind, ...] = ("unsure", "skip", "flag")
"""Kinds of answers that say nothing of the label."""


def pairs(case: TaskCase) -> Iterator[tuple[tuple[Kind, Any], tuple[Kind, Any]]]:
    """Every two answers, in both orders."""
    return permutations(case.everything(), 2)


def same(a: Targets, b: Targets) -> bool:
    """Whether targets are the same but for who answered."""
    arrays = ((a.rows, b.rows), (a.value, b.value), (a.weight, b.weight), (a.part, b.part))
    return a.lost == b.lost and all(x is y or _equal(x, y) for x, y in arrays)


def _equal(x: Any, y: Any) -> bool:
    return x is not None and y is not None and np.allclose(x, y, rtol=1e-12, atol=0, equal_nan=True)


def targets_fit_their_kind(case: TaskCase) -> None:
    """For every kind: items ascending, parts of an item too; shapes, types and ranges of the values."""
    assert case.task.kinds, "it makes no targets"
    for kind in case.task.kinds:
        made = case.targets(case.several(), kind)
        m = len(made.rows)
        assert made.kind == kind and m > 0
        assert made.rows.dtype == np.int64 and (np.diff(made.rows) >= 0).all(), f"rows {made.rows}"
        assert len(made.value) == len(made.by) == m and made.weight.shape == (m,)
        _fit(made.value, kind, (m, len(case.task.classes)))
        places = [(row, part) for row, part in zip(made.rows, _parts(made), strict=True)]
        assert places == sorted(set(places)), "a unit twice, or parts that do not ascend"
        assert case.subject.units is None or made.part is not None, "targets of units say which part"
        nothing = case.targets([], kind)
        assert nothing.value.shape == (0, *made.value.shape[1:]) and len(nothing) == 0


def _parts(made: Targets) -> list[int]:
    return [0] * len(made) if made.part is None else made.part.tolist()


def _fit(value: Any, kind: str, shape: tuple[int, int]) -> None:
    flat = kind in ("hard", "real")
    assert value.shape == (shape[:1] if flat else shape), f"{kind} of shape {value.shape}"
    assert value.dtype == (np.int64 if kind == "hard" else np.float64), f"{kind} of type {value.dtype}"
    known = value[~np.isnan(value)]
    assert kind == "partial" or np.isfinite(value).all(), f"{kind} with gaps"
    if kind == "hard":
        assert np.isin(value, np.arange(shape[1])).all()
    elif kind in ("partial", "tags"):
        assert np.isin(known, (0, 1)).all() and not np.isnan(value).all(axis=1).any()
    elif kind in ("soft", "votes"):
        assert (value >= 0).all() and (value.sum(axis=1) > 0).all()
        assert kind == "votes" or np.allclose(value.sum(axis=1), 1), "shares that do not sum to 1"


def weights_are_those_of_the_answers(case: TaskCase) -> None:
    """One of weight 0.25 counts a quarter, as weight or in its votes; one of weight 0 teaches nothing."""
    for value in case.values:
        for kind in case.task.kinds:
            whole = case.targets([case.told(value)], kind)
            part = case.targets([case.told(value, weight=0.25)], kind)
            counts = (np.nansum(made.value) if kind == "votes" else 1.0 for made in (part, whole))
            share = next(counts) / next(counts) * part.weight / whole.weight
            assert np.allclose(share, 0.25), f"{kind}: {share}"
            assert len(case.targets([case.told(value, weight=0.0)], kind)) == 0
        assert case.task.consensus([case.told(value, weight=0.0)]) is None


def machines_give_way_to_people(case: TaskCase) -> None:
    """Of what a person said, nothing changes when a model answers too, before or after; alone it teaches."""
    for (kind, value), (_, other) in pairs(case):
        person, model = case.told(value, kind), _by_model(case, other)
        if model is None:
            continue
        alone, machine = case.targets([person]), case.targets([model])
        assert len(machine) and machine.by[0] == model.by
        for both in ([person, model], [model, person]):
            made = case.targets(both)
            kept = np.isin(_places(made), _places(alone))
            assert same(made.only(kept), alone), f"a model's {other!r} changes {value!r}"
            if kept.all():
                assert case.task.consensus(both) == case.task.consensus([person])


def _by_model(case: TaskCase, value: Any) -> Answer | None:
    return case.told(value, by="model:m1", weight=0.5) if value in case.values else None


def _places(made: Targets) -> Any:
    return made.rows * 10**9 + np.array(_parts(made))


def lost_says_what_is_lost(case: TaskCase) -> None:
    """Empty for whole labels and for no answer; a sentence where something was said and nothing is taught."""
    for kind in case.task.kinds:
        whole = [case.told(v, unit=k % len(case.units)) for k, v in enumerate(case.values[: len(case.units)])]
        made = case.targets(whole, kind)
        assert made.lost == "" and len(made) >= len(whole), f"{kind}: {made.lost}"
        assert case.targets([case.told(None, silent) for silent in SILENT], kind).lost == ""
        for said, value in case.said:
            told = case.targets([case.told(value, said)], kind)
            assert len(told) or told.lost, f"{said} {value!r} teaches nothing as {kind} and is not lost"
    if {"hard", "soft"} <= set(case.task.kinds):
        differing = [case.told(v, by=f"human:{k}") for k, v in enumerate(case.values[:2])]
        assert case.targets(differing, "hard").lost and not case.targets(differing, "soft").lost


def kinds_are_chosen_by_the_learner(case: TaskCase) -> None:
    """The first that the learner accepts among those it makes; BadParameter where there is none."""
    told = case.several()
    for kind in case.task.kinds:
        assert case.targets(told, "no such kind", kind, *case.task.kinds).kind == kind
    strange: Any = ((), ("no such kind",))
    for accepts in strange:
        try:
            case.task.targets(told, case.subject.item_of, accepts, case.subject.units)
        except BadParameter:
            continue
        raise AssertionError(f"targets for a learner that accepts {accepts}")


def enough_is_two(case: TaskCase) -> None:
    """No answer is not enough for a model, all kinds of labels are; whatever the kind of targets."""
    for kind in case.task.kinds:
        assert not case.task.enough(case.targets([], kind))
        whole = [case.told(v, unit=k) for k, v in enumerate(case.values[: len(case.units)])]
        assert case.task.enough(case.targets(whole, kind))


CHECKS: tuple[Callable[[Any], None], ...] = (
    targets_fit_their_kind,
    weights_are_those_of_the_answers,
    machines_give_way_to_people,
    lost_says_what_is_lost,
    kinds_are_chosen_by_the_learner,
    enough_is_two,
)
