"""A form of which every answer costs the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between
from labelwise.tasks.forms.base import Form
from labelwise.types import Answer, Query, Rows, ViewLike

__all__: list[str] = []


@dataclass(frozen=True, repr=False)
class Priced(Form):
    """Base of forms with a price for each answer.

    Parameters
    ----------
    price_each : Decimal
        Money per answer.
    """

    price_each: Annotated[Decimal, Between(0)] = Decimal(0)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "price_each", Decimal(str(self.price_each)))

    def cost(self, view: ViewLike, rows: Rows) -> NDArray[np.float64]:
        """(m,) expected cost: the price of each, or one answer where money is not counted."""
        return np.broadcast_to(float(self.price_each) or 1.0, (len(rows),))  # takes no memory

    def price(self, query: Query, answer: Answer, classes: Sequence[str] = ()) -> Decimal:
        """What the answer really cost."""
        return self.price_each
