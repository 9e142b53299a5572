"""PCA: the few directions in which the points differ most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import single_thread
from labelwise.params import Between
from labelwise.representations.base import Transform
from labelwise.representations.mapping import ALL, mapped, sampled, written
from labelwise.types import Points, Space, ViewLike

__all__ = ["PCA"]


@dataclass(frozen=True, repr=False)
class PCA(Transform):
    """Centred points in the ``size`` directions of largest variance.

    Mean and directions come from all rows, or from 8,192 random ones of a larger pool. Each direction points
    to where its largest entry is positive, so that the result does not depend on the solver.

    Parameters
    ----------
    size : int
        Number of coordinates; all of them where the points have no more.

    References
    ----------
    K. Pearson, "On lines and planes of closest fit to systems of points in space", 1901.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0, 1.0], [3.0, 1.0], [6.0, 1.0]])})
    >>> points = (Embedding() >> PCA(1)).fit(view, np.random.default_rng(0))(np.arange(3))
    >>> points.dense(np.arange(3)).ravel().round(6).tolist()
    [-3.0, 0.0, 3.0]
    """

    size: Annotated[int, Between(1)] = 64

    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn mean and directions."""
        x = written(space(sampled(view, rng)), self).dense(ALL).astype(np.float64)
        mean = x.mean(axis=0) if len(x) else np.zeros(x.shape[1])
        with single_thread():
            _, directions = np.linalg.eigh((x - mean).T @ (x - mean))
        chosen = directions[:, ::-1][:, : self.size]
        chosen = chosen * np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])])

        def change(points: Points) -> Points:
            dense = written(points, self)

            def project(rows: Any) -> NDArray[Any]:
                block = dense.dense(rows)
                return np.asarray((block - mean.astype(block.dtype)) @ chosen.astype(block.dtype))

            return mapped(dense, project, chosen.shape[1])

        return change
