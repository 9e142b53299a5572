"""What every form promises: how a question is put, what it costs, how its answer is read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Piece
from labelwise.types import Answer, Kind, Posed, Query, Rows, Value, ViewLike

__all__ = ["Form"]


class Form(Piece, ABC):
    """How a question is put, what it costs, and how its answer is read.

    Forms speak of classes by position where they read a View (:meth:`pose`) and by name where they read a
    question or an answer; who asks writes the names.

    Attributes
    ----------
    name : str
        What questions of this form carry.
    unit : str
        What :meth:`price` counts: ``money``, ``bits`` or ``tokens``.
    whole : bool
        Whether its answers are put as those of the sealed reserve are: as the whole label.
    needs : tuple of str
        View names that :meth:`pose` and :meth:`cost` read.
    """

    name: ClassVar[str]
    unit: ClassVar[str] = "money"
    whole: ClassVar[bool] = False
    needs: tuple[str, ...] = ()

    def first(self, view: ViewLike, n: int) -> int:
        """How many of ``n`` have to be answered, with purpose ``calibrate``, before others can be posed.

        They are drawn at random from the batch and asked without options; the rest of the batch is chosen
        once they are answered, under the same model.
        """
        return 0

    def pose(self, view: ViewLike, rows: Rows) -> list[Posed]:
        """How the question about each row is put; classes are positions."""
        return [Posed()] * len(rows)

    def cost(self, view: ViewLike, rows: Rows) -> NDArray[np.float64]:
        """(m,) what an answer about each row is expected to cost; 1 is one answer."""
        return np.broadcast_to(1.0, (len(rows),))

    def price(self, query: Query, answer: Answer, classes: Sequence[str] = ()) -> Decimal:
        """What the answer really cost, in a task of these classes."""
        return Decimal(0)

    @abstractmethod
    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """Kind and value of a raw answer; None is a skip.

        Raises
        ------
        BadAnswer
            If it is no answer to a question put like this.
        """

    @classmethod
    def truthful(cls, query: Query, truth: Any) -> Any:
        """The raw answer of somebody who knows the truth; what :meth:`read` takes."""
        return truth
