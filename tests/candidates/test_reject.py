"""Reject: what is left after the highest are gone, against sorting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.candidates import Reject
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.strategy import Strategy, View


def of(score):
    return score


def run(stage, score, n=1, seed=0):
    looked = View(arrays={"score": np.asarray(score, dtype=float)})
    return stage(looked, np.arange(looked.size), n, np.random.default_rng(seed)).tolist()


@given(st.integers(0, 60), st.floats(0, 1), st.floats(-1, 61), st.integers(0, 70), st.integers(0, 99))
def test_equals_the_naive_version(size, share, above, n, seed):
    score = np.random.default_rng(seed).permutation(size).astype(float)
    order = sorted(range(size), key=lambda row: score[row])
    left = min(int(share * size), max(0, size - n))
    assert run(Reject(of, share=share), score, n) == sorted(order[: size - left])
    assert run(Reject(of, above=above), score, n) == [row for row in range(size) if score[row] <= above]


def test_ties_fall_by_seed():
    found = run(Reject(of, share=0.4), np.zeros(50))
    assert len(found) == 30 and found == run(Reject(of, share=0.4), np.zeros(50))
    assert found != run(Reject(of, share=0.4), np.zeros(50), seed=1)


def test_outliers_are_not_asked_though_they_score_highest():
    """A far group of which the model is unsure; its distance to the known rows speaks against it."""
    rng = np.random.default_rng(0)
    z = np.concatenate([rng.normal(size=(90, 2)), rng.normal(40, 1, (10, 2))])
    p = np.r_[rng.uniform(0.6, 0.9, 90), np.full(10, 0.5)]

    def far(embedding):
        return np.linalg.norm(embedding, axis=1)

    given = {"proba": np.column_stack([p, 1 - p]), "embedding": z, "rng": 0}
    assert lw.query("margin", 10, **given).indices.min() >= 90
    made = lw.query(Strategy(candidates=Reject(far, share=0.1), measure=margin), 10, **given)
    assert made.indices.max() < 90
    strict = lw.query(Strategy(candidates=Reject(far, above=20.0), measure=margin), 95, **given)
    assert strict.short == "90 of 95: 90 of 100 rows are candidates"


def test_needs_and_parameters_that_are_none():
    assert Reject(margin, share=0.1).needs == ("proba",)
    for bad in ({}, {"share": 0.1, "above": 1.0}, {"share": 1.5}):
        with pytest.raises(BadParameter, match="Reject"):
            Reject(margin, **bad)
