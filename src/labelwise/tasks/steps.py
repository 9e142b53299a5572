"""Ordered steps, judged one after the other up to the first error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer, BadParameter
from labelwise.tasks.base import Payload
from labelwise.tasks.cells import listed
from labelwise.tasks.naming import name_of, names_of
from labelwise.tasks.sequence_labelling import SequenceLabelling
from labelwise.tasks.splitting import parts_in
from labelwise.types import Answer, Query, Value

__all__ = ["Steps"]

WRITTEN = re.compile(r"s([1-9]\d{0,6})")
"""A step as a part; the first is ``s1``."""


@dataclass(frozen=True, repr=False)
class Steps(SequenceLabelling):
    """Each step of an item has one of ``values``; a question is about all steps, in order.

    An answer is a mapping ``{"s1": 1, "s2": 1, "s3": -1}``, or the list ``[1, 1, -1]`` for the first
    steps. It begins with the first step, leaves no gap and ends at the latest with ``stop_at``: whoever
    found the first error reads no further. The label of several answers ends with the first gap or error.

    A measure of steps becomes one of items through :class:`~labelwise.measures.Per`. A prediction is a label
    of this form, up to the first error the model sees, and its confidence the product of the probabilities of
    its steps.

    Source: Lightman et al., 2023, Let's Verify Step by Step.

    Parameters
    ----------
    values : sequence of str or numbers
        At least two; numbers are taken as their text.
    stop_at : value or None
        The value that ends an answer; None: all steps may be judged.
    column : str
        The pool's column of lists of steps.

    Raises
    ------
    BadParameter
        If fewer than two values are given, or ``stop_at`` is none of them.

    Examples
    --------
    >>> task = Steps((-1, 0, 1), stop_at=-1)
    >>> answer = task.check(Answer("a", "q", "human:anna", "is", [1, 0, -1], item="7"))
    >>> answer.value
    {'s1': '1', 's2': '0', 's3': '-1'}
    >>> targets = task.targets([answer], int)
    >>> targets.rows.tolist(), targets.part.tolist(), [task.classes[k] for k in targets.value]
    ([7, 7, 7], [0, 1, 2], ['1', '0', '-1'])
    """

    values: tuple[Any, ...]
    stop_at: Any = None
    column: str = "steps"
    parts: ClassVar[str] = "steps"

    def __post_init__(self) -> None:
        super().__post_init__()
        classes = names_of(self.values, "class", 2)
        stop = None if self.stop_at is None else name_of(self.stop_at)
        if self.stop_at is not None and stop not in classes:
            raise BadParameter(f"Steps: stop_at is {self.stop_at!r}", allowed=", ".join(classes))
        for name, value in (("values", classes), ("classes", classes), ("stop_at", stop)):
            object.__setattr__(self, name, value)

    def check(self, answer: Answer, query: Query | None = None, payload: Payload | None = None) -> Answer:
        """The answer with its value as a mapping from ``s1`` on.

        Raises
        ------
        BadAnswer
            If it names a step that the item does not have, leaves one out before, goes on after the
            first error, or gives a value that is none.
        """
        self._check_frame(answer)
        if answer.kind != "is":
            return answer
        said = self._said(answer.value)
        self._refuse_gaps(sorted(said), parts_in(payload, self.column))
        labels = [said[k] for k in sorted(said)]
        if self.stop_at in labels[:-1]:
            first = labels.index(self.stop_at)
            raise BadAnswer(
                f"step s{first + 2} has a value after {self.stop_at!r} at step s{first + 1}",
                allowed="nothing after the first error",
                fix=f"leave out the steps from s{first + 2} on",
            )
        return replace(answer, value=_mapping(labels))

    def _said(self, value: Any) -> dict[int, str]:
        """Position to value."""
        if isinstance(value, (list, tuple, np.ndarray)):
            value = {f"s{k}": v for k, v in enumerate(value, start=1)}
        if not isinstance(value, Mapping) or not value:
            allowed = (
                f"a mapping such as {{'s1': {self.classes[-1]!r}}}, or a list of the first steps' values"
            )
            raise BadAnswer(f"the answer is {value!r}", allowed=allowed)
        return {_position(part): self.classes[self._single.index(v)] for part, v in value.items()}

    def _refuse_gaps(self, at: list[int], size: int | None) -> None:
        if size is not None and at[-1] >= size:
            raise BadAnswer(
                f"there is no step s{at[-1] + 1}", allowed=f"s1 to s{size}" if size else "an item with steps"
            )
        gap = next((k for k, position in enumerate(at) if k != position), None)
        if gap is not None:
            raise BadAnswer(
                f"step s{at[gap] + 1} has a value and step s{gap + 1} before it has none",
                allowed="all steps from s1 on, in order",
                fix=f"say what step s{gap + 1} is",
            )

    def consensus(self, answers: Sequence[Answer]) -> dict[str, str] | None:
        """The majority at each step, up to the first that nobody judged or that is wrong.

        Examples
        --------
        >>> task = Steps([0, 1], stop_at=0)
        >>> told = [{"s1": "1", "s2": "0"}, {"s1": "1", "s2": "1", "s3": "1"}, {"s1": "1", "s2": "1"}]
        >>> task.consensus([Answer(f"a{k}", "q", "human", "is", v) for k, v in enumerate(told)])
        {'s1': '1', 's2': '1', 's3': '1'}
        """
        labels = self._joined(answers)
        until = next((k for k in range(len(labels)) if k not in labels), len(labels))
        return _mapping(self._cut([labels[k] for k in range(until)])) or None

    def split(self, answer: Answer) -> Mapping[int, str]:
        """The value of each step that a checked answer names."""
        value: Any = answer.value
        return {_position(part): v for part, v in value.items()}

    def predicted(self, proba: NDArray[np.float64]) -> tuple[dict[str, str], float]:
        """The label up to the first error that the model sees, and the product of its probabilities.

        Examples
        --------
        >>> Steps([0, 1], stop_at=0).predicted(np.array([[0.2, 0.8], [0.9, 0.1], [0.3, 0.7]]))
        ({'s1': '1', 's2': '0'}, 0.72)
        """
        cut = self._cut([self.classes[k] for k in proba.argmax(axis=1)])
        return _mapping(cut), float(proba.max(axis=1, initial=0.0)[: len(cut)].prod())

    def _cut(self, labels: list[str]) -> list[str]:
        """Everything up to the first error, which is kept."""
        return labels[: labels.index(self.stop_at) + 1] if self.stop_at in labels else labels

    def names(self, label: Value) -> tuple[str, ...]:
        """The values that occur."""
        return tuple(dict.fromkeys(label.values())) if isinstance(label, dict) else ()

    def export(self, label: Value) -> list[str] | None:
        """The values of the first steps as a list.

        Examples
        --------
        >>> Steps([0, 1]).export({"s1": "1", "s2": "0"})
        ['1', '0']
        """
        return list(label.values()) if isinstance(label, dict) else None

    def parse(self, cell: str) -> Value:
        """The values of the first steps from a cell of a file: ``1|1|-1``, or a JSON list."""
        return [*listed(cell)]


def _position(part: Any) -> int:
    found = WRITTEN.fullmatch(str(part))
    if found is None:
        raise BadAnswer(f"there is no step {part!r}", allowed="s1, s2, ...")
    return int(found[1]) - 1


def _mapping(labels: Iterable[str]) -> dict[str, str]:
    return {f"s{k}": label for k, label in enumerate(labels, start=1)}
