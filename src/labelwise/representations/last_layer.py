"""LastLayer and Layers: tangent kernels, the inner products of a network's gradients, from arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.representations.base import Representation
from labelwise.representations.embedding import dense_rows, held, written_out
from labelwise.representations.gradient import residual
from labelwise.types import Dense, Points, Product, Rows, Space, Sum, ViewLike

__all__ = ["LastLayer", "Layers"]


def with_bias(x: NDArray[Any], bias: float) -> NDArray[Any]:
    """(r, D) or, with a bias other than 0, (r, D + 1): the inputs of a layer.

    Examples
    --------
    >>> with_bias(np.array([[2.0, 3.0]]), 1.0).tolist()
    [[2.0, 3.0, 1.0]]
    """
    return x if bias == 0 else np.concatenate([x, np.full((len(x), 1), bias, dtype=x.dtype)], axis=1)


@dataclass(frozen=True, repr=False)
class LastLayer(Representation):
    """Gradient of the last layer: ``h`` for a number, ``(p - e_argmax) ⊗ h`` for classes.

    The output of a regression network is linear in its last layer, so the gradient there is the embedding
    itself, whatever the answer will be; ``proba`` is read where the View has it, and then the gradient is
    that of cross-entropy under the predicted label, as :class:`~labelwise.representations.Gradient` gives.

    Parameters
    ----------
    bias : float
        A coordinate of this value beside the embedding; 1 stands for the layer's bias, 0 leaves it out.

    References
    ----------
    D. Holzmüller, V. Zaverkin, J. Kästner, I. Steinwart, "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023: the kernel ``ll`` with ``bias=1``. Distances in regression are the
    same with and without it.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[2.0, 3.0]])})
    >>> LastLayer(bias=1.0).fit(view, np.random.default_rng(0))(np.array([0])).dense(np.array([0])).tolist()
    [[2.0, 3.0, 1.0]]
    """

    bias: Annotated[float, Between(0)] = 0.0
    needs = ("embedding",)
    optional = ("proba",)

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Points of any rows."""
        classes = view.has("proba")

        def space(rows: Rows) -> Points:
            inputs = held(view, "embedding", rows)
            if self.bias:
                inputs = Dense(with_bias(dense_rows(view, "embedding", rows), self.bias))
            if not classes:
                return inputs
            return Product(Dense(residual(written_out(view.get("proba", rows), "proba"))), inputs)

        return space


@dataclass(frozen=True, repr=False)
class Layers(Representation):
    """Gradient over several linear layers: ``k = sum_l (<in_l, in_l'> + bias^2) <delta_l, delta_l'>``.

    Never written out: memory is that of the arrays.

    Parameters
    ----------
    layers : tuple of (str, str)
        For each layer the View names of its inputs (N, D_l) and of the derivatives of the output with
        respect to what it puts out (N, M_l), as back-propagation gives them.
    bias : float
        1 where layers have biases, 0 where not.

    References
    ----------
    D. Holzmüller, V. Zaverkin, J. Kästner, I. Steinwart, "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023: the kernel ``grad``.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"inputs": np.array([[1.0], [2.0]]), "deltas": np.array([[3.0, 0.0], [1.0, 1.0]])})
    >>> points = Layers((("inputs", "deltas"),)).fit(view, np.random.default_rng(0))(np.array([0, 1]))
    >>> points.dot(points, 0).tolist()
    [18.0, 9.0]
    """

    layers: tuple[Any, ...]
    bias: Annotated[float, Between(0)] = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no list of pairs."""
        super().__post_init__()
        pairs = isinstance(self.layers, tuple) and all(
            isinstance(pair, tuple) and len(pair) == 2 for pair in self.layers
        )
        if not pairs or not self.layers:
            raise BadParameter(
                f"Layers: layers is {self.layers!r}", allowed="pairs of View names, (('inputs', 'deltas'),)"
            )

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The arrays of all layers."""
        return tuple(dict.fromkeys(name for pair in self.layers for name in pair))

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Points of any rows."""

        def space(rows: Rows) -> Points:
            made = [
                Product(
                    Dense(dense_rows(view, deltas, rows)),
                    Dense(with_bias(dense_rows(view, inputs, rows), self.bias)),
                )
                for inputs, deltas in self.layers
            ]
            return Sum(made)

        return space
