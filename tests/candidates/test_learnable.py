"""Rows among learned items stay, rows among items nobody can learn go."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.candidates import Learnable
from labelwise.errors import BadData, BadParameter
from labelwise.strategy import View

RNG = np.random.default_rng(0)


def world(size=60, known=30, seed=0):
    rng = np.random.default_rng(seed)
    embedding, dynamics = rng.normal(size=(size, 3)), rng.dirichlet(np.ones(2), (4, size))
    labels = np.r_[rng.integers(0, 2, known), np.full(size - known, -1)]
    view = View(arrays={"embedding": embedding, "dynamics": dynamics}, labels=labels, classes=2)
    return view, embedding, dynamics, labels


def naive(embedding, dynamics, labels, rows, share, k):
    known = [i for i, y in enumerate(labels) if y >= 0]
    confidence = {i: np.mean([p[i, labels[i]] for p in dynamics]) for i in known}
    score = []
    for row in rows:
        near = sorted(known, key=lambda i: np.linalg.norm(embedding[i] - embedding[row]))[:k]
        score.append(np.mean([confidence[i] for i in near]))
    keep = int(np.ceil(share * len(rows)))
    best = sorted(range(len(rows)), key=lambda i: -score[i])[:keep]
    return [int(rows[i]) for i in sorted(best)]


@pytest.mark.parametrize("share", [0.3, 0.75, 1.0])
def test_equals_the_naive_version(share):
    view, embedding, dynamics, labels = world()
    rows = np.arange(30, 60)
    made = Learnable(share, k=4, least=10)(view, rows, 1, RNG)
    assert made.tolist() == naive(embedding, dynamics, labels, rows, share, 4)


@given(st.integers(1, 30), st.floats(0, 1))
def test_never_fewer_than_will_be_picked(n, share):
    view = world()[0]
    made = Learnable(share, least=1)(view, np.arange(30, 60), n, RNG)
    assert len(made) >= n and (np.diff(made) > 0).all()


def test_before_there_are_labels_all_rows_stay():
    view = world(known=5)[0]
    rows = np.arange(5, 60)
    assert Learnable(0.1)(view, rows, 1, RNG).tolist() == rows.tolist()
    assert len(Learnable(0.1, least=5)(view, rows, 1, RNG)) == 6


def test_the_label_alone_does_too():
    _, embedding, dynamics, labels = world()
    own = dynamics[:, np.arange(60), np.maximum(labels, 0)]
    rows = np.arange(30, 60)
    made = [
        Learnable(0.5, least=1)(
            View(arrays={"embedding": embedding, "dynamics": d}, labels=labels), rows, 1, RNG
        )
        for d in (own, dynamics)
    ]
    assert made[0].tolist() == made[1].tolist()


def test_values_that_cannot_be():
    with pytest.raises(BadParameter):
        Learnable(1.1)
    _, embedding, dynamics, labels = world()
    view = View(arrays={"embedding": embedding, "dynamics": dynamics}, labels=labels + 2)
    with pytest.raises(BadData, match="of class"):
        Learnable(0.5, least=1)(view, np.arange(30, 60), 1, RNG)
