"""Posterior: what is left of the points once the labelled ones are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cholesky, solve_triangular

from labelwise.errors import BadParameter
from labelwise.parallel import single_thread
from labelwise.params import Between
from labelwise.representations.base import Transform
from labelwise.representations.mapping import ALL, known_rows, mapped, written
from labelwise.types import Dense, Points, Space, ViewLike

__all__ = ["Posterior", "posterior_factor", "times"]


def posterior_factor(known: NDArray[Any], noise: float) -> NDArray[np.float64]:
    """(D, D) T with ``T T' = (I + X'X / noise^2)^-1``: ``x T`` has the posterior's inner products.

    Raises
    ------
    BadParameter
        If the noise is so small beside the points that it is lost in rounding.

    Examples
    --------
    >>> factor = posterior_factor(np.array([[1.0, 0.0]]), noise=1.0)
    >>> (factor @ factor.T).round(3).tolist()
    [[0.5, 0.0], [0.0, 1.0]]
    """
    x = known.astype(np.float64)
    with single_thread():
        try:
            lower = cholesky(x.T @ x + noise**2 * np.eye(x.shape[1]), lower=True)
        except LinAlgError as error:
            raise BadParameter(
                f"a noise of {noise:g} is lost in rounding beside points of length {_longest(x):.3g}",
                fix="put >> Scale() before Posterior, or pass more noise",
            ) from error
        return np.asarray(noise * solve_triangular(lower, np.eye(len(lower)), lower=True).T)


def _longest(x: NDArray[Any]) -> float:
    return float(np.linalg.norm(x, axis=1).max(initial=0))


def times(points: Dense, matrix: NDArray[Any]) -> Dense:
    """Dense points times a matrix, block by block, in their own precision."""

    def change(rows: Any) -> NDArray[Any]:
        x = points.dense(rows)
        return np.asarray(x @ matrix.astype(x.dtype, copy=False))

    return mapped(points, change, matrix.shape[1])


@dataclass(frozen=True, repr=False)
class Posterior(Transform):
    """Covariance of a Gaussian process after the labelled and pending rows were seen.

    ``k'(x, z) = k(x, z) - k(x, X) (k(X, X) + noise^2 I)^-1 k(X, z)``, made in the space of the coordinates:
    ``x -> noise L^-1 x`` with ``L L' = X'X + noise^2 I``. Without such rows nothing changes.

    Parameters
    ----------
    noise : float
        Standard deviation of the answers' noise.

    Raises
    ------
    BadParameter
        For points of more than 8,192 coordinates: put ``>> Sketch(512)`` before it; and where the noise is
        lost in rounding beside long points: put ``>> Scale()`` before it.

    Notes
    -----
    Pending rows are conditioned on here. A selector behind it that counts them as picked, as MaxDet, Bait and
    FrankWolfe do, counts them twice; ``MaxDet(noise, labelled=True)`` without Posterior is the same process.

    References
    ----------
    D. Holzmüller, V. Zaverkin, J. Kästner, I. Steinwart, "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023: the transformation ``X_train`` (``train``).

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[1.0, 0.0], [2.0, 1.0]])}, labels=[0, -1])
    >>> points = (Embedding() >> Posterior(1.0)).fit(view, np.random.default_rng(0))(np.array([0, 1]))
    >>> points.diag().round(3).tolist()
    [0.5, 3.0]
    """

    noise: Annotated[float, Between(0, open_low=True)] = 0.1

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn the factor from the labelled and pending rows."""
        rows = known_rows(view)
        if not len(rows):
            return lambda points: written(points, self)
        known = written(space(rows), self)
        factor = posterior_factor(known.dense(ALL), self.noise)
        return lambda points: times(written(points, self), factor)
