"""Texts to dense features: n-grams reduced by LSA beside word vectors learned on the pool itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from labelwise.errors import BadData
from labelwise.learners.encoders.lsa import LSA
from labelwise.learners.encoders.words import WordVectors
from labelwise.learners.features import unit_rows

WORD_WEIGHT = 1.5
"""Weight of the word vectors beside LSA; both have rows of length 1."""


class TextEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Dense features of texts in any script, learned from unlabelled texts alone.

    Half of the features are latent semantic analysis of word and character n-grams
    (:class:`~labelwise.learners.encoders.lsa.LSA`), half are the mean vector of the text's words,
    learned from which words occur together (:class:`~labelwise.learners.encoders.words.WordVectors`).
    On a few hundred labels the second half is worth several points of accuracy, because it knows
    words that no labelled text has. Nothing is downloaded.

    Parameters
    ----------
    dims : int
        Features D; fewer when the texts hold fewer directions.
    random_state : int or None
        Seed of both halves.

    Examples
    --------
    >>> encoder = TextEncoder(dims=4, random_state=0).fit(["a good film", "a bad film", ""])
    >>> z = encoder.transform(["good film", ""])
    >>> z.shape, z.dtype.name, (z**2).sum(axis=1).round(3).tolist()
    ((2, 4), 'float32', [1.0, 0.0])
    """

    def __init__(self, dims: int = 300, random_state: int | None = None) -> None:
        self.dims = dims
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: Any = None) -> Self:
        """Learn both halves from ``texts``; ``y`` is not used.

        Raises
        ------
        BadData
            If an entry is no string.
        """
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: Any = None) -> NDArray[np.float32]:
        """The same as ``fit(texts).transform(texts)``, faster."""
        texts = checked(texts)
        self.lsa_ = LSA(max(1, self.dims // 2), random_state=self.random_state)
        self.words_ = WordVectors(max(1, self.dims - self.dims // 2), random_state=self.random_state)
        return _joined(self.lsa_.fit_transform(texts), self.words_.fit_transform(texts))

    def transform(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(m, D) float32 rows of length 1; a text without a known n-gram is all zeros.

        Each row depends on its own text only, so texts may come in chunks of any size.
        """
        texts = checked(texts)
        return _joined(self.lsa_.transform(texts), self.words_.transform(texts))


def _joined(lsa: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float32]:
    """Both halves side by side, each row of length 1 unless both are empty."""
    return unit_rows(np.concatenate([lsa, WORD_WEIGHT * words], axis=1))


def checked(texts: Any) -> list[str]:
    """A list of texts.

    Raises
    ------
    BadData
        If an entry is no string.

    Examples
    --------
    >>> checked(("good", ""))
    ['good', '']
    """
    if isinstance(texts, str):
        raise BadData(f"one string {texts[:40]!r}", allowed="a list of strings")
    found = list(texts)
    for row, text in enumerate(found):
        if not isinstance(text, str):
            problem = f"text {row} is a {type(text).__name__}"
            raise BadData(problem, allowed="strings", fix="pass '' for an empty text")
    return found
