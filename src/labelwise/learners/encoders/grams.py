"""Weighted n-grams of texts in any script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0900-\u0dff"
TOKEN = rf"(?u)[{ALONE}]|(?:(?![{ALONE}])[\w{MARKS}])+|[^\w\s]"
"""A word with its marks, one character of a script without spaces, or one sign."""

COMMON_FROM = 100
"""From this many texts on, an n-gram has to be in two of them."""


class Grams:
    """TF-IDF of the n-grams of ``analyzer``; texts without any n-gram are no error.

    Parameters
    ----------
    analyzer : {"word", "char_wb"}
        Words, or characters within words.
    lengths : (int, int)
        Shortest and longest n-gram.
    most : int
        At most this many n-grams, the most frequent.

    Examples
    --------
    >>> Grams("word", (1, 1)).fit_transform(["a b", "b"]).shape
    (2, 2)
    """

    def __init__(self, analyzer: str, lengths: tuple[int, int], most: int = 50_000) -> None:
        self.analyzer, self.lengths, self.most = analyzer, lengths, most

    def fit_transform(self, texts: Sequence[str]) -> Any:
        """(m, G) float32 csr of the texts that the n-grams are learned from."""
        self._weights: TfidfVectorizer | None = TfidfVectorizer(
            analyzer=self.analyzer, ngram_range=self.lengths, max_features=self.most, sublinear_tf=True,
            min_df=2 if len(texts) >= COMMON_FROM else 1, dtype=np.float32,
            token_pattern=TOKEN if self.analyzer == "word" else None,
        )  # fmt: skip
        try:
            return _sorted(self._weights.fit_transform(texts))
        except ValueError:  # no n-gram at all, or none in two texts
            self._weights = None
            return self.transform(texts)

    def transform(self, texts: Sequence[str]) -> Any:
        """(m, G) float32 csr of other texts."""
        if self._weights is None or not len(texts):
            return sparse.csr_matrix((len(texts), self.size), dtype=np.float32)
        return _sorted(self._weights.transform(texts))

    @property
    def size(self) -> int:
        """Number of n-grams G."""
        return 0 if self._weights is None else len(self._weights.vocabulary_)


def _sorted(x: Any) -> Any:
    """Columns of each row in order: sums are then the same on every path."""
    x.sort_indices()
    return x
