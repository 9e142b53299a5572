"""AcsHyper: random features of the expected log likelihood where the noise has a prior of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import single_thread
from labelwise.params import Between
from labelwise.representations.acs import posterior_of, under_draws
from labelwise.representations.base import Transform
from labelwise.representations.mapping import ALL, written
from labelwise.representations.posterior import posterior_factor
from labelwise.types import Points, Space, ViewLike

__all__ = ["AcsHyper"]


@dataclass(frozen=True, repr=False)
class AcsHyper(Transform):
    """Random features of the expected log likelihood of numbers, the noise unknown.

    The model is linear, its weights are normal with variance 1, and the variance of the noise is inverse
    gamma with ``shape`` and ``scale``. After n answers y (mean 0, spread 1) at points X the weights have the
    covariance ``S = (X'X + I)^-1`` and the mean ``m = S X'y``, and the prediction at x has the variance
    ``u = b / a (1 + x'S x)`` with ``a = shape + n / 2`` and ``b = scale + (y'y - m'S^-1 m) / 2``. For draws
    ``w`` of ``N(0, S)`` and ``r = scale / shape``,
    ``phi_w(x) = -(log(2 pi r) + ((w'x)^2 + u) / r) / (2 sqrt(size))``.

    Parameters
    ----------
    size : int
        Number of draws and of coordinates.
    shape, scale : float
        Of the prior of the noise.

    Notes
    -----
    The features are those that the table of S059 calls acs-rf-hyper, after its formulas; the answers are put
    to mean 0 and spread 1 here, as its data are. Pending rows count in S.

    References
    ----------
    R. Pinsler, J. Gordon, E. Nalisnick, J. M. Hernández-Lobato, "Bayesian batch active learning as sparse
    subset approximation", 2019; D. Holzmüller et al., "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> x = np.array([[0.0], [1.0], [2.0]])
    >>> view = View.from_arrays(embedding=x, labelled=[0, 1], y=[0.5, 1.5])
    >>> points = (Embedding() >> AcsHyper(3)).fit(view, np.random.default_rng(0))(np.array([0, 2]))
    >>> points.dense(np.array([0, 1])).shape, bool(points.diag()[0] < points.diag()[1])
    ((2, 3), True)
    """

    size: Annotated[int, Between(1)] = 512
    shape: Annotated[float, Between(0, open_low=True)] = 1.0
    scale: Annotated[float, Between(0, open_low=True)] = 1.0
    needs = ("values",)

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn the weights and the noise from the labelled rows, and draw weights."""
        noise, prior = self._noise(view, space), self.scale / self.shape

        def twice(v: NDArray[Any], z: NDArray[Any]) -> NDArray[Any]:
            return -np.asarray(np.log(2 * np.pi * prior) + (z**2 + noise * (1 + v)) / prior)

        return under_draws(twice, posterior_of(space, view, 1.0, self), self.size, rng, self)

    def _noise(self, view: ViewLike, space: Space) -> float:
        """What the noise's variance is after the answers: b / a."""
        rows = np.flatnonzero(view.labels >= 0)
        if not len(rows):
            return self.scale / self.shape
        x = written(space(rows), self).dense(ALL).astype(np.float64)
        y = np.asarray(view.get("values", rows), dtype=np.float64)
        y = (y - y.mean()) / (float(y.std()) or 1.0)
        with single_thread():
            half = posterior_factor(x, 1.0).T @ (x.T @ y)
        left = max(float(y @ y - half @ half), 0.0)  # y'y - m'S^-1 m
        return (self.scale + left / 2) / (self.shape + len(rows) / 2)
