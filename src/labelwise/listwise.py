"""A small network that scores the members of a list, each by itself and by what all of them are like."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Listwise"]

Array = NDArray[np.float64]


class Listwise:
    """Two hidden layers that see each member and the mean of the list; nothing but NumPy.

    A layer makes ``elu(own x_i + shared mean_j(x_j) + bias)`` of the members x, so that permuted members have
    permuted scores, and a list may have any length.

    Parameters
    ----------
    hidden : sequence of (own, shared, bias)
        (B, H), (B, H) and (H,) float, one entry a layer, in order.
    out : (H,) float
        The score is the product of the last layer with it.
    recipe : mapping, optional
        How it was trained, as JSON-able data.

    References
    ----------
    M. Zaheer et al., "Deep sets", 2017, equivariant layers.

    Examples
    --------
    >>> network = Listwise([(np.eye(1), -np.eye(1), np.zeros(1))], np.ones(1))
    >>> network.scores(np.array([[1.0], [2.0], [6.0]])).round(2).tolist()
    [-0.86, -0.63, 3.0]
    """

    def __init__(
        self,
        hidden: Sequence[tuple[Any, Any, Any]],
        out: Any,
        recipe: Mapping[str, Any] | None = None,
    ) -> None:
        self.hidden = tuple(tuple(np.asarray(w, dtype=np.float64) for w in layer) for layer in hidden)
        self.out = np.asarray(out, dtype=np.float64)
        self.recipe = dict(recipe or {})

    def scores(self, states: Any) -> Array:
        """(..., m) float64, higher is better.

        Parameters
        ----------
        states : (..., m, B) float
            One list of m members, or several of one length.
        """
        x = np.asarray(states, dtype=np.float64)
        for own, shared, bias in self.hidden if x.size else ():
            x = x @ own + x.mean(axis=-2, keepdims=True) @ shared + bias
            x = np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
        return np.asarray(x @ self.out if x.size else np.zeros(x.shape[:-1]))

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """The network in a file that :meth:`write` made."""
        stored = json.loads(Path(path).read_text(encoding="utf-8"))
        return cls(stored["hidden"], stored["out"], stored["recipe"])

    def write(self, path: str | Path) -> None:
        """Recipe and weights as JSON, every weight with five digits."""
        lines = [f'"recipe": {json.dumps(self.recipe)}', f'"out": {_listed(self.out)}']
        layers = ["[" + ",\n".join(_listed(w) for w in layer) + "]" for layer in self.hidden]
        lines.append('"hidden": [' + ",\n".join(layers) + "]")
        Path(path).write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def _listed(weights: Array) -> str:
    rounded = np.vectorize(lambda w: float(f"{w:.5g}"))(weights)
    return json.dumps(rounded.tolist(), separators=(",", ":"))
