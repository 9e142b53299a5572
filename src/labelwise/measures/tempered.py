"""Tempered: a measure of probabilities that are made softer or sharper first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures import title
from labelwise.measures.adaptor import Adaptor, passed
from labelwise.measures.entropy import entropy
from labelwise.params import Between
from labelwise.tasks.tempering import tempered

__all__ = ["Tempered"]


@dataclass(frozen=True, repr=False)
class Tempered(Adaptor):
    """A measure that reads ``proba`` as if the softmax had another temperature.

    With two classes the ranking of margin, entropy and least confidence stays as it is.

    Parameters
    ----------
    measure : callable
        A measure that takes ``proba``.
    temperature : float
        Above 1 softer, below 1 sharper; for calibration the one that minimises the log loss on labelled
        items that the model has not seen, :func:`labelwise.tasks.tempering.fitted_temperature`.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", 2017; as one of
    the alternatives to softmax in S021.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> proba = np.array([[0.8, 0.2], [0.5, 0.5], [1.0, 0.0]])
    >>> Tempered(margin, 2.0)(proba=proba).round(3).tolist()
    [0.667, 1.0, 0.0]
    """

    measure: Any = entropy
    temperature: Annotated[float, Between(0.01, 100)] = 1.0

    @property
    def inner(self) -> tuple[Any, ...]:
        """The measure."""
        return (self.measure,)

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{title(self.measure)} at T={self.temperature:g}"

    def __call__(self, rng: Any = None, view: Any = None, **arrays: Any) -> NDArray[Any]:
        """(n,) float scores."""
        if "proba" in arrays:
            arrays["proba"] = tempered(arrays["proba"], self.temperature)
        return np.asarray(passed(self.measure, arrays, {"rng": rng, "view": view}))
