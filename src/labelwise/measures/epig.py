"""EPIG: how much an answer would tell about the predictions that matter.

``score = 1/M sum_m I(y; y_m)``, the mutual information of the answer and the label of M target rows, where
``p(y, y_m) = 1/K sum_k p_k(y | x) p_k(y_m | x_m)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.measures.draws import TINY
from labelwise.measures.entropy import entropy
from labelwise.parallel import in_blocks
from labelwise.params import Between, Piece

__all__ = ["Epig", "epig"]

Array = NDArray[Any]

BLOCK = 2**17
"""Entries of one block of joint probabilities, 1 MiB as float64."""


@dataclass(frozen=True, repr=False)
class Epig(Piece):
    """Expected predictive information gain, in nats.

    BALD asks what tells most about the model, also about parts of it that no prediction needs; EPIG asks
    what tells most about predictions for a sample of rows. O(N M K C^2) as products of matrices, a block of
    rows at a time on threads; nothing of the size of N M C^2 is made.

    Parameters
    ----------
    targets : int
        How many target rows M are drawn, from the whole pool.
    among : str
        View name of an (N,) bool array: the rows that predictions are wanted for. Empty is all.

    References
    ----------
    F. Bickford Smith, A. Kirsch, S. Farquhar, Y. Gal, A. Foster, T. Rainforth, "Prediction-oriented Bayesian
    active learning", 2023.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> draws = np.array([[[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.0, 1.0], [0.5, 0.5]]])
    >>> view = SimpleNamespace(size=3, get=lambda name, rows: draws[:, rows])
    >>> epig(draws, view, np.random.default_rng(0)).round(3).tolist()
    [0.462, 0.462, 0.0]
    """

    targets: Annotated[int, Between(1)] = 100
    among: str = ""
    title = "epig"
    pooled = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The draws, and which rows predictions are wanted for."""
        return ("samples", self.among) if self.among else ("samples",)

    def __call__(self, samples: Array, view: Any, rng: np.random.Generator, **given: Array) -> Array:
        """(n,) float64 scores of 0 or more.

        Parameters
        ----------
        samples : (K, n, C) float
            Draw k is one function for all rows.
        view : View
            Gives the draws for the target rows.
        rng : numpy.random.Generator
            Draws the target rows.
        **given
            The array called ``among``; it is read for the whole pool.

        Raises
        ------
        BadData
            If ``among`` holds no row.
        """
        rows = np.flatnonzero(np.asarray(view.get(self.among))) if self.among else np.arange(view.size)
        if not len(rows):
            raise BadData(f"{self.among} is true for no row", allowed="one row or more")
        chosen = np.sort(rng.choice(rows, min(self.targets, len(rows)), replace=False))
        wanted = np.asarray(view.get("samples", chosen), dtype=np.float64)  # (K, M, C)
        draws, many, classes = wanted.shape
        flat = wanted.reshape(draws, many * classes)
        theirs = entropy(wanted.mean(axis=0)).mean()

        def score(block: slice) -> Array:
            own = np.asarray(samples[:, block], dtype=np.float64)  # (K, n, C)
            joint = own.reshape(draws, -1).T @ flat / draws  # (n C, M C)
            logs = np.maximum(joint, TINY)
            np.log(logs, out=logs)
            logs *= joint
            both = -logs.sum(axis=1).reshape(-1, classes).sum(axis=1) / many
            return np.asarray(np.maximum(entropy(own.mean(axis=0)) + theirs - both, 0))

        step = max(1, BLOCK // (classes * many * classes))
        return np.concatenate([np.zeros(0), *in_blocks(score, samples.shape[1], step)])


epig = Epig()
"""The measure with 100 targets."""
