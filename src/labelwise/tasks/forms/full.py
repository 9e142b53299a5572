"""Full: one of all the classes, for the price of one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from labelwise.tasks.forms.priced import Priced
from labelwise.types import Kind, Query, Value

__all__ = ["Full"]


@dataclass(frozen=True, repr=False)
class Full(Priced):
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

    name: ClassVar[str] = "full"
    whole: ClassVar[bool] = True

    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """Kind and value of a raw answer; None is a skip."""
        return ("skip", None) if raw is None else ("is", raw)
