"""Where: only rows whose column has a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.params import Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Where"]


@dataclass(frozen=True, repr=False)
class Where(Piece):
    """Rows whose ``column`` equals ``value``, or is among the values of a tuple.

    Parameters
    ----------
    column : str
        A View name, for example a pool column.
    value : object or tuple
        What it must be.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"domain": np.array(["source", "target", "target"])})
    >>> Where("domain", "target")(view, np.arange(3), 1, np.random.default_rng(0)).tolist()
    [1, 2]
    """

    column: str
    value: Any

    @property
    def needs(self) -> tuple[str, ...]:
        """The column."""
        return (self.column,)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that fit."""
        allowed = self.value if isinstance(self.value, tuple) else (self.value,)
        return rows[np.isin(view.get(self.column, rows), list(allowed))]
