"""AcsGrad and AcsRF: where batches as sparse approximations of the pool's likelihood stand (ACS-FW)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import single_thread
from labelwise.params import Between
from labelwise.representations.base import Transform
from labelwise.representations.mapping import ALL, known_rows, mapped, written
from labelwise.representations.posterior import posterior_factor, times
from labelwise.types import Dense, Points, Product, Space, ViewLike

__all__ = ["AcsGrad", "AcsRF"]


def posterior_of(space: Space, view: ViewLike, noise: float, who: Any) -> NDArray[np.float64]:
    """(D, D) factor of the posterior given labelled and pending rows; the identity without any."""
    return posterior_factor(written(space(known_rows(view)), who).dense(ALL), noise)


def under_draws(
    twice: Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]],
    factor: NDArray[np.float64],
    size: int,
    rng: np.random.Generator,
    who: Any,
) -> Callable[[Points], Points]:
    """Random features: a log likelihood under each of ``size`` draws of the posterior's weights.

    ``twice(v, z)`` is two times the log likelihood, of (r, 1) posterior variances and (r, size) predictions.
    """
    with single_thread():
        draws = factor @ rng.normal(size=(len(factor), size))  # (D, size)
    both = np.concatenate([factor, draws], axis=1)

    def features(dense: Dense, rows: Any) -> NDArray[Any]:
        x = dense.dense(rows)
        made = x @ both.astype(x.dtype)
        v, z = np.square(made[:, : x.shape[1]]).sum(axis=1)[:, None], made[:, x.shape[1] :]
        return np.asarray(twice(v, z) / (2 * size**0.5), dtype=x.dtype)

    def change(points: Points) -> Points:
        dense = written(points, who)
        return mapped(dense, lambda rows: features(dense, rows), size)

    return change


@dataclass(frozen=True, repr=False)
class AcsGrad(Transform):
    """``k(x, z) k_post(x, z) / noise^4``: the gradients of the log likelihood, averaged over the posterior.

    Kept as a product of two factors.

    Parameters
    ----------
    noise : float
        Standard deviation of the answers' noise.

    Notes
    -----
    bmdal_reg multiplies the features by ``noise^-4``, the kernel therefore by ``noise^-8``. No pick of
    Frank-Wolfe, k-center or LCMD depends on such a factor.

    References
    ----------
    D. Holzmüller et al., "A framework and benchmark for deep batch active learning for regression" (S059),
    2023; R. Pinsler, J. Gordon, E. Nalisnick, J. M. Hernández-Lobato, "Bayesian batch active learning as
    sparse subset approximation", 2019.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[1.0, 0.0], [0.0, 2.0]])}, labels=[0, -1])
    >>> points = (Embedding() >> AcsGrad(1.0)).fit(view, np.random.default_rng(0))(np.array([0, 1]))
    >>> points.diag().round(3).tolist()
    [0.5, 16.0]
    """

    noise: Annotated[float, Between(0, open_low=True)] = 1.0

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn the posterior."""
        factor = posterior_of(space, view, self.noise, self) / self.noise**2

        def change(points: Points) -> Points:
            dense = written(points, self)
            return Product(dense, times(dense, factor))

        return change


@dataclass(frozen=True, repr=False)
class AcsRF(Transform):
    """Random features of the expected log likelihood, relative to the entropy of the prediction.

    For draws ``w`` of the posterior weights, ``z = w'x`` and the posterior variance ``v`` of x,
    ``phi_w(x) = (log(1 + v / noise^2) - (z^2 + v) / noise^2) / (2 sqrt(size))``.

    Parameters
    ----------
    size : int
        Number of draws and of coordinates.
    noise : float
        Standard deviation of the answers' noise.

    Notes
    -----
    The weights' covariance is ``noise^2 (X'X + noise^2 I)^-1``. bmdal_reg leaves out the factor ``noise^2``,
    which is the same at noise 1.

    References
    ----------
    D. Holzmüller et al., "A framework and benchmark for deep batch active learning for regression" (S059),
    2023; R. Pinsler et al., "Bayesian batch active learning as sparse subset approximation", 2019.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [2.0]])}, labels=[0, -1])
    >>> points = (Embedding() >> AcsRF(3)).fit(view, np.random.default_rng(0))(np.array([0, 1]))
    >>> points.dense(np.array([0, 1])).shape, points.diag()[0].tolist()
    ((2, 3), 0.0)
    """

    size: Annotated[int, Between(1)] = 512
    noise: Annotated[float, Between(0, open_low=True)] = 1.0

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn the posterior and draw weights from it."""
        per = 1 / self.noise**2

        def twice(v: NDArray[Any], z: NDArray[Any]) -> NDArray[Any]:
            return np.asarray(np.log1p(v * per) - (z**2 + v) * per)

        return under_draws(twice, posterior_of(space, view, self.noise, self), self.size, rng, self)
