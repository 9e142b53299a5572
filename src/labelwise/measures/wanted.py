"""Wanted: how likely an item is of one class, for finding more of it: ``score = p_c``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece

__all__ = ["Wanted"]


@dataclass(frozen=True, repr=False)
class Wanted(Piece):
    """The probability of the class that is looked for.

    Parameters
    ----------
    label : int, optional
        Its index; by default the class with the fewest labels so far, of equal ones the last.

    Notes
    -----
    With top-k this is adaptive retrieval of S095, and greedy active search. Calibrate the model where
    probabilities themselves are read; the order of two classes does not change by it.

    References
    ----------
    M. Tonneau et al., "Multilingual Detection of Personal Employment Status on Twitter" (S095), 2022.

    Examples
    --------
    >>> Wanted(0)(np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])).tolist()
    [0.9, 0.6, 0.5]
    >>> from labelwise.strategy import View
    >>> proba = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])
    >>> View(arrays={"proba": proba}, labels=[0, 0, -1]).score(Wanted(), np.arange(3)).tolist()
    [0.1, 0.4, 0.5]
    """

    label: Annotated[int | None, Between(0)] = None
    one_class = True

    @property
    def title(self) -> str:
        """What it is called."""
        return "wanted" if self.label is None else f"class {self.label} wanted"

    def __call__(self, proba: NDArray[Any], view: Any = None) -> NDArray[Any]:
        """(n,) float scores.

        Parameters
        ----------
        proba : (n, C) float
            Rows sum to 1.
        view : View, optional
            Its labels say which class is the rarest so far.

        Raises
        ------
        BadParameter
            If there is no such class.
        """
        classes = proba.shape[1]
        if self.label is not None and self.label >= classes:
            raise BadParameter(f"Wanted: class {self.label} of {classes}", allowed=f"0 to {classes - 1}")
        return np.asarray(proba[:, self._rarest(view, classes) if self.label is None else self.label])

    @staticmethod
    def _rarest(view: Any, classes: int) -> int:
        known = np.zeros(0, dtype=np.int64) if view is None else view.labels[view.labels >= 0]
        count = np.bincount(known, minlength=classes)[:classes]
        return int(np.flatnonzero(count == count.min())[-1])
