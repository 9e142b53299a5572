"""Texts and patterns: RE2 is linear, errors are in words."""

import time

import numpy as np
import pyarrow as pa
import pytest

import labelwise as lw
from labelwise.candidates.texts import check_pattern, having, phrases, texts_of
from labelwise.strategy import View


@pytest.mark.parametrize("bad", ["(", "[z-a]", "*", "a(?=b)", r"(a)\1", "a{2000}", "a\\"])
def test_a_pattern_that_cannot_be_read_is_refused_in_words(bad):
    with pytest.raises(lw.LabelwiseError, match=r"the pattern .* cannot be read: [a-z]") as caught:
        check_pattern("Matches", bad)
    assert "To fix" in str(caught.value)


def test_a_pattern_that_would_take_for_ever_elsewhere_is_quick():
    """Nested repetitions, exponential when searched with steps back."""
    start = time.perf_counter()
    assert not having(pa.array(["a" * 50_000 + "!"]), "(a+)+$", True).any()
    assert time.perf_counter() - start < 2


def test_gaps_match_nothing_and_numbers_are_no_texts():
    view = View(arrays={"text": np.array(["a", None, "b"], dtype=object), "price": np.ones(3)})
    assert having(texts_of(view, "text", np.arange(3)), ".*", True).tolist() == [True, False, True]
    with pytest.raises(lw.LabelwiseError, match="'price' holds no texts"):
        texts_of(view, "price", np.arange(3))


def test_a_phrase_is_whole_words_in_any_script_whatever_the_space():
    texts = pa.array(["Lost my\tjob.", "lost my jobs", "ÜBER lost  my job", "", "über-haupt", "(über)"])
    assert having(texts, phrases(("lost my job",)), True).tolist() == [True, False, True, False, False, False]
    assert having(texts, phrases(("über", "x")), True).tolist() == [False, False, True, False, True, True]
