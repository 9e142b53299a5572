"""Latent semantic analysis of word and character n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.extmath import randomized_svd

from labelwise.learners.encoders.grams import Grams
from labelwise.learners.features import unit_rows


class LSA(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """TF-IDF of words, word pairs and 3-4 characters within words, projected by SVD.

    Source: Deerwester, Dumais, Furnas, Landauer and Harshman, 1990, Indexing by latent semantic
    analysis. Departures: character n-grams beside the words, a randomised SVD, rows of length 1.

    Parameters
    ----------
    dims : int
        Features D; fewer when there are fewer texts or n-grams.
    random_state : int or None
        Seed of the SVD.

    Examples
    --------
    >>> LSA(2, random_state=0).fit_transform(["good film", "bad film", "long book"]).shape
    (3, 2)
    """

    def __init__(self, dims: int = 150, random_state: int | None = None) -> None:
        self.dims = dims
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: Any = None) -> Self:
        """Learn n-grams, their weights and the directions."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: Any = None) -> NDArray[np.float32]:
        """The same as ``fit(texts).transform(texts)``, faster."""
        self.grams_ = [Grams("word", (1, 2)), Grams("char_wb", (3, 4))]
        x = sparse.hstack([g.fit_transform(texts) for g in self.grams_], "csr")
        dims = min(self.dims, *x.shape)
        if dims == 0 or x.nnz == 0:
            self.directions_ = np.zeros((x.shape[1], 1), np.float32)
        else:
            _, _, vt = randomized_svd(x, dims, n_iter=1, random_state=self.random_state)
            self.directions_ = np.ascontiguousarray(vt.T, np.float32)
        return self._project(x)

    def transform(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(m, D) float32 rows of length 1, or 0 for texts without a known n-gram."""
        return self._project(sparse.hstack([g.transform(texts) for g in self.grams_], "csr"))

    def _project(self, x: Any) -> NDArray[np.float32]:
        return unit_rows(x @ self.directions_)
