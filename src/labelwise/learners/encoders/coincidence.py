"""An embedding learned from what occurs together: two halves of an item, or two kinds of data (S086)."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from labelwise.errors import BadData, BadParameter
from labelwise.learners.extras import needing_torch
from labelwise.learners.features import dense

__all__ = ["Coincidence"]

core = partial(needing_torch, "learners.deep.coincidence")
"""Gives what needs torch; says so where it is missing."""


class Coincidence(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Embeddings of both parts of an item, trained to tell pairs that belong together from shuffled ones.

    Each part has a network of its own with one hidden layer; the score of a pair is the inner product of the
    two embeddings, learned by binary cross-entropy: pairs of one item are 1, all other pairs of a batch are 0
    and count as much together. Needs no labels.

    Parameters
    ----------
    cut : int or float
        The first part are the first ``cut`` features, or this share of them, and the second the others: of
        images (N, H, W) or (N, H, W, colours) columns of pixels.
    dims, hidden : int
        Length of an embedding, and units of the hidden layers.
    epochs, batch : int
        Passes, and items a step.
    rate : float
        Step size of AdamW.
    random_state : int or None
        Seed of the first weights and of the order.

    Attributes
    ----------
    state_ : dict of arrays
        All that was learned.

    References
    ----------
    A. Jansen et al., "Coincidence, Categorization, and Consolidation: Learning to Recognize Sounds with
    Minimal Supervision", 2020 (S086).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> same = rng.normal(size=(200, 3))
    >>> x = np.hstack([same, same]) + 0.1 * rng.normal(size=(200, 6))
    >>> encoder = Coincidence(dims=4, epochs=20, random_state=0).fit(x)
    >>> encoder.transform(x).shape
    (200, 8)
    """

    def __init__(
        self,
        cut: float = 0.5,
        dims: int = 32,
        hidden: int = 128,
        epochs: int = 60,
        batch: int = 128,
        rate: float = 1e-3,
        random_state: int | None = None,
    ) -> None:
        self.cut, self.dims, self.hidden, self.epochs = cut, dims, hidden, epochs
        self.batch, self.rate, self.random_state = batch, rate, random_state

    def fit(self, x: Any, y: Any = None) -> Self:
        """Learn from the items x.

        Raises
        ------
        BadParameter
            If a setting is out of bounds.
        BadData
            If a part would be empty.
        """
        for name in ("dims", "hidden", "epochs", "batch"):
            if not isinstance(getattr(self, name), (int, np.integer)) or getattr(self, name) < 1:
                raise BadParameter(f"{name} is {getattr(self, name)!r}", allowed="an integer, 1 or more")
        if not self.rate > 0:
            raise BadParameter(f"rate is {self.rate!r}", allowed="above 0")
        first, second = self.parts(x)
        self.state_ = core().trained(first, second, self)
        return self

    def parts(self, x: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(N, A) and (N, B): both parts of the items.

        Raises
        ------
        BadData
            If one would be empty.
        """
        x = dense(x) if getattr(x, "ndim", 2) == 2 else np.asarray(x)
        axis = 1 if x.ndim == 2 else 2
        width = x.shape[axis]
        at = round(width * self.cut) if isinstance(self.cut, float) else int(self.cut)
        if not 0 < at < width:
            raise BadData(
                f"a cut at {self.cut!r} leaves nothing on one side of {width} features",
                allowed=f"1 to {width - 1}, or a share that comes to that",
            )
        first, second = np.split(x.astype(np.float32), [at], axis=axis)
        flat = [part.reshape(len(part), math.prod(part.shape[1:])) for part in (first, second)]
        return flat[0], flat[1]

    def transform(self, x: Any) -> NDArray[np.float32]:
        """(N, 2 dims): the embeddings of both parts, side by side, of length 1."""
        pair = zip("ab", self.parts(x), strict=True)
        both = np.hstack([core().embedded(self.state_, name, part) for name, part in pair])
        found: NDArray[np.float32] = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-12)
        return found

    def scores(self, first: Any, second: Any) -> NDArray[np.float32]:
        """(M, N) logits that part i of ``first`` and part j of ``second`` belong together."""
        pair = zip("ab", (first, second), strict=True)
        a, b = (core().embedded(self.state_, name, np.asarray(part)) for name, part in pair)
        found: NDArray[np.float32] = a @ b.T + self.state_["bias"]
        return found
