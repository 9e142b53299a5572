"""Full: one of all the classes, for the price of one answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between
from labelwise.tasks.forms.base import Form
from labelwise.types import Answer, Kind, Query, Rows, Value, ViewLike

__all__ = ["Full"]


@dataclass(frozen=True, repr=False)
class Full(Form):
    """Ask for one of all the classes.

    Parameters
    ----------
    price_each : Decimal
        Money per answer.

    Examples
    --------
    >>> Full().read(Query("q1", "a"), "pos")
    ('is', 'pos')
    >>> Full().read(Query("q1", "a"), None)
    ('skip', None)
    >>> Full(0.05).price_each
    Decimal('0.05')
    """

    price_each: Annotated[Decimal, Between(0)] = Decimal(0)
    name: ClassVar[str] = "full"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "price_each", Decimal(str(self.price_each)))

    def cost(self, view: ViewLike, rows: Rows) -> NDArray[np.float64]:
        """(m,) expected cost: the price of each, or one answer where money is not counted."""
        return np.full(len(rows), float(self.price_each) or 1.0)

    def price(self, query: Query, answer: Answer) -> Decimal:
        """What the answer really cost."""
        return self.price_each

    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """Kind and value of a raw answer; None is a skip."""
        return ("skip", None) if raw is None else ("is", raw)
