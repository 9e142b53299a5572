"""YesNo: is it this class?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from labelwise.errors import BadAnswer
from labelwise.tasks.forms.priced import Priced
from labelwise.tasks.forms.proposing import PREDICTION, needs_of, proposal, proposed, right
from labelwise.types import Kind, Posed, Query, Rows, Value, ViewLike

__all__ = ["YesNo"]

SAID = {True: True, False: False, "yes": True, "no": False}


@dataclass(frozen=True, repr=False)
class YesNo(Priced):
    """Ask whether an item is of one class; a yes is the class, a no is everything but it.

    One bit an answer: a no leaves C - 1 classes possible, which a learner of partial targets can use. The
    question keeps what it asked, so an answer that comes after later models still means the same.

    Parameters
    ----------
    price_each : Decimal
        Money per answer.
    of : str
        ``prediction`` asks about the model's most probable class; any other word is the View name of an
        array of class positions, such as what another model predicts.

    References
    ----------
    T. Lee et al., "Test-Time Adaptation with Binary Feedback", 2025 (S084): yes or no on the prediction.

    Examples
    --------
    >>> question = Query("q1", "a", form="yes-no", proposal="cat")
    >>> YesNo().read(question, True), YesNo().read(question, "no")
    (('is', 'cat'), ('not', ['cat']))
    """

    of: str = field(default=PREDICTION, kw_only=True)
    name: ClassVar[str] = "yes-no"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """View names of the proposal."""
        return needs_of(self.of)

    def pose(self, view: ViewLike, rows: Rows) -> list[Posed]:
        """The class in question, and ``yes`` and ``no`` to choose from."""
        return proposed(view, rows, self.of, ("yes", "no"))

    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """Kind and value of True, False, ``"yes"`` or ``"no"``; None is a skip.

        Raises
        ------
        BadAnswer
            For anything else, also for a class.
        """
        if raw is None:
            return "skip", None
        said = SAID.get(raw) if isinstance(raw, (bool, np.bool_, str)) else None
        if said is None:
            raise BadAnswer(
                f"the answer {raw!r} to the question whether item {query.item!r} is {query.proposal!r}",
                allowed="True or False, 'yes' or 'no', None for a skip",
                fix="tell an Answer to say more than was asked",
            )
        return ("is", proposal(query)) if said else ("not", [proposal(query)])

    @classmethod
    def truthful(cls, query: Query, truth: Any) -> bool:
        """Whether it is the class in question."""
        return right(query, truth)
