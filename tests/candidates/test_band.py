"""Band: ranks between two shares, against sorting."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.candidates import Band
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.strategy import Strategy, View
from labelwise.testing.examples import view


def of(score):
    return score


def run(stage, score, rows=None, n=1, seed=0):
    looked = View(arrays={"score": np.asarray(score, dtype=float)})
    rows = np.arange(looked.size) if rows is None else rows
    return stage(looked, rows, n, np.random.default_rng(seed)).tolist()


@given(st.integers(0, 60), st.floats(0, 0.98), st.floats(0.01, 1), st.integers(0, 70), st.integers(0, 99))
def test_equals_the_naive_version(size, low, width, n, seed):
    high = min(1.0, low + width)
    score = np.random.default_rng(seed).permutation(size).astype(float)
    rows = np.arange(size)
    order = sorted(rows, key=lambda row: score[row])
    first, last = math.floor(low * size), math.ceil(high * size)
    while last - first < n and (first > 0 or last < size):
        first, last = (first - 1, last) if first > 0 else (first, last + 1)
    assert run(Band(of, low, high), score, n=n) == sorted(order[first:last])


def test_ties_fall_by_seed_and_the_two_ends_agree():
    flat = np.zeros(50)
    found = run(Band(of, 0.2, 0.6), flat)
    assert len(found) == 20 and found == run(Band(of, 0.2, 0.6), flat)
    assert found != run(Band(of, 0.2, 0.6), flat, seed=1) and found != list(range(10, 30))
    lower, upper = run(Band(of, 0.0, 0.2), flat), run(Band(of, 0.6, 1.0), flat)
    assert sorted(lower + found + upper) == list(range(50))


def test_in_a_strategy_the_surest_and_the_least_sure_are_left_out():
    proba = view().get("proba")
    made = lw.query(Strategy(candidates=Band(margin, 0.5, 0.9), measure=margin), 5, proba=proba, rng=0)
    assert made.indices.tolist() == np.argsort(-margin(proba))[4:9].tolist()


def test_needs_and_bands_that_are_none():
    assert Band(margin).needs == ("proba",)
    for low, high in ((0.5, 0.5), (0.9, 0.5), (-0.1, 0.5), (0.5, 1.1)):
        with pytest.raises(BadParameter, match="Band"):
            Band(margin, low, high)
