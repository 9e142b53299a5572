"""What the measures on a Gaussian kernel share: where the units are, and how wide the kernel is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__: list[str] = []


def centred(embedding: Any, gamma: float | None) -> tuple[NDArray[Any], float]:
    """(N, D) float64 embedding around its mean, and gamma: one over the summed variances by default.

    Examples
    --------
    >>> x, gamma = centred(np.array([[1.0], [3.0]]), None)
    >>> x.ravel().tolist(), gamma
    ([-1.0, 1.0], 1.0)
    """
    x = np.asarray(embedding.toarray() if hasattr(embedding, "toarray") else embedding, dtype=np.float64)
    x = x - x.mean(axis=0)  # distances stay, rounding does not grow
    return x, gamma or float(1 / (x.var(axis=0).sum() or 1.0))
