"""What a run works on: items, truth, encoded features; made once a process and kept for the next runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench import split as splits
from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.rows import SplitRows, split_rows
from labelwise.bench.simulate import Labels, truths
from labelwise.bench.split import Split
from labelwise.errors import BadParameter
from labelwise.learners import as_learner
from labelwise.pool import Pool, as_pool, subset
from labelwise.tasks import Task

__all__ = ["Material", "forget", "material", "retrained"]

SETS, SPLITS = 4, 8
"""So many data sets and encoded splits are kept by a process."""
RUN_ALONE = {"strategy": "", "start": 0, "batch": 1, "budget": "all", "noise": 0.0, "cost": "unit"}
"""What does not change the material of a run."""


@dataclass(frozen=True, eq=False)
class Data:
    """A data set as a pool, with the truth in the task's spelling."""

    pool: Pool
    labels: Labels
    task: Task


@dataclass(frozen=True, eq=False)
class Material:
    """A split with its encoded items, and which rows of the data set they are.

    Parameters
    ----------
    split : Split
        Pool, truth, items to score on and learner.
    rows : SplitRows
        Rows of the data set, in the order of the pool and of the items to score on.
    source : Pool
        The items as they came, for what reads more than features.
    """

    split: Split
    rows: SplitRows
    source: Pool


def material(cell: Cell, makers: Makers) -> Material:
    """What ``cell`` works on; runs that differ in strategy, budget and answers share it."""
    shared = dataclasses.replace(cell, **RUN_ALONE)  # type: ignore[arg-type]
    return _material(shared, makers)


def forget() -> None:
    """Free what is kept."""
    _material.cache_clear()
    _data.cache_clear()


@lru_cache(maxsize=SPLITS)
def _material(cell: Cell, makers: Makers) -> Material:
    data = _data(cell.dataset, makers)
    y, test = data.labels
    rows = split_rows(cell, y, 0 if test is None else len(test[1]))
    if cell.split == "fixed" and test is not None:
        held = as_pool(test[0])
        own, others = subset(data.pool, rows.train), subset(held, rows.held)
        learner = _learner(cell, own, data.task, makers)
        truth = ([y[i] for i in rows.train], (others, [test[1][i] for i in rows.held]))
        made = splits.given(own, truth[0], truth[1], data.task, learner, cell.seed)
    else:
        learner = _learner(cell, subset(data.pool, rows.train), data.task, makers)
        made = splits.parted(data.pool, y, (rows.train, rows.held), data.task, learner, cell.seed)
    return Material(made, rows, data.pool)


@lru_cache(maxsize=SETS)
def _data(name: str, makers: Makers) -> Data:
    loaded = makers.load(name)
    pool = as_pool(loaded.x)
    labels, task = truths(pool, loaded.y, loaded.test, loaded.task)
    return Data(pool, labels, task)


def _learner(cell: Cell, pool: Pool, task: Task, makers: Makers) -> Any:
    """The learner that a run names, in the mode of retraining that it names."""

    def made(spec: str) -> Any:
        return retrained(as_learner(makers.learner(spec, pool, task), pool, task), cell.retrain)

    return {"acquire": made(cell.learner), "final": made(cell.final)} if cell.final else made(cell.learner)


def retrained(learner: Any, mode: str) -> Any:
    """The learner in a mode of retraining: one of the axes that S061 asks for.

    Parameters
    ----------
    learner : Learner
        A learner, perhaps with recipes around it.
    mode : str
        ``cold`` begins anew each time, ``warm`` goes on from the model before, ``last-layer`` trains that
        layer alone, ``replay`` goes on with the new labels and some of the old ones
        (:class:`labelwise.training.Replay`); empty changes nothing.

    Raises
    ------
    BadParameter
        If the learner knows no other way than to begin anew.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> retrained(TorchLearner(), "warm").retrain
    'warm'
    """
    if mode == "replay":
        from labelwise.training import Replay

        return Replay(retrained(learner, "warm"))
    if not mode:
        return learner
    names = {f.name for f in dataclasses.fields(learner)} if dataclasses.is_dataclass(learner) else set()
    if "retrain" in names:
        return dataclasses.replace(learner, retrain=mode)
    if "learner" in names:
        return dataclasses.replace(learner, learner=retrained(learner.learner, mode))
    if mode == "cold" and not getattr(learner, "warm", False):
        return learner
    raise BadParameter(
        f"retrain is {mode!r} for {type(learner).__name__}, which begins anew each time",
        allowed="cold, or a network such as mlp",
        fix="exclude this pair in the protocol",
    )


def codes(values: NDArray[Any], task: Task) -> NDArray[Any]:
    """Labels in as few bytes as they need.

    Classes as their positions in the task (uint8 or uint16), numbers as float32, tags as float16.

    Examples
    --------
    >>> from labelwise.tasks import Classification
    >>> codes(np.array(["b", "a"]), Classification(["a", "b"]))
    array([1, 0], dtype=uint8)
    """
    return np.asarray(CODES[task.output](values, task))


def _class_codes(values: NDArray[Any], task: Task) -> NDArray[Any]:
    at = {name: k for k, name in enumerate(task.classes)}
    kind = np.uint8 if len(at) <= np.iinfo(np.uint8).max else np.uint16
    return np.array([at[str(value)] for value in values], dtype=kind)


CODES: Mapping[str, Any] = {
    "proba": _class_codes,
    "mean": lambda values, task: np.asarray(values, np.float32),
    "tags": lambda values, task: np.asarray(values, np.float16),
}
"""How labels are written, by the output that a task's predictions are made of."""
