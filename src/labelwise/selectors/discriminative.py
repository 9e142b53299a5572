"""Discriminative: the candidates that a classifier of labelled against unlabelled holds for unlabelled."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import single_thread
from labelwise.params import Between
from labelwise.representations.embedding import written
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Slate

__all__ = ["Discriminative"]

STEPS = 1000
"""Most iterations of one fit; stopping there is no harm, the paper stops early too."""


class _Discriminator:
    """Log-odds of being unlabelled, fitted anew after every part of the batch."""

    def __init__(self, x: NDArray[Any], known: int, size: int, strength: float) -> None:
        self._x, self._known, self._size, self._strength = x, known, size, strength
        self._unlabelled = np.arange(len(x)) >= known
        self._since = 0
        self._scores = self._fit()

    def scores(self) -> NDArray[Any]:
        """(m,) float64."""
        return self._scores

    def add(self, i: int) -> None:
        """Candidate i counts as labelled from the next fit on."""
        first = self._unlabelled.all()
        self._unlabelled[self._known + i] = False
        self._since += 1
        if (first or self._since == self._size) and self._unlabelled.any():
            self._scores, self._since = self._fit(), 0

    def _fit(self) -> NDArray[Any]:
        if self._unlabelled.all():
            return np.zeros(len(self._x) - self._known)
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        with single_thread(), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = LogisticRegression(C=self._strength, max_iter=STEPS).fit(self._x, self._unlabelled)
            return np.asarray(model.decision_function(self._x[self._known :]), dtype=np.float64)


@dataclass(frozen=True, repr=False)
class Discriminative(Selector):
    """Discriminative active learning: make the labelled rows hard to tell from the unlabelled ones.

    A logistic regression learns labelled (with pending and picked) against unlabelled; the candidates most
    surely unlabelled are picked, and after each part of the batch they count as labelled and it learns anew.
    Points are centred and divided by one scale, so that units do not matter. Without any label the first
    pick is random. O(N D) an iteration, ``parts`` fits a batch.

    Parameters
    ----------
    parts : int
        In how many parts the batch is chosen, one pick each at least.
    strength : float
        Inverse of the L2 penalty; more tells better apart, and then all candidates look alike.

    References
    ----------
    D. Gissin, S. Shalev-Shwartz, "Discriminative active learning", 2019. There a network of three layers
    stopped at 98 % accuracy, here the linear discriminator on what the model sees.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> x = np.array([[0.0], [1.0], [5.0], [-6.0]])
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4),
    ...               points=Dense(x), centres=Dense(np.array([[-0.5], [0.0]])))
    >>> Picker(slate, Discriminative()).fill().selection().indices.tolist()
    [2, 3]
    """

    parts: Annotated[int, Between(1)] = 20
    strength: Annotated[float, Between(0, open_low=True)] = 1.0
    title = "discriminative"
    takes = ("points",)
    passes = 50.0  # a fit for every pick, where the batch is small

    def start(self, slate: Slate) -> _Discriminator:
        """Learn what is labelled."""
        own = np.asarray(written(points_of(slate, self)), dtype=np.float64)
        known = own[:0] if slate.centres is None else np.asarray(written(slate.centres), dtype=np.float64)
        x = np.concatenate((known, own))
        x -= x.mean(axis=0)
        x /= np.sqrt((x * x).mean()) or 1.0
        return _Discriminator(x, len(known), -(-slate.n // self.parts), self.strength)
