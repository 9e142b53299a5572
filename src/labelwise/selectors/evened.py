"""Evened: scores raised for units whose predicted classes are still short of an even share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.selectors.top_k import TopK
from labelwise.selectors.wrapper import Wrapped, Wrapper
from labelwise.types import Rows, Run, Slate

__all__ = ["Evened"]


class _Share(Wrapped):
    """The inner scores plus what a pick takes off the distance to an even class histogram."""

    static = False
    best = score = None

    def __init__(self, inner: Run, weight: float, slate: Slate) -> None:
        super().__init__(inner)
        if slate.view is None:
            raise BadParameter("the slate has no view", fix="use Strategy, which passes it")
        self._weight, self._proba = weight, np.asarray(slate.view.get("proba", slate.rows), dtype=np.float64)
        classes = self._proba.shape[1]
        known = slate.labels[(slate.labels >= 0) & (slate.labels < classes)]
        count = np.bincount(known, minlength=classes).astype(np.float64)
        if len(slate.view.pending):
            count += np.asarray(slate.view.get("proba", slate.view.pending)).sum(axis=0)
        self._short = (count.sum() + min(slate.n, len(slate.rows))) / classes - count

    def scores(self) -> NDArray[Any]:
        """(m,) inner score, plus the weight times the fall of ``sum_c |short_c|``."""
        inner = np.asarray(self._inner.scores(), dtype=np.float64)
        after = np.zeros(len(inner))
        for c, short in enumerate(self._short):
            after += np.abs(short - self._proba[:, c])
        return np.asarray(inner + self._weight * (np.abs(self._short).sum() - after))

    def add(self, i: int) -> Rows | None:
        """What the pick is expected to be is less short now."""
        self._short = self._short - self._proba[i]
        return self._inner.add(i)


@dataclass(frozen=True, repr=False)
class Evened(Wrapper):
    """Greedy class balance by expected counts: ``score + weight * fall of sum_c |short_c|``.

    ``short_c`` is what class c lacks of an even share of all labels after this batch; a pick is expected to
    give ``p_c`` labels to it. So a unit that is surely of a rare class is worth up to twice the weight.

    Parameters
    ----------
    selector : selector
        Its scores; one that takes the highest.
    weight : float
        0 is the inner selector. The authors take 0.6 for 10 classes, 2 for 100 and 3 for 200.

    Notes
    -----
    O(N C) a pick. Leased units count with their probabilities.

    References
    ----------
    J. Z. Bengar, J. van de Weijer, L. L. Fuentes, B. Raducanu, "Class-balanced active learning for image
    classification", 2022; their program is solved greedily here.

    Examples
    --------
    >>> from labelwise.measures import entropy
    >>> from labelwise.strategy import Strategy, View
    >>> view = View.from_arrays(proba=np.array([[0.6, 0.4], [0.7, 0.3], [0.1, 0.9], [0.6, 0.4]]),
    ...                         labelled=[3], y=[0])
    >>> made = Strategy(measure=entropy, selector=Evened()).select(view, 1, np.random.default_rng(0))
    >>> made.indices.tolist()
    [2]
    """

    selector: Any = field(default_factory=TopK)
    weight: Annotated[float, Between(0)] = 1.0
    pick = "max"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The inner selector's, evened."""
        return f"evened {super().title}"

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The inner selector's and the probabilities."""
        return (*super().needs, "proba")

    def around(self, run: Run, slate: Slate) -> Run:
        """Count what classes lack."""
        return _Share(run, self.weight, slate)
