"""True labels as they come in, and the task that they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadAnswer, BadData
from labelwise.tasks import Classification, Task
from labelwise.tasks.tags import Tags
from labelwise.types import Answer, Value

LISTS = (list, tuple, set, frozenset, np.ndarray, Mapping)


@dataclass(frozen=True, eq=False)
class Truth:
    """One true label an item, as it was passed.

    Parameters
    ----------
    values : list
        Class, number, list of tags or mapping of each item.
    what : str
        What they are called in messages.
    tags : tuple of str or None
        The columns of a matrix of 0 and 1; None where it was no matrix.
    """

    values: list[Any]
    what: str
    tags: tuple[str, ...] | None = None

    @classmethod
    def of(cls, y: Any, what: str, size: int, task: Task | None = None) -> Truth:
        """Read ``y``.

        Parameters
        ----------
        y : sequence, array, DataFrame or sparse matrix
            (N,) labels; or an (N, C) array, DataFrame or sparse matrix of 0 and 1, whose columns are tags.
        what : str
            What it is called in messages.
        size : int
            Number of items.
        task : Task, optional
            Names the columns of an array; they are numbered from 0 otherwise.

        Raises
        ------
        BadData
            If there is not one label per item, or a matrix holds anything but 0 and 1.

        Examples
        --------
        >>> Truth.of(np.array([[1, 0], [0, 0]]), "y", 2).values
        [['0'], []]
        """
        matrix = _matrix(y)
        length = len(y) if matrix is None else len(matrix)
        if length != size:
            raise BadData(f"{what}: {length} labels for {size} items", allowed="one label per item")
        if matrix is None:
            return cls(list(y.tolist() if hasattr(y, "tolist") else y), what)
        if not np.isin(matrix, (0, 1)).all():
            raise BadData(
                f"{what} has shape {matrix.shape} and holds more than 0 and 1",
                allowed="(N,) labels, or (N, C) of 0 and 1 whose columns are tags",
            )
        names = _names(y, matrix.shape[1], task)
        rows = [[name for name, there in zip(names, row, strict=True) if there] for row in matrix]
        return cls(rows, what, names)

    def checked(self, task: Task) -> list[Value]:
        """The labels in the task's own spelling.

        Raises
        ------
        BadData
            If one is missing, or is none of the task.
        """
        return [self._checked(task, k, value) for k, value in enumerate(self.values)]

    def _checked(self, task: Task, k: int, value: Any) -> Value:
        if _is_missing(value):
            raise BadData(f"{self.what}: item {k} has no label", fix="simulate with labelled items only")
        try:
            found = task.consensus([task.check(Answer("truth", None, "truth", "is", value))])
        except BadAnswer as error:
            raise BadData(f"{self.what}: item {k}: {error.problem}", allowed=error.allowed) from None
        if isinstance(found, Mapping) and len(found) < len(task.classes):
            raise BadData(
                f"{self.what}: of item {k} only the tags {', '.join(found)} are known",
                allowed="labels that say everything",
                fix="pass the list of its tags",
            )
        return found


def _matrix(y: Any) -> NDArray[Any] | None:
    """The values of an array, DataFrame or sparse matrix of two dimensions; None for all else."""
    if sparse.issparse(y):
        return np.asarray(y.toarray())
    if getattr(y, "ndim", 1) != 2:
        return None
    return y.to_numpy() if hasattr(y, "to_numpy") else np.asarray(y)


def _names(y: Any, width: int, task: Task | None) -> tuple[str, ...]:
    if hasattr(y, "columns"):
        return tuple(map(str, y.columns))
    if task is not None and len(task.classes) == width:
        return task.classes
    return tuple(map(str, range(width)))


def _is_missing(value: Any) -> bool:
    if isinstance(value, LISTS):
        return False
    return value is None or value == "" or (isinstance(value, float) and value != value)


def task_of(*truths: Truth) -> Task:
    """The task that true labels belong to when nobody says.

    A matrix of 0 and 1, or lists of tags: :class:`Tags` of all that occur. All else is a
    :class:`Classification` of all that occur; whole numbers are classes too. Numbers with a fraction could
    be neither, nor could so many that hardly two items share one, so they are refused: whether numbers are
    quantities is for the caller to say.

    Raises
    ------
    BadData
        If one label is missing, all are the same class, or they are hardly classes.

    Examples
    --------
    >>> task_of(Truth(["10", 9], "y")), task_of(Truth([["a"], []], "y"))
    (Classification(classes=('9', '10')), Tags(classes=('a',)))
    """
    for truth in truths:
        missing = next((k for k, v in enumerate(truth.values) if _is_missing(v)), None)
        if missing is not None:
            raise BadData(
                f"{truth.what}: item {missing} has no label", fix="simulate with labelled items only"
            )
    if truths[0].tags is not None:
        return Tags(truths[0].tags)
    values = [v for truth in truths for v in truth.values]
    if any(isinstance(v, LISTS) for v in values):
        return Tags(_sorted({_text(tag) for v in values for tag in (v if isinstance(v, LISTS) else [v])}))
    fraction = next((v for v in values if isinstance(v, float) and not v.is_integer()), None)
    if fraction is not None:
        raise BadData(
            f"{truths[0].what} holds numbers such as {fraction:g}",
            allowed="classes, lists of tags, a matrix of 0 and 1; numbers with a task that says so",
            fix="pass task=labelwise.Regression(), or classes as text",
        )
    found = _sorted({_text(v) for v in values})
    if hardly_classes(values) and not any(isinstance(v, str) for v in values):
        raise BadData(
            f"{truths[0].what} holds {len(found)} different numbers in {len(values)} items",
            allowed="classes that several items share; numbers with a task that says so",
            fix="pass task=labelwise.Regression(), or classes as text",
        )
    if len(found) < 2:
        raise BadData(f"all labels are {found[0]!r}", allowed="labels of two classes or more")
    return Classification(found)


def hardly_classes(values: Sequence[Any]) -> bool:
    """Whether there are more than 20 different values, and fewer than three items for each.

    Examples
    --------
    >>> hardly_classes(range(21)), hardly_classes(list(range(21)) * 3), hardly_classes("ab")
    (True, False, False)
    """
    different = len(set(values))
    return different > 20 and 3 * different > len(values)


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _sorted(names: Sequence[str] | set[str]) -> tuple[str, ...]:
    """Numbers in their order, all else by alphabet."""
    numbers = all(c.lstrip("-").isdigit() for c in names)
    return tuple(sorted(names, key=int) if numbers else sorted(names))
