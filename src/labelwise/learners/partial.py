"""Logistic regression that learns from what is known of a class, however little."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from labelwise.learners.linear_model import LinearModel, numbers
from labelwise.learners.partial_loss import Loss, spread
from labelwise.parallel import single_thread
from labelwise.params import Between, Piece
from labelwise.tasks.teaching import tells_apart
from labelwise.types import State, TargetKind, Training

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class PartialLogistic(Piece):
    """Multinomial logistic regression on targets of every kind that classes have.

    ``partial``: maximises the log of the probability that the true class is one of those possible, so that
    "not a cat" teaches too; ``hard`` is the case of one possible class, and then the model is that of
    scikit-learn's ``LogisticRegression``. ``soft`` and ``votes``: the cross entropy to the shares, votes
    counted each. The loss of partial targets has several minima; a fit starts at zero, an
    update where the model was.

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
    >>> from labelwise.types import Targets
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

    def restore(self, state: State) -> LinearModel:
        """The model that ``state`` was taken of."""
        return LinearModel(state.get("weights"))

    def _trained(self, data: Training, start: Array | None) -> LinearModel:
        if not tells_apart(data.targets):
            return LinearModel(None)
        x = numbers(data.x(data.rows))
        goal = spread(data.targets, len(data.classes) or int(data.targets.value.max()) + 1)
        weights = np.zeros((goal.shape[1], x.shape[1] + 1))
        if start is not None and start.shape[1] == weights.shape[1]:
            weights[: len(start)] = start[: len(weights)]
        loss = Loss(x, goal, data.targets, 1 / self.C)
        with single_thread():
            options = {"maxiter": self.max_iter, "gtol": 1e-5, "ftol": 64 * np.finfo(float).eps}
            found = minimize(loss, weights.ravel(), jac=True, method="L-BFGS-B", options=options)
        return LinearModel(found.x.reshape(weights.shape))
