"""The loss of a linear model under targets of every kind that classes have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import Targets

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Loss:
    """The penalised negative log likelihood, per unit of weight, and its gradient.

    Parameters
    ----------
    x : (m, D) matrix
        Features.
    goal : (m, C) array
        The targets, see :func:`spread`.
    targets : Targets
        Their kind decides about the likelihood; weights.
    penalty : float
        Of half the squared weights; the intercepts, the last column, have none.

    Examples
    --------
    >>> either = Targets(np.arange(1), np.array([[1.0, 1.0, 0.0]]), "partial", np.ones(1))
    >>> value, gradient = Loss(np.ones((1, 1)), either.value, either, 0.0)(np.zeros(6))
    >>> round(value, 3), gradient.round(2).tolist()  # -log 2/3; up with the possible ones
    (0.405, [-0.17, -0.17, -0.17, -0.17, 0.33, 0.33])
    """

    x: Any
    goal: Array
    targets: Targets
    penalty: float

    def __call__(self, flat: Array) -> tuple[float, Array]:
        """Value and gradient at the (C * (D + 1),) weights, class by class."""
        weights = flat.reshape(self.goal.shape[1], -1)
        w = weights[:, :-1]
        z = np.asarray(self.x @ w.T) + weights[:, -1]
        loss, slope = self._partial(z) if self.targets.kind in ("partial", "hard") else self._shares(z)
        slope *= self.targets.weight[:, None]
        gradient = np.column_stack([np.asarray(self.x.T @ slope).T + self.penalty * w, slope.sum(axis=0)])
        total = max(self.targets.weight.sum(), np.finfo(float).tiny)
        value = loss @ self.targets.weight + self.penalty / 2 * (w * w).sum()
        return float(value / total), gradient.ravel() / total

    def _partial(self, z: Array) -> tuple[Array, Array]:
        """(m,) minus the log probability of the possible classes, (m, C) its derivative."""
        norm, proba = _normed(z)
        inside, share = _normed(np.where(self.goal > 0, z, -np.inf))
        return norm - inside, proba - share

    def _shares(self, z: Array) -> tuple[Array, Array]:
        """(m,) the cross entropy to the shares or counts, (m, C) its derivative."""
        total, (norm, proba) = self.goal.sum(axis=1), _normed(z)
        return total * norm - (self.goal * z).sum(axis=1), total[:, None] * proba - self.goal


def spread(targets: Targets, classes: int) -> Array:
    """(m, C) float64: the targets with a column for each class.

    Examples
    --------
    >>> spread(Targets(np.arange(2), np.array([1, 0]), "hard", np.ones(2)), 3).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    return np.eye(classes)[targets.value] if targets.kind == "hard" else np.asarray(targets.value, float)


def _normed(z: Array) -> tuple[Array, Array]:
    """(m,) log of the summed exponentials of each row, (m, C) their shares."""
    top = z.max(axis=1, keepdims=True)
    powers = np.exp(z - top)
    total = powers.sum(axis=1, keepdims=True)
    return (top + np.log(total))[:, 0], powers / total
