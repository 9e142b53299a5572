"""Verify: accept the proposal, reject it, or put the right class in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between
from labelwise.tasks.forms.base import Form
from labelwise.tasks.forms.proposing import PREDICTION, needs_of, proposal, proposed, right
from labelwise.types import Answer, Kind, Posed, Query, Rows, Value, ViewLike

__all__ = ["Verify"]


@dataclass(frozen=True, repr=False)
class Verify(Form):
    """Show a proposal to accept, to reject, or to replace by another class.

    Unlike :class:`YesNo` the annotator may do more than was asked: name the right class at once, which costs
    more than a nod. All classes stay on offer.

    Parameters
    ----------
    accept, correct : Decimal
        Money for naming another class (``correct``), and for anything less.
    of : str
        ``prediction``, or the View name of an array of class positions.

    Examples
    --------
    >>> question, form = Query("q1", "a", form="verify", proposal="cat"), Verify(0.01, 0.04)
    >>> form.read(question, True), form.read(question, False), form.read(question, "dog")
    (('is', 'cat'), ('not', ['cat']), ('is', 'dog'))
    >>> form.price(question, Answer("a1", "q1", "human:anna", "is", "dog"))
    Decimal('0.04')
    """

    accept: Annotated[Decimal, Between(0)] = Decimal(0)
    correct: Annotated[Decimal, Between(0)] = Decimal(0)
    of: str = field(default=PREDICTION, kw_only=True)
    name: ClassVar[str] = "verify"

    def __post_init__(self) -> None:
        super().__post_init__()
        for price in ("accept", "correct"):
            object.__setattr__(self, price, Decimal(str(getattr(self, price))))

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """View names of the proposal."""
        return needs_of(self.of)

    def pose(self, view: ViewLike, rows: Rows) -> list[Posed]:
        """The proposal; all classes are on offer beside it."""
        return proposed(view, rows, self.of)

    def cost(self, view: ViewLike, rows: Rows) -> NDArray[np.float64]:
        """(m,) expected price, a proposal being right as often as the model says; 1 without prices."""
        if not (self.accept or self.correct):
            return np.ones(len(rows))
        confidence = [p.confidence for p in proposed(view, rows, self.of)]
        right = np.array([1.0 if c is None else c for c in confidence])
        return right * float(self.accept) + (1 - right) * float(self.correct)

    def price(self, query: Query, answer: Answer, classes: Sequence[str] = ()) -> Decimal:
        """What the answer really cost: ``correct`` where it names another class, else ``accept``."""
        corrected = answer.kind in ("is", "other", "among") and answer.value != query.proposal
        return self.correct if corrected else self.accept

    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """True accepts, False rejects, anything else is the class; None is a skip."""
        if raw is None:
            return "skip", None
        if isinstance(raw, (bool, np.bool_)):
            return ("is", proposal(query)) if raw else ("not", [proposal(query)])
        return "is", raw

    @classmethod
    def truthful(cls, query: Query, truth: Any) -> Any:
        """Accept the true class, or name it."""
        return True if right(query, truth) else truth
