"""One number per item."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer, BadParameter
from labelwise.tasks.base import Payload, Task, chosen
from labelwise.tasks.grouping import grouped, heard
from labelwise.types import Answer, Query, TargetKind, Targets, Units, Value

__all__ = ["Regression"]


@dataclass(frozen=True, repr=False)
class Regression(Task):
    """Each item has one number.

    An answer ``is`` a finite number within the bounds; ``not`` and ``among`` mean nothing here. Several
    answers about an item are joined by their **median**: one slip of the keyboard among three leaves it
    where it was, and for two it is their mean. What a model told itself counts only where no person answered.

    Parameters
    ----------
    low, high : float or None
        Both included; None is no bound.
    unit : str
        Of the number, for people: ``"cm"``.

    Raises
    ------
    BadParameter
        If a bound is no finite number, or ``low`` is not below ``high``.

    Examples
    --------
    >>> task = Regression(0, 10, "points")
    >>> task.check(Answer("a1", "q1", "human:anna", "is", "7.5")).value
    7.5
    >>> task.predictions(np.array([3.0, 11.0]))
    ([3.0, 10.0], None)
    """

    low: float | None = None
    high: float | None = None
    unit: str = ""
    output: ClassVar[str] = "mean"
    kinds: ClassVar[tuple[TargetKind, ...]] = ("real",)
    label_type: ClassVar[str] = "float64"
    widget: ClassVar[str] = "number"

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("low", "high"):
            bound = getattr(self, name)
            if bound is not None and (isinstance(bound, str) or number_of(bound) is None):
                raise BadParameter(f"{name} is {bound!r}", allowed="a finite number, or None for no bound")
            object.__setattr__(self, name, None if bound is None else float(bound))
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise BadParameter(f"low is {self.low:g} and high is {self.high:g}", allowed="low below high")
        if not isinstance(self.unit, str):
            raise BadParameter(f"the unit is {self.unit!r}", allowed="a text such as 'cm'")

    def check(self, answer: Answer, query: Query | None = None, payload: Payload | None = None) -> Answer:
        """The answer with a float for its value.

        Numbers and texts that are numbers, such as ``"7.5"``, are read.

        Raises
        ------
        BadAnswer
            If its value is no finite number or outside the bounds, its kind means nothing here, or it
            names a part.

        Examples
        --------
        >>> Regression(low=0).check(Answer("a1", "q1", "human:anna", "is", -1))
        Traceback (most recent call last):
        labelwise.errors.BadAnswer: the answer is -1. Allowed: a number of 0 or more.
        """
        self._refuse_kind(answer, "is", "unsure", "skip", "flag")
        self._refuse_part(answer)
        if answer.kind != "is":
            return answer
        value = number_of(answer.value)
        if value is None or not self._inside(value):
            shown = f"{answer.value:g}" if isinstance(answer.value, float) else repr(answer.value)
            raise BadAnswer(f"the answer is {shown}", allowed=self._allowed())
        return replace(answer, value=value)

    def _inside(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def _allowed(self) -> str:
        """The numbers that are allowed, in words."""
        unit = f" {self.unit}" if self.unit else ""
        if self.low is not None and self.high is not None:
            return f"a number from {self.low:g} to {self.high:g}{unit}"
        if self.low is not None:
            return f"a number of {self.low:g}{unit} or more"
        return f"a number up to {self.high:g}{unit}" if self.high is not None else "a finite number"

    def consensus(self, answers: Sequence[Answer]) -> float | None:
        """The median of the answers; None without any.

        Examples
        --------
        >>> Regression().consensus([Answer(f"a{v}", "q", "human", "is", v) for v in (1.0, 2.0, 40.0)])
        2.0
        """
        told = [a.value for a in heard(answers) if a.kind == "is"]
        return float(np.median(np.array(told, dtype=np.float64))) if told else None

    def targets(
        self,
        answers: Sequence[Answer],
        row_of: Callable[[str], int],
        accepts: Sequence[TargetKind] = ("real",),
        units: Units | None = None,
    ) -> Targets:
        """``real`` (m,): the median of the answers about each item.

        Raises
        ------
        BadParameter
            If the learner does not take real numbers.

        Examples
        --------
        >>> told = [Answer(f"a{v}", "q", "human:anna", "is", v, item="4") for v in (1.0, 2.0)]
        >>> Regression().targets(told, int).value.tolist()
        [1.5]
        """
        kind = chosen(self.kinds, accepts, self)
        found = grouped(answers, row_of)
        value = np.array([self.consensus(group) for group in found.answers], dtype=np.float64)
        return Targets(found.rows, value, kind, found.weights(), found.by())

    def predictions(self, output: Any) -> tuple[list[Any], NDArray[Any] | None]:
        """The means, moved into the bounds; there is no confidence."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return np.clip(np.asarray(output, dtype=np.float64), low, high).tolist(), None

    def export(self, label: Value) -> float | None:
        """The number itself."""
        return None if label is None else float(label)  # type: ignore[arg-type]


def number_of(value: Any) -> float | None:
    """``value`` as a finite float, a text such as a cell of a file too; None where it is none.

    Examples
    --------
    >>> number_of("7.5"), number_of("nan"), number_of("1_000")
    (7.5, None, None)
    """
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    if isinstance(value, str) and "_" in value:  # what Python reads as 1_000 nobody writes in a table
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
