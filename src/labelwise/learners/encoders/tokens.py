"""Features of every token of a sentence: its form, its beginning and end, its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction import FeatureHasher
from sklearn.utils.extmath import randomized_svd

from labelwise.learners.encoders.lists import lists_of
from labelwise.learners.encoders.traits import FLAGS, flags, names
from labelwise.types import Ragged

HASHED = 2**16
"""Columns that names of features are hashed to."""


class TokenFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Features of the tokens of sentences, learned without labels.

    Of each token and its two neighbours: the word and its shape (``Xx``, ``d``); of the token itself its
    beginnings and ends of 1 to 3 characters; and which words stand within four tokens of it. All that is
    hashed, weighted by rarity, projected by a truncated SVD and put beside a few flags of the token
    (capitals, digits, place).

    Parameters
    ----------
    column : str
        Column of the table with the lists of tokens.
    dims : int
        Features after the projection; fewer when there are fewer tokens.
    random_state : int or None
        Seed of the SVD.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"tokens": [["Anna", "lives", "in", "Ulm"], ["Go", "!"]]})
    >>> z = TokenFeatures(dims=4, random_state=0).fit_transform(table)
    >>> z.values.shape, z.offsets.tolist()
    ((6, 11), [0, 4, 6])
    """

    def __init__(self, column: str = "tokens", dims: int = 250, random_state: int | None = None) -> None:
        self.column = column
        self.dims = dims
        self.random_state = random_state

    def fit(self, table: Any, y: Any = None) -> Self:
        """Learn the directions from the tokens of ``table``.

        Raises
        ------
        BadData
            If the column is missing, or an entry is no list of tokens.
        """
        self.fit_transform(table)
        return self

    def fit_transform(self, table: Any, y: Any = None) -> Ragged:
        """The same as ``fit(table).transform(table)``, faster."""
        sentences = lists_of(table, self.column)
        counts = _hashed(sentences)
        there = np.asarray((counts != 0).sum(axis=0)).ravel()
        self.weight_ = np.log((1 + counts.shape[0]) / (1 + there)).astype(np.float32)
        x = _weighted(counts, self.weight_)
        dims = min(self.dims, x.shape[0] - 1)
        if dims < 1:
            self.directions_ = np.zeros((HASHED, 1), np.float32)
        else:
            _, _, v = randomized_svd(x, dims, n_iter=2, random_state=self.random_state)
            self.directions_ = np.ascontiguousarray(v.T, np.float32)
        return self._joined(sentences, x)

    def transform(self, table: Any) -> Ragged:
        """Ragged of (tokens, D) float32; an item of the Ragged for each sentence."""
        sentences = lists_of(table, self.column)
        return self._joined(sentences, _weighted(_hashed(sentences), self.weight_))

    def _joined(self, sentences: list[list[str]], x: Any) -> Ragged:
        said = [row for tokens in sentences for row in flags(tokens)]
        rows = np.array(said, np.float32).reshape(-1, FLAGS)
        made = np.concatenate([x @ self.directions_, rows], axis=1, dtype=np.float32)
        return Ragged(made, np.cumsum([0, *map(len, sentences)]))


def _hashed(sentences: Sequence[Sequence[str]]) -> Any:
    """(tokens, HASHED) float32 csr."""
    found = [traits for tokens in sentences for traits in names(tokens)]
    if not found:
        return sparse.csr_matrix((0, HASHED), dtype=np.float32)
    return FeatureHasher(HASHED, input_type="string", dtype=np.float32).transform(found)


def _weighted(counts: Any, weight: NDArray[np.float32]) -> Any:
    """Rows of length 1, rare features heavier."""
    x = counts.multiply(weight).tocsr()
    length = np.sqrt(np.asarray(x.multiply(x).sum(axis=1))).ravel()
    return (sparse.diags(1 / np.maximum(length, 1e-12)) @ x).astype(np.float32)
