"""Texts to dense features."""

from __future__ import annotations

import gzip
import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from labelwise.errors import BadData
from labelwise.learners.encoders import TextEncoder

TEXTS = [
    f"{a} {b} {c}" for a in ("a", "the") for b in ("good", "bad", "long") for c in ("film", "book", "play")
]


def test_rows_are_float32_of_length_one():
    z = TextEncoder(8, random_state=0).fit_transform(TEXTS)
    assert z.dtype == np.float32 and z.shape == (18, 8)
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, rtol=1e-5)


def test_fit_then_transform_is_exactly_the_same_in_any_chunks():
    whole = TextEncoder(8, random_state=0).fit_transform(TEXTS)
    fitted = TextEncoder(8, random_state=0).fit(TEXTS)
    for size in (1, 5, 18):
        parts = [fitted.transform(TEXTS[i : i + size]) for i in range(0, 18, size)]
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_it_is_a_scikit_learn_transformer():
    encoder = TextEncoder(dims=9, random_state=3)
    assert clone(encoder).get_params() == {"dims": 9, "random_state": 3} == encoder.get_params()
    assert encoder.fit(TEXTS) is encoder


@pytest.mark.parametrize(
    "texts", [["one"], [""], ["", " ", "\n"], ["same"] * 200], ids=lambda t: f"{len(t)} {t[0]!r}"
)
def test_tiny_and_empty_pools(texts):
    fitted = TextEncoder(random_state=0).fit(texts)
    z = fitted.transform([*texts, "something new", ""])
    assert z.shape[0] == len(texts) + 2 and z.shape[1] >= 1
    assert np.isfinite(z).all() and (z[-1] == 0).all()


def test_no_text_gives_no_row():
    fitted = TextEncoder(8, random_state=0).fit(TEXTS)
    assert fitted.transform([]).shape == (0, 8)


@settings(max_examples=25)
@given(st.lists(st.text(), min_size=1, max_size=8))
def test_any_text_is_encoded(texts):
    z = TextEncoder(6, random_state=0).fit_transform(texts)
    length = np.linalg.norm(z, axis=1)
    assert z.shape[0] == len(texts) and (np.isclose(length, 1, rtol=1e-4) | (length == 0)).all()


def test_texts_without_spaces_share_features():
    texts = ["我喜欢这部电影", "我讨厌这部电影", "今天天气很好", "今天下雨了"] * 3
    z = TextEncoder(6, random_state=0).fit_transform(texts)
    assert z[0] @ z[1] > z[0] @ z[2]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("abc", "one string 'abc'.*a list of strings"),
        (["a", None], "text 1 is a NoneType"),
        ([b"a"], "text 0 is a bytes"),
    ],
    ids=str,
)
def test_other_things_are_refused(texts, message):
    with pytest.raises(BadData, match=message):
        TextEncoder().fit(texts)


@pytest.mark.slow
def test_ten_thousand_short_texts_take_seconds(data_dir):
    with gzip.open(data_dir / "mr" / "all.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file][:10_000]
    started = time.process_time()
    z = TextEncoder(random_state=0).fit_transform(texts)
    assert z.shape == (10_000, 300)
    assert time.process_time() - started < 12  # about 4.5 s; room for a slow machine
