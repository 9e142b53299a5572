"""Weighted n-grams in any script."""

from __future__ import annotations

import re

import numpy as np
import pytest

from labelwise.learners.encoders.grams import TOKEN, Grams


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it's good!", ["it", "'", "s", "good", "!"]),
        ("我喜欢 film", ["我", "喜", "欢", "film"]),
        ("とても", ["と", "て", "も"]),
        ("ดี", ["ด", "ี"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("cafe\u0301 été", ["cafe\u0301", "été"]),
        ("좋은 영화", ["좋은", "영화"]),
        ("x😀y", ["x", "😀", "y"]),
        ("abc漢字def", ["abc", "漢", "字", "def"]),
        ("  \n\t", []),
    ],
)
def test_words_of_every_script(text, words):
    assert re.findall(TOKEN, text) == words


def test_weights_are_tf_idf_of_unit_length():
    x = Grams("word", (1, 1)).fit_transform(["a b", "b"]).toarray()
    idf = np.log(3 / np.array([2, 3])) + 1
    np.testing.assert_allclose(x, [idf / np.linalg.norm(idf), [0, 1]], rtol=1e-6)


def test_rare_ones_are_left_out_of_large_collections():
    texts = ["common"] * 99 + ["rare"]
    assert Grams("word", (1, 1)).fit_transform(texts).shape == (100, 1)
    assert Grams("word", (1, 1)).fit_transform(texts[1:]).shape == (99, 2)


@pytest.mark.parametrize(
    "texts", [["", " "], [], [f"w{i}" for i in range(100)]], ids=["empty", "none", "all rare"]
)
def test_no_gram_is_no_error(texts):
    grams = Grams("word", (1, 2))
    assert grams.fit_transform(texts).shape == (len(texts), 0)
    assert grams.transform(["w1"]).shape == (1, 0) and grams.size == 0


def test_no_text_gives_no_row():
    grams = Grams("char_wb", (3, 4))
    grams.fit_transform(["hello"])
    assert grams.transform([]).shape == (0, grams.size)
