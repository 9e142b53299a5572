"""Cartography: what training dynamics say about a unit (S028).

``hard = -mean_e q_e``, ``easy = mean_e q_e``, ``ambiguous = std_e q_e``, q_e the probability of the given or
pseudo-label after epoch e.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.params import OneOf, Piece

__all__ = ["Cartography", "hard_to_contrast"]


@dataclass(frozen=True, repr=False)
class Cartography(Piece):
    """Low confidence, high confidence or high variability over the epochs of a training.

    Parameters
    ----------
    first : {"hard", "easy", "ambiguous"}
        Which units are asked first. Hard to contrast is what S028 recommends for the first batch.

    References
    ----------
    S. Swayamdipta et al., "Dataset cartography: mapping and diagnosing datasets with training dynamics",
    2020; L. Chen et al., "Making your first choice: to address cold start problem in vision active learning"
    (S028, CSVAL), 2022. The authors' plots sort "hard" by variability, their selection by confidence; this
    is the selection.

    Examples
    --------
    >>> dynamics = np.array([[0.1, 0.5, 0.9], [0.1, 0.9, 0.9]])
    >>> hard_to_contrast(dynamics).round(2).tolist()
    [-0.1, -0.7, -0.9]
    >>> Cartography("ambiguous")(dynamics).round(2).tolist()
    [0.0, 0.2, 0.0]
    """

    first: Annotated[str, OneOf(("hard", "easy", "ambiguous"))] = "hard"

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.first}-to-contrast" if self.first != "ambiguous" else self.first

    def __call__(self, dynamics: NDArray[Any]) -> NDArray[Any]:
        """(n,) float scores.

        Parameters
        ----------
        dynamics : (E, n) float
            Probability of the label of each unit after each epoch.

        Raises
        ------
        BadData
            If there are probabilities of several classes, so that nobody says which one is meant.
        """
        if dynamics.ndim != 2:
            raise BadData(f"dynamics has shape {dynamics.shape}", allowed="(E, N), the label's probability")
        if self.first == "ambiguous":
            return np.asarray(dynamics.std(axis=0))
        mean = dynamics.mean(axis=0)
        return np.asarray(mean if self.first == "easy" else -mean)


hard_to_contrast = Cartography()
"""The lowest confidence first."""
