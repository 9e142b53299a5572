"""Whoever is least alike."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.annotators import RepresentationDiversity, SemanticDiversity
from labelwise.strategy import View
from labelwise.types import Answers

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 6)) + 1
NAMES = tuple("abcdefgh")


def history(seed):
    """Rows, positions of annotators and labels of 80 answers."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 50, 80), rng.integers(0, 8, 80), rng.integers(0, 3, 80)


def ask(router, rows, said):
    items, by, labels = said
    told = Answers(items, tuple(NAMES[j] for j in by), ("is",) * 80, tuple("xyz"[v] for v in labels))
    view = View.from_arrays(embedding=X, answers=told)
    return router(view, np.asarray(rows), NAMES, np.random.default_rng(0))


def cosine(a, b):
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


def test_semantic_diversity_by_hand():
    items, by, _ = said = history(0)
    for row in range(50, 60):
        similarity = [np.mean([cosine(X[row], X[r]) for r in items[by == j]]) for j in range(8)]
        assert ask(SemanticDiversity(), [row], said) == [NAMES[int(np.argmin(similarity))]]


@pytest.mark.parametrize("seed", range(8))
def test_representation_diversity_by_hand(seed):
    said = history(seed)
    vectors = np.array(
        [np.mean([[*X[r], *np.eye(3)[v]] for r, b, v in zip(*said, strict=True) if b == j], axis=0)
         for j in range(8)]
    )  # fmt: skip
    centred = vectors - vectors.mean(axis=0)
    values, directions = np.linalg.eigh(centred.T @ centred)
    points = centred @ directions[:, np.argsort(values)[::-1][:10]]
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    assert ask(RepresentationDiversity(), [55], said) == [
        NAMES[int((points @ points.T).mean(axis=1).argmin())]
    ]


def test_what_they_read():
    for router in (SemanticDiversity(), RepresentationDiversity()):
        assert router.needs == ("answers", "embedding")


def test_nobody_is_left():
    every = Answers(np.zeros(8, dtype=np.int64), NAMES, ("is",) * 8, tuple("xyxyxyxy"))
    view = View.from_arrays(embedding=X, answers=every)
    for router in (SemanticDiversity(), RepresentationDiversity()):
        asked = router(view, np.array([0, 7]), NAMES, np.random.default_rng(0))
        assert asked[0] is None and asked[1] in NAMES
