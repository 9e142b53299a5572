"""Texts to dense features: weighted n-grams of words and characters, reduced by LSA."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from labelwise.errors import BadData


class TextEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """TF-IDF of word 1-2-grams and character n-grams, then latent semantic analysis.

    Source: Deerwester, Dumais, Furnas, Landauer and Harshman, 1990, Indexing by latent semantic
    analysis. The right singular vectors come from a randomised SVD.

    Parameters
    ----------
    dims : int
        Features D; fewer when there are fewer texts or n-grams.
    random_state : int or None
        Seed of the SVD.

    Examples
    --------
    >>> encoder = TextEncoder(dims=2, random_state=0).fit(["good film", "bad film", ""])
    >>> encoder.transform(["good film", ""]).shape
    (2, 2)
    """

    def __init__(self, dims: int = 300, random_state: int | None = None) -> None:
        self.dims = dims
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: Any = None) -> Self:
        """Learn vocabulary, weights and directions from ``texts``; ``y`` is not used."""
        texts = _checked(texts)
        common = 2 if len(texts) >= 100 else 1
        self.words_ = _vectorizer("word", (1, 2), common)
        self.characters_ = _vectorizer("char_wb", (3, 4), common)
        fitted = [_fitted(v, texts) for v in (self.words_, self.characters_)]
        self.used_ = [m is not None for m in fitted]
        counts = [m for m in fitted if m is not None]
        self.directions_ = self._directions(sparse.hstack(counts, "csr")) if counts else np.zeros((0, 1), np.float32)
        return self

    def _directions(self, x: Any) -> NDArray[np.float32]:
        """(vocabulary, D): the leading right singular vectors."""
        wanted = max(1, min(self.dims, *x.shape))
        _, _, vt = randomized_svd(x, wanted, n_iter=2, random_state=self.random_state)
        return np.ascontiguousarray(vt.T, dtype=np.float32)

    def transform(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(m, D) float32 rows of length 1; a text without a known n-gram is all zeros."""
        texts = _checked(texts)
        both = zip((self.words_, self.characters_), self.used_, strict=True)
        counts = [v.transform(texts) for v, used in both if used]
        if not counts or not len(texts):
            return np.zeros((len(texts), self.directions_.shape[1]), np.float32)
        return np.asarray(normalize(sparse.hstack(counts, "csr") @ self.directions_), np.float32)


def _vectorizer(analyzer: str, grams: tuple[int, int], common: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyzer, ngram_range=grams, min_df=common, sublinear_tf=True, dtype=np.float32,
        token_pattern=r"(?u)\b\w+\b|[^\w\s]" if analyzer == "word" else None, max_features=50_000,
    )  # fmt: skip


def _fitted(vectorizer: TfidfVectorizer, texts: Sequence[str]) -> Any:
    """The weighted counts, None when the texts hold no n-gram at all."""
    try:
        return vectorizer.fit_transform(texts)
    except ValueError as error:
        if "vocabulary" in str(error) or "no terms remain" in str(error).lower():
            return None
        raise


def _checked(texts: Any) -> list[str]:
    if isinstance(texts, str):
        raise BadData(f"one string {texts[:40]!r}", allowed="a list of strings")
    found = list(texts)
    for row, text in enumerate(found):
        if not isinstance(text, str):
            raise BadData(f"text {row} is a {type(text).__name__}", allowed="strings", fix="pass '' for an empty text")
    return found
