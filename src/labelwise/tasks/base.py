"""What every task promises: which answers are valid, and what they teach."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from numpy.typing import NDArray

from labelwise.errors import BadAnswer, BadData, BadParameter
from labelwise.params import Piece
from labelwise.types import Answer, Query, TargetKind, Targets, Units, Value

__all__ = ["Task"]

Payload = Callable[[], Any]
"""Gives the pool's item, for a task whose valid answers depend on it."""


class Task(Piece, ABC):
    """Which answers are valid, and what they teach.

    Nobody outside this folder asks of which class a task is; they ask for what is here.

    Attributes
    ----------
    classes : tuple of str
        Their names; empty where there are none.
    open : bool
        Whether an answer may name something outside the classes (kind ``other``).
    output : str
        The View name that predictions are made of: ``proba``, ``tags`` or ``mean``.
    kinds : tuple of str
        Kinds of targets it can make of answers, the most faithful first.
    label_type : str
        Arrow type of a label in the export: ``string``, ``float64`` or ``list``.
    parts : str
        What of an item has a label of its own, so that a model gives one output for each: ``pixels``,
        ``steps``, ``tokens``; ``""`` where items are labelled whole.
    widget : str
        What a page shows: ``one`` class, ``many`` tags, a ``number``, or ``""`` for nothing yet.
    """

    classes: tuple[str, ...] = ()
    open: bool = False
    output: ClassVar[str] = "proba"
    kinds: ClassVar[tuple[TargetKind, ...]] = ()
    label_type: ClassVar[str] = "string"
    parts: ClassVar[str] = ""
    widget: ClassVar[str] = ""

    def options(self) -> tuple[Any, ...]:
        """The values a full question offers; empty where they cannot be listed."""
        return self.classes

    @abstractmethod
    def check(self, answer: Answer, query: Query | None = None, payload: Payload | None = None) -> Answer:
        """The answer with its value in the task's own spelling.

        Raises
        ------
        BadAnswer
            If its value or kind means nothing here, or it names a part that the item does not have.
        """

    @abstractmethod
    def consensus(self, answers: Sequence[Answer]) -> Value:
        """The label of one unit from its present answers; None where they give none."""

    @abstractmethod
    def targets(
        self,
        answers: Sequence[Answer],
        row_of: Callable[[str], int],
        accepts: Sequence[TargetKind] = ("hard",),
        units: Units | None = None,
    ) -> Targets:
        """Labels for training from all present answers; the only reader of answers for training.

        Parameters
        ----------
        answers : sequence of Answer
            Present answers of any kind, in the order given.
        row_of : callable
            Item id to row.
        accepts : sequence of str
            Kinds the learner takes, the best first.
        units : Units, optional
            Of the pool, where questions are about parts.

        Raises
        ------
        BadParameter
            If the learner takes no kind that the task can make.
        """

    def enough(self, targets: Targets) -> bool:
        """Whether a model trained on ``targets`` can serve a strategy that needs outputs."""
        return len(targets) >= 2

    @abstractmethod
    def predictions(self, output: Any) -> tuple[list[Any], NDArray[Any] | None]:
        """Label and confidence (None: it has none) of each row of the array called :attr:`output`."""

    def names(self, label: Value) -> tuple[str, ...]:
        """The classes that a label counts for in a status."""
        return ()

    def export(self, label: Value) -> Any:
        """A label as a value of :attr:`label_type`."""
        return None if label is None else str(label)

    def parse(self, cell: str) -> Value:
        """The value of an answer from a cell of a file; the inverse of how an export writes a label."""
        return cell

    def units(self, pool: Any) -> Units | None:
        """All units of ``pool`` where questions are about parts; None where they are about items."""
        return None

    def grown(self, names: Sequence[str]) -> Task:
        """The task with further classes at the end.

        Raises
        ------
        BadParameter
            If its classes are fixed.
        """
        raise BadParameter(f"{self!r} takes no new classes", allowed="a task made with open=True")

    def _refuse_kind(self, answer: Answer, *allowed: str) -> None:
        if answer.kind not in allowed:
            raise BadAnswer(
                f"an answer of kind {answer.kind!r} means nothing to {type(self).__name__}",
                allowed=", ".join(allowed),
            )

    def _refuse_columns(self, output: NDArray[Any]) -> None:
        """Refuse an output of a model that has not one column a class."""
        if output.ndim != 2 or output.shape[1] != len(self.classes):
            raise BadData(
                f"the model's {self.output} has shape {output.shape} for {len(self.classes)} classes",
                allowed=f"(N, {len(self.classes)}), a column for each of {', '.join(self.classes)}",
                fix="let the learner give every class of Training.classes a column, labelled or not",
            )

    def _refuse_part(self, answer: Answer) -> None:
        if answer.part:
            raise BadAnswer(
                f"the answer is about part {answer.part!r} of item {answer.item!r}",
                allowed="answers about whole items",
            )


def chosen(kinds: Sequence[TargetKind], accepts: Sequence[TargetKind], task: Task) -> TargetKind:
    """The first kind that a learner accepts among those a task can make.

    Raises
    ------
    BadParameter
        If there is none.
    """
    found = next((k for k in accepts if k in kinds), None)
    if found is None:
        raise BadParameter(
            f"the learner accepts {tuple(accepts)}",
            allowed=f"{' or '.join(kinds)} targets for {type(task).__name__}",
            fix="pass a learner for this kind of task",
        )
    return found
