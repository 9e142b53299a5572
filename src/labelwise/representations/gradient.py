"""Gradient: the last-layer gradient a unit would cause under its own predicted label.

``g_i = (p_i - e_argmax(p_i)) ⊗ h_i``: with cross-entropy and a linear last layer this is the
gradient for the hypothetical label that the model finds most probable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import OneOf
from labelwise.representations.base import Representation
from labelwise.representations.embedding import held, written_out
from labelwise.types import Dense, Product, Rows, Space, ViewLike

__all__ = ["Gradient", "residual"]


def residual(proba: NDArray[Any], kind: Any = None) -> NDArray[Any]:
    """(n, C): probabilities minus one at the most probable class; of type ``kind`` where one is given.

    Examples
    --------
    >>> residual(np.array([[0.7, 0.3]])).round(2).tolist()
    [[-0.3, 0.3]]
    """
    made = proba.astype(kind or (proba.dtype if proba.dtype.kind == "f" else np.float64), copy=True)
    made[np.arange(len(made)), proba.argmax(axis=1)] -= 1
    return np.asarray(made)


@dataclass(frozen=True, repr=False)
class Gradient(Representation):
    """Residual times embedding, kept as a product: memory N (C + D), never N C D.

    The residual has the type of the embedding, so that single precision stays single.

    Parameters
    ----------
    order : {"class", "rank"}
        Which class the first block of coordinates belongs to: always the same one, or each unit's most
        probable, so that units differ by how sure the model is and no longer by what it predicts.

    References
    ----------
    J. T. Ash, C. Zhang, A. Krishnamurthy, J. Langford, A. Agarwal, "Deep batch active learning by
    diverse, uncertain gradient lower bounds" (BADGE), 2020. Without the gradient of the bias, as there.
    ``order="rank"`` is how the code of VeSSAL (2023) writes it.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"proba": np.array([[0.5, 0.5]]), "embedding": np.array([[2.0, 4.0]])})
    >>> points = Gradient().fit(view, np.random.default_rng(0))(np.array([0]))
    >>> points.dense(np.array([0])).tolist(), points.diag().tolist()
    ([[-1.0, -2.0, 1.0, 2.0]], [10.0])
    """

    order: Annotated[str, OneOf(("class", "rank"))] = "class"
    needs = ("proba", "embedding")

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Factored points of any rows."""

        def space(rows: Rows) -> Product:
            right = held(view, "embedding", rows)
            left = residual(written_out(view.get("proba", rows), "proba"), right.stored.dtype)
            if self.order == "rank":
                left = np.sort(left, axis=1)  # the top class alone is negative; the others must fall
                left[:, 1:] = left[:, :0:-1]
            return Product(Dense(left), right)

        return space
