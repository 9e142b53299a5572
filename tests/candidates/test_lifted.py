"""Lifted: terms and their texts, round after round."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwise as lw
from labelwise.candidates import Lifted
from labelwise.candidates.lifted import WINDOW, skip_grams
from labelwise.strategy import View


def by_score(score):
    return score


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), max_size=14), max_size=4), st.sampled_from([1, 2, 3]))
def test_skip_grams_equal_the_naive_version(texts, size):
    numbers = np.array([w for text in texts for w in text], dtype=np.int64)
    docs = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    made = sorted(np.concatenate([*skip_grams(numbers, docs, size, 4), numbers[:0]]).tolist())
    wanted = sorted(
        sum(text[i] * 4 ** (size - 1 - k) for k, i in enumerate(at))
        for text in texts
        for at in combinations(range(len(text)), size)
        if at[-1] - at[0] < WINDOW and len({text[i] for i in at}) == size
    )
    assert made == wanted


def view_of(texts, score):
    return View(arrays={"text": np.array(texts, dtype=object), "score": score})


def test_the_same_number_of_texts_a_term_and_new_terms_each_round():
    texts = [f"alpha beta w{k}" for k in range(20)] + [f"gamma delta w{k}" for k in range(20)]
    texts += [f"plain words number {k}" for k in range(160)]
    stage = Lifted(by_score, sizes=(2,), each=1, share=0.2)
    score = np.r_[np.full(20, 2.0), np.full(20, 1.5), np.zeros(160)]
    rng, rows, state, seen = np.random.default_rng(0), np.arange(200), {}, []
    for _ in range(3):
        found, state = stage(view_of(texts, score), rows, 4, rng, state)
        seen.append(len(found))
    assert set(state["seen"].tolist()[:2]) == {"alpha beta", "gamma delta"} and seen[:2] == [4, 4]
    two = Lifted(by_score, sizes=(2,), each=2, share=0.2)(view_of(texts, score), rows, 6, rng, {})[0]
    assert [(two < 20).sum(), ((two >= 20) & (two < 40)).sum()] == [3, 3]


def test_texts_without_words_gaps_and_a_flat_score_give_nothing_or_something_defined():
    rng, rows = np.random.default_rng(0), np.arange(6)
    for texts in (["", None, "!!", "?", "", ""], ["one"] * 6):
        found, state = Lifted(by_score)(view_of(texts, np.zeros(6)), rows, 2, rng, {})
        assert len(found) == 0 and len(state["seen"]) == 0


def test_other_sizes_are_refused():
    with pytest.raises(lw.LabelwiseError, match="some of"):
        Lifted(by_score, sizes=(4,))
