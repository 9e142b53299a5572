"""Options that say what is asked, and the task that they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.errors import BadAnswer, BadData, BadParameter

if TYPE_CHECKING:
    from labelwise.io import Dataset
    from labelwise.tasks import Task
    from labelwise.types import Value

Kind = Annotated[
    str | None,
    typer.Option(
        "--task",
        help="classification (one class), tags (any number of them, as a|b in a file) or regression (a "
        "number); classification otherwise, regression with --low, --high or --unit.",
    ),
]
Labels = Annotated[str | None, typer.Option(help="The classes or tags, such as pos,neg.")]
Low = Annotated[float | None, typer.Option(help="The lowest number that is allowed.")]
High = Annotated[float | None, typer.Option(help="The highest number that is allowed.")]
Unit = Annotated[str | None, typer.Option(help="Of the numbers, such as cm.")]


def _classification(wish: Wish, cells: Sequence[str], column: str | None) -> Task:
    from labelwise.tasks import Classification

    return Classification(wish.names() or _enough(sorted(set(cells)), 2, "classes", column))


def _tags(wish: Wish, cells: Sequence[str], column: str | None) -> Task:
    from labelwise.tasks.tag_cells import listed_in
    from labelwise.tasks.tags import Tags

    return Tags(wish.names() or _enough(listed_in(cells), 1, "tags", column))


def _regression(wish: Wish, cells: Sequence[str], column: str | None) -> Task:
    from labelwise.tasks.regression import Regression

    return Regression(wish.low, wish.high, wish.unit or "")


BUILDERS: dict[str, tuple[str, Callable[[Wish, Sequence[str], str | None], Task]]] = {
    "classification": ("proba", _classification),
    "tags": ("tags", _tags),
    "regression": ("mean", _regression),
}
"""Output and builder of every kind of task that a file of items can be labelled for."""


@dataclass(frozen=True)
class Wish:
    """What the command line says about the task; None where it says nothing.

    Parameters
    ----------
    kind : str or None
        A key of :data:`BUILDERS`.
    labels : str or None
        Names between commas.
    low, high : float or None
        Bounds of numbers.
    unit : str or None
        Of numbers.

    Raises
    ------
    BadParameter
        If the kind is unknown, or an option does not go with it.

    Examples
    --------
    >>> Wish("tags", "a, b").task([], None), Wish(low=0.0).task([], None)
    (Tags(classes=('a', 'b')), Regression(low=0.0))
    """

    kind: str | None = None
    labels: str | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        if self.kind is not None and self.kind not in BUILDERS:
            raise BadParameter(f"--task is {self.kind!r}", allowed=", ".join(BUILDERS))
        strange = ("labels",) if self.name == "regression" else ("low", "high", "unit")
        given = [option for option in strange if getattr(self, option) is not None]
        if given:
            raise BadParameter(
                f"--{given[0]} does not go with --task {self.name}", fix=f"leave out --{given[0]} or --task"
            )

    @property
    def name(self) -> str:
        """The kind, found where it was not said."""
        numbers = any(v is not None for v in (self.low, self.high, self.unit))
        return self.kind or ("regression" if numbers else "classification")

    @property
    def said(self) -> bool:
        """Whether anything was said."""
        return any(v is not None for v in vars(self).values())

    def names(self) -> tuple[str, ...] | None:
        """The names of ``--labels``; None when it was not given."""
        return None if self.labels is None else tuple(c.strip() for c in self.labels.split(","))

    def task(self, cells: Sequence[str], column: str | None) -> Task:
        """The task, whose names are those in ``cells`` of the label column where ``--labels`` is missing.

        Raises
        ------
        BadParameter
            If there are not enough names.
        """
        return BUILDERS[self.name][1](self, cells, column)

    def refuse_unlikely(self, cells: Sequence[str], column: str) -> None:
        """Raise where a column holds one class alone, and where nothing was said and it holds hardly classes.

        Raises
        ------
        BadData
            Says what it looks like, and how to say what it is.
        """
        from labelwise.bench.truth import hardly_classes
        from labelwise.tasks.regression import number_of

        listed = sum("|" in cell for cell in cells)
        if not self.said and 10 * listed > len(cells):
            raise BadData(
                f"the column {column!r} holds {listed} cells with '|', such as "
                f"{next(cell for cell in cells if '|' in cell)!r}",
                fix="pass --task tags, or --task classification if these are names of classes",
            )
        if self.name == "classification" and len(set(cells)) == 1:
            raise BadData(
                f"all labels in column {column!r} are {cells[0]!r}", allowed="labels of two classes or more"
            )
        if not self.said and hardly_classes(cells):
            kind, way = (
                ("numbers", "pass --task regression, or")
                if all(number_of(cell) is not None for cell in cells)
                else ("labels", "name the column of the labels, or pass")
            )
            raise BadData(
                f"the column {column!r} holds {len(set(cells))} different {kind} in {len(cells)} rows",
                allowed="classes that several rows share",
                fix=f"{way} --task classification if they are classes",
            )

    def refuse_other(self, store: Path, task: Task) -> None:
        """Raise when something was said that the task of a stored project contradicts.

        Raises
        ------
        BadParameter
            Names what the project was made with.
        """
        if self.said and BUILDERS[self.name][0] != task.output:
            kinds = {output: kind for kind, (output, _) in BUILDERS.items()}
            raise _other(store, "task", self.name, kinds.get(task.output, task.output))
        if self.labels is not None:
            names = self.task([], None).classes  # refuses names that cannot be
            if set(names) != set(task.classes):
                raise _other(store, "labels", ", ".join(names), ", ".join(task.classes))
        for option in ("low", "high", "unit"):
            wished, stored = getattr(self, option), getattr(task, option, None)
            if wished is not None and wished != stored:
                raise _other(store, option, wished, stored)


def _other(store: Path, what: str, wished: object, stored: object) -> BadParameter:
    return BadParameter(
        f"{store} was made with the {what} {stored}, not {wished}",
        fix=f"leave out --{what}, or start a new project with --project",
    )


def _enough(found: Iterable[str], least: int, what: str, column: str | None) -> tuple[str, ...]:
    """Names that a column holds.

    Raises
    ------
    BadParameter
        If there is no such column, or it holds too few.
    """
    names = tuple(found)
    if len(names) >= least:
        return names
    where = f"the column {column!r} holds {len(names)}" if column else "no column of labels is named either"
    raise BadParameter(
        f"--labels was not given and {where}",
        allowed=f"two {what} or more" if least == 2 else f"one of the {what} or more",
        fix="name them: --labels " + ("pos,neg" if least == 2 else "sport,film"),
    )


def labels_of(data: Dataset, task: Task) -> dict[str, Value]:
    """The labels that a file already has, as answers to the task.

    Raises
    ------
    BadData
        If one is no valid answer; names the item.
    """
    found: dict[str, Value] = {}
    for item, cell in data.labels.items():
        try:
            found[item] = _checked(task, cell)
        except BadAnswer as error:
            raise BadData(
                f"item {item!r} has the label {cell!r}",
                allowed=error.allowed,
                fix="mend the file" if not task.classes else "add it to --labels, or mend the file",
            ) from error
    return found


def _checked(task: Task, cell: str) -> Any:
    from labelwise.types import Answer

    return task.check(Answer("import", None, "import", "is", task.parse(cell))).value
