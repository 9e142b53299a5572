"""Logistic regression that learns from what is known of a class, however little."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from labelwise.errors import BadData, MissingCapability
from labelwise.learners.features import dense, inputs, is_numeric
from labelwise.params import Between, Piece
from labelwise.representations.blocks import single_thread
from labelwise.types import TargetKind, Targets, Training

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class PartialLogistic(Piece):
    """Multinomial logistic regression on targets of every kind that classes have.

    ``partial``: maximises the log of the probability that the true class is one of those possible, so that
    "not a cat" teaches too; ``hard`` is the case of one possible class, and then the model is that of
    scikit-learn's ``LogisticRegression``. ``soft`` and ``votes``: the cross entropy to the shares, votes
    counted each. The loss of partial targets has several minima; training starts at zero, always.

    Parameters
    ----------
    C : float
        Inverse strength of the L2 penalty; the intercept has none.
    max_iter : int
        Steps of L-BFGS at most.
    encoder : scikit-learn transformer or None
        Turns the pool's items into features once and without labels.

    References
    ----------
    R. Jin, Z. Ghahramani, "Learning with Multiple Labels", 2002, for the loss of partial targets.

    Examples
    --------
    >>> x = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    >>> possible = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 1, 0]])
    >>> targets = Targets(np.arange(4), possible, "partial", np.ones(4))
    >>> data = Training(lambda rows: x[rows], targets.rows, targets, ("a", "b", "c"))
    >>> PartialLogistic().fit(data, np.random.default_rng(0)).proba(x).argmax(axis=1).tolist()
    [0, 0, 1, 1]
    """

    C: Annotated[float, Between(0, open_low=True)] = 1.0
    max_iter: Annotated[int, Between(1)] = field(default=1000, kw_only=True)
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("partial", "hard", "soft", "votes")
    provides: ClassVar[tuple[str, ...]] = ("proba", "embedding", "head")

    def fit(self, data: Training, rng: np.random.Generator) -> LinearModel:
        """Train on ``data``; nothing here is random.

        Raises
        ------
        BadData
            If the items are no numbers.
        """
        return self._trained(data, None)

    def update(self, model: LinearModel, data: Training, rng: np.random.Generator) -> LinearModel:
        """:meth:`fit` on ``data``, starting where ``model`` is; faster where little is new.

        Classes that the model does not know yet start at zero.
        """
        return self._trained(data, model.weights)

    def _trained(self, data: Training, start: Array | None) -> LinearModel:
        classes = len(data.classes) or int(np.max(data.targets.value, initial=0)) + 1
        x = _features(data.x(data.rows))
        goal = _spread(data.targets, classes)
        if _explained(data.targets, goal):
            return LinearModel(None)
        weights = np.zeros((classes, x.shape[1] + 1))
        if start is not None and start.shape[1] == weights.shape[1]:
            weights[: len(start)] = start[:classes]
        loss = _Loss(x, goal, data.targets, 1 / self.C)
        with single_thread():
            options = {"maxiter": self.max_iter, "gtol": 1e-5, "ftol": 64 * np.finfo(float).eps}
            found = minimize(loss, weights.ravel(), jac=True, method="L-BFGS-B", options=options)
        return LinearModel(found.x.reshape(weights.shape))


class LinearModel:
    """A trained linear model of classes.

    Parameters
    ----------
    weights : (C, D + 1) array or None
        The last column is the intercept; None where one class explains all targets.
    """

    def __init__(self, weights: Array | None) -> None:
        self.weights = weights
        self.provides = PartialLogistic.provides if weights is not None else ("embedding",)

    def _need(self) -> Array:
        if self.weights is None:
            raise MissingCapability(
                "one class explains all answers so far", fix="label items of at least two classes first"
            )
        return self.weights

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities."""
        w = self._need()
        return _normed(np.asarray(_features(x) @ w[:, :-1].T) + w[:, -1])[1]

    def embedding(self, x: Any) -> Array:
        """(m, D) the features themselves."""
        return dense(_features(x))

    def head(self) -> tuple[Array, Array]:
        """(W (C, D), b (C,)) with ``softmax(embedding W.T + b) = proba``."""
        w = self._need()
        return w[:, :-1], w[:, -1]


@dataclass(frozen=True, eq=False)
class _Loss:
    """The penalised negative log likelihood, per unit of weight, and its gradient."""

    x: Any
    goal: Array
    targets: Targets
    penalty: float

    def __call__(self, flat: Array) -> tuple[float, Array]:
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


def _normed(z: Array) -> tuple[Array, Array]:
    """(m,) log of the summed exponentials of each row, (m, C) their shares."""
    top = z.max(axis=1, keepdims=True)
    powers = np.exp(z - top)
    total = powers.sum(axis=1, keepdims=True)
    return (top + np.log(total))[:, 0], powers / total


def _features(x: Any) -> Any:
    found = inputs(x)
    if not is_numeric(found):
        raise BadData(
            "PartialLogistic learns from numbers",
            allowed="a matrix",
            fix="pass encoder=, for example labelwise.learners.encoders.TextEncoder()",
        )
    return found if sparse.issparse(found) else dense(found).astype(np.float64, copy=False)


def _spread(targets: Targets, classes: int) -> Array:
    """(m, C) the targets with a column for each class."""
    return np.eye(classes)[targets.value] if targets.kind == "hard" else np.asarray(targets.value, float)


def _explained(targets: Targets, goal: Array) -> bool:
    """Whether one class alone agrees with all targets."""
    if targets.kind in ("hard", "partial"):
        return bool((goal > 0).all(axis=0).any())
    return int((goal > 0).any(axis=0).sum()) < 2
