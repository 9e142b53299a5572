"""ByToken: a full question whose price is the number of tokens somebody has to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.tasks.forms.base import Form
from labelwise.types import Answer, Kind, Query, Rows, Value, ViewLike

__all__ = ["ByToken"]


@dataclass(frozen=True, repr=False)
class ByToken(Form):
    """Ask about the whole item, for as many tokens as it has.

    With ``Budget(2000, unit="tokens")`` a campaign stops after that many tokens, however many items they
    are; with ``PerCost`` a strategy asks for most score a token.

    Parameters
    ----------
    column : str
        View name of the number of tokens of each item, such as a pool column ``length``.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"length": np.array([3, 12, 7])})
    >>> ByToken("length").cost(view, np.array([1, 2])).tolist()
    [12.0, 7.0]
    >>> ByToken("length").price(Query("q1", "a", cost=12.0), Answer("x", "q1", "human:anna", "is", []))
    Decimal('12.0')
    """

    column: str = "cost"
    name: ClassVar[str] = "by-token"
    unit: ClassVar[str] = "tokens"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The numbers of tokens."""
        return (self.column,)

    def cost(self, view: ViewLike, rows: Rows) -> NDArray[np.float64]:
        """(m,) tokens of each item."""
        return np.asarray(view.get(self.column, rows), dtype=np.float64)

    def price(self, query: Query, answer: Answer, classes: Sequence[str] = ()) -> Decimal:
        """The tokens of the item as they were when it was asked; 0 where nobody counted them."""
        return Decimal(str(query.cost or 0))

    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """Kind and value of a raw answer; None is a skip."""
        return ("skip", None) if raw is None else ("is", raw)
