"""Latent semantic analysis against a plain singular value decomposition."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from labelwise.learners.encoders.lsa import LSA

TEXTS = ["a good film", "a bad film", "the good book", "the book of a film", "sea and sand", "sand and snow"]


def test_it_is_the_truncated_svd():
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+").fit_transform(TEXTS)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True).fit_transform(
        TEXTS
    )
    x = np.hstack([words.toarray(), characters.toarray()])
    z = x @ np.linalg.svd(x, full_matrices=False)[2][:6].T
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    found = LSA(6, random_state=0).fit_transform(TEXTS)
    np.testing.assert_allclose(found @ found.T, z @ z.T, atol=1e-5)


def test_fit_then_transform_is_the_same():
    assert (
        LSA(3, random_state=0).fit(TEXTS).transform(TEXTS) == LSA(3, random_state=0).fit_transform(TEXTS)
    ).all()


@pytest.mark.parametrize("texts", [["one"], ["", ""], ["a", "a"]], ids=str)
def test_tiny_collections(texts):
    z = LSA(100, random_state=0).fit_transform(texts)
    assert z.shape[0] == len(texts) and 1 <= z.shape[1] <= len(texts) and np.isfinite(z).all()
