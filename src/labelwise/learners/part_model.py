"""A classifier of parts, applied to every part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.learners.scikit_model import SklearnModel
from labelwise.types import Ragged, State

Array = NDArray[Any]

PARTS = 2**16
"""Parts that the classifier is applied to at a time."""


class PartModel:
    """A classifier applied to every part; made by :class:`~labelwise.learners.PartLearner`.

    Parameters
    ----------
    single : SklearnModel
        The model of single parts.
    width : int
        Features D of a part.

    Attributes
    ----------
    provides : tuple of str
        What it can give; ``head`` belongs to the embedding of single parts.
    """

    def __init__(self, single: SklearnModel, width: int) -> None:
        self._single, self._width = single, width
        self.provides = tuple(name for name in single.provides if name != "samples")

    def proba(self, x: Any) -> Any:
        """Class probabilities of every part: (m, P, C) float32, or a Ragged of (parts, C) for a Ragged.

        Raises
        ------
        MissingCapability
            Before two classes have a label, or if the estimator gives none.
        """
        return self._each(lambda block: self._single.proba(block).astype(np.float32), x)

    def embedding(self, x: Any) -> Any:
        """Features of every part after the pipeline's transformers, in the form of :meth:`proba`."""
        return self._each(self._single.embedding, x)

    def head(self) -> tuple[Array, Array]:
        """(W (C, D), b (C,)): the linear last step on the embedding of a part."""
        return self._single.head()

    def state(self) -> dict[str, Any]:
        """The state of the model of single parts, and their features."""
        return {**self._single.state(), "width": self._width}

    @classmethod
    def restored(cls, state: State) -> PartModel:
        """The model that ``state`` was taken of."""
        return cls(SklearnModel.restored(state), int(state["width"]))

    def _each(self, apply: Callable[[Array], Array], x: Any) -> Any:
        values = x.values if isinstance(x, Ragged) else x.reshape(-1, x.shape[-1])
        if values.shape[1] != self._width:
            raise BadData(
                f"the parts have {values.shape[1]} features", allowed=f"{self._width}, as in training"
            )
        given = values if len(values) else np.zeros((1, self._width))  # estimators refuse no rows at all
        starts = range(0, len(given), PARTS)
        made = np.concatenate([apply(given[s : s + PARTS].astype(np.float32)) for s in starts])[: len(values)]
        return Ragged(made, x.offsets) if isinstance(x, Ragged) else made.reshape(*x.shape[:2], made.shape[1])
