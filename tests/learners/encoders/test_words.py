"""Word vectors against the formula written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from labelwise.learners.encoders import words
from labelwise.learners.encoders.words import WordVectors


def naive_information(there):
    """Positive pointwise mutual information, one pair at a time."""
    n, w = there.shape
    count = there.sum(axis=0)
    context = count**0.75 * count.sum() / (count**0.75).sum()
    out = np.zeros((w, w))
    for i in range(w):
        for j in range(w):
            together = (there[:, i] * there[:, j]).sum()
            if i != j and together:
                out[i, j] = max(0.0, np.log(together * n / (count[i] * context[j])))
    return out


def test_information_is_the_formula(rng):
    there = (rng.random((40, 8)) < 0.3).astype(float)
    found = words._information(sparse.csr_matrix(there * rng.random((40, 8)))).toarray()
    np.testing.assert_allclose(found, naive_information(there), rtol=1e-5)


def test_spans_cut_long_texts_and_keep_short_ones():
    long = " ".join(map(str, range(70)))
    spans = words._spans(["a b", "", long], 0)
    assert [len(s.split()) for s in spans] == [2, 30, 30, 10]
    assert "".join(spans[1:]) == long


def test_too_many_spans_are_sampled(monkeypatch):
    monkeypatch.setattr(words, "SPANS", 5)
    texts = [str(i) for i in range(100)]
    assert len(words._spans(texts, 0)) == 5
    assert words._spans(texts, 0) == words._spans(texts, 0) != words._spans(texts, 1)


def test_a_run_of_characters_without_spaces_is_cut():
    assert max(map(len, words._spans(["漢" * 100_000], 0))) <= 60 * 30


def test_words_of_one_topic_are_near_though_no_text_shares_them():
    rng = np.random.default_rng(0)
    topics = [["sea", "ship", "wave", "sail", "port"], ["oven", "bread", "flour", "cake", "salt"]]
    texts = [" ".join(rng.choice(topics[i % 2], 3, replace=False)) for i in range(200)]
    z = WordVectors(4, random_state=0).fit(texts).transform(["sea wave", "ship sail", "oven salt"])
    assert z[0] @ z[1] > 0.8 and abs(z[0] @ z[2]) < 0.3


@pytest.mark.parametrize("texts", [["one"], ["", ""], ["a", "b"], []], ids=str)
def test_tiny_collections(texts):
    z = WordVectors(100, random_state=0).fit_transform(texts)
    assert z.shape[0] == len(texts) and np.isfinite(z).all()
