"""Product: several measures multiplied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.measures import title
from labelwise.measures.adaptor import Combined

__all__ = ["Product"]

ROUNDING = 1e-6
"""Scores that are zero but for rounding may be this far below it."""


@dataclass(frozen=True, repr=False)
class Product(Combined):
    """``score = prod_k score_k`` of measures of 0 or more: high only where all of them are.

    Parameters
    ----------
    measures : tuple of callable
        The measures.

    Examples
    --------
    >>> from labelwise.measures import entropy, margin
    >>> made = Product((margin, entropy))(proba=np.array([[0.5, 0.5], [0.9, 0.1], [1.0, 0.0]]))
    >>> made.round(3).tolist()
    [0.693, 0.065, 0.0]
    """

    measures: tuple[Any, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return " x ".join(title(m) for m in self.measures)

    def combine(self, scores: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """(n,) the product.

        Raises
        ------
        BadParameter
            If a score is negative.
        """
        for measure, score in zip(self.measures, scores, strict=True):
            if (score < -ROUNDING).any():
                raise BadParameter(
                    f"{title(measure)} gave {score.min():g} to Product", allowed="scores of 0 or more"
                )
        return np.asarray(np.prod([np.maximum(s, 0) for s in scores], axis=0))
