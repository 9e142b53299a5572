"""Word vectors learned from the pool: which words occur together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.extmath import randomized_svd

from labelwise.learners.encoders.grams import Grams
from labelwise.learners.features import unit_rows

WORDS = 10_000
SPAN = 30
SPANS = 50_000
SMOOTHING = 0.75


class WordVectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A text as the TF-IDF-weighted mean of its words' vectors.

    A word's vector is its row of the positive pointwise mutual information between words within
    spans of :data:`SPAN` words, ``max(0, log(p(w, c) / (p(w) p(c))))`` with the context share
    ``p(c)`` raised to the power 0.75, projected by a truncated SVD.

    Source: Levy, Goldberg and Dagan, 2015, Improving distributional similarity with lessons learned
    from word embeddings. Departures: spans instead of sliding windows, singular values kept whole.

    Parameters
    ----------
    dims : int
        Features D; fewer when there are fewer words.
    random_state : int or None
        Seed of the SVD and of the draw of :data:`SPANS` spans from longer collections.

    Examples
    --------
    >>> WordVectors(2, random_state=0).fit_transform(["good film", "bad film", "long book"]).shape
    (3, 2)
    """

    def __init__(self, dims: int = 150, random_state: int | None = None) -> None:
        self.dims = dims
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: Any = None) -> Self:
        """Learn the words and their vectors."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: Any = None) -> NDArray[np.float32]:
        """The same as ``fit(texts).transform(texts)``, faster."""
        self.grams_ = Grams("word", (1, 1), WORDS)
        weights = self.grams_.fit_transform(texts)
        information = _information(self.grams_.transform(_spans(texts, self.random_state)))
        dims = min(self.dims, information.shape[0])
        if dims == 0 or information.nnz == 0:
            self.vectors_ = np.zeros((information.shape[0], 1), np.float32)
        else:
            u, s, _ = randomized_svd(information, dims, n_iter=1, random_state=self.random_state)
            self.vectors_ = np.ascontiguousarray(u * s, np.float32)
        return self._mean(weights)

    def transform(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(m, D) float32 rows of length 1, or 0 for texts without a known word."""
        return self._mean(self.grams_.transform(texts))

    def _mean(self, weights: Any) -> NDArray[np.float32]:
        return unit_rows(weights @ self.vectors_)


def _spans(texts: Sequence[str], seed: int | None) -> list[str]:
    """The texts cut after every :data:`SPAN` words, at most :data:`SPANS` of them."""
    cut = re.compile(rf"(?:\S{{1,60}}\s*){{1,{SPAN}}}")
    spans = [piece for text in texts for piece in cut.findall(text)]
    if len(spans) <= SPANS:
        return spans
    kept = np.random.default_rng(seed).choice(len(spans), SPANS, replace=False)
    return [spans[i] for i in np.sort(kept)]


def _information(weights: Any) -> Any:
    """(W, W) csr: positive pointwise mutual information of words in one span, diagonal left out."""
    there = (weights > 0).astype(np.float32)
    together = (there.T @ there).tocoo()
    count = np.asarray(there.sum(axis=0), float).ravel()
    context = np.maximum(count, 1) ** SMOOTHING
    context *= count.sum() / max(context.sum(), 1)
    i, j = together.row, together.col
    value = np.log(together.data * weights.shape[0] / (count[i] * context[j]))
    keep = (value > 0) & (i != j)
    return sparse.csr_matrix((value[keep].astype(np.float32), (i[keep], j[keep])), shape=together.shape)
