"""CandidateSet: one of a few classes, or none of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer
from labelwise.params import Between
from labelwise.tasks.forms.base import Form
from labelwise.tasks.forms.conformal import cheapest, expected, hit, inside, miss, quantile
from labelwise.tasks.naming import name_of
from labelwise.types import Answer, Kind, Posed, Query, Rows, Value, ViewLike

__all__ = ["CandidateSet"]
NONE = "none"


@dataclass(frozen=True, repr=False)
class CandidateSet(Form):
    """Show the classes that may be right; the annotator takes one of them, or says none and names another.

    Costs are bits: ``log2(k + 1)`` among k classes and none, ``log2(C - k)`` more for one of the rest. The
    first ``calibrate`` questions under every model have no set and cost ``log2 C``; ``1 - p`` of their true
    classes makes the other sets hold the true class with probability ``1 - eps``. No set is empty.

    Parameters
    ----------
    calibrate : int
        Full questions under every model.
    eps : float or None
        How often the set may miss; None takes the rate that had cost the least for the calibration items.
    corrected : bool
        Hold the promise however few items calibrate; False is the quantile of the authors' code.

    References
    ----------
    Y. Gwon et al., "Enhancing Cost Efficiency in Active Learning with Candidate Set Query", 2025 (S029).

    Examples
    --------
    >>> question, form = Query("q1", "a", form="candidate-set", options=("cat", "dog", "cow")), CandidateSet()
    >>> form.read(question, ("none", "hen")), form.read(question, "none")
    (('is', 'hen'), ('not', ['cat', 'dog', 'cow']))
    >>> form.price(question, Answer("a1", "q1", "human:anna", "is", "dog"), classes="abcdefgh")
    Decimal('2.0')
    """

    calibrate: Annotated[int, Between(1)] = 50
    eps: Annotated[float | None, Between(0, 1)] = None
    corrected: bool = field(default=True, kw_only=True)
    name: ClassVar[str] = "candidate-set"
    unit: ClassVar[str] = "bits"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """View names; ``calibrated`` are the rows of the calibration items."""
        return ("proba", "calibration", *(("calibrated",) if self.eps is None else ()))

    def first(self, view: ViewLike, n: int) -> int:
        """How many of ``n`` have no set yet."""
        return min(n, max(0, self.calibrate - len(view.get("calibration"))))

    def _rule(self, view: ViewLike) -> tuple[float, float]:
        """The quantile and the error rate under this model."""
        scores, eps = np.asarray(view.get("calibration"), dtype=np.float64), self.eps
        if eps is None:
            eps = cheapest(scores, view.get("proba", view.get("calibrated")), self.corrected)
        return quantile(scores, eps, self.corrected), eps

    def pose(self, view: ViewLike, rows: Rows) -> list[Posed]:
        """The set of each row in the order of the classes; none before the calibration."""
        if self.first(view, 1):
            return [Posed()] * len(rows)
        found = inside(view.get("proba", rows), self._rule(view)[0])
        return [Posed(tuple(np.flatnonzero(line).tolist())) for line in found]

    def cost(self, view: ViewLike, rows: Rows) -> NDArray[np.float64]:
        """(m,) expected bits; those of a full question before the calibration."""
        proba = view.get("proba", rows)
        if self.first(view, 1):
            return np.full(len(rows), np.log2(proba.shape[1]))
        return expected(proba, *self._rule(view))

    def price(self, query: Query, answer: Answer, classes: Sequence[str] = ()) -> Decimal:
        """The bits of the answer; a bare "none of these" costs what it was chosen among."""
        outside = answer.kind == "is" and query.options and answer.value not in query.options
        return Decimal(str((miss if outside else hit)(len(query.options or classes), len(classes)).item()))

    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """A class of the set; ``("none", class)`` or ``"none"`` where it is not among them; None is a skip.

        Raises
        ------
        BadAnswer
            For a class outside of the set that does not come as ``("none", class)``, or inside one that does.
        """
        if raw is None or not query.options:
            return ("skip", None) if raw is None else ("is", raw)
        none = isinstance(raw, (list, tuple)) and len(raw) == 2 and name_of(raw[0]) == NONE
        value, offered = raw[1] if none else raw, [name_of(c) for c in query.options]
        if value is None or (name_of(value) == NONE and NONE not in offered):
            return "not", list(query.options)
        if none == (name_of(value) in offered):
            raise BadAnswer(
                f"the answer {raw!r} to a choice among {', '.join(map(str, query.options))}",
                allowed=f'one of these, "{NONE}", or ("{NONE}", class) for a class that is not among them',
            )
        return "is", value

    @classmethod
    def truthful(cls, query: Query, truth: Any) -> Any:
        """The class, and that none of these is right where it is not among them."""
        offered = [name_of(c) for c in query.options or (truth,)]
        return truth if name_of(truth) in offered else (NONE, truth)
