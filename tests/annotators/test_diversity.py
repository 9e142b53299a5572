"""Whoever is least alike."""

from __future__ import annotations

import numpy as np

from labelwise.annotators import RepresentationDiversity, SemanticDiversity
from labelwise.strategy import View
from labelwise.types import Answers

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 6)) + 1
NAMES = tuple("abcdefgh")
ROWS, BY = RNG.integers(0, 50, 80), RNG.integers(0, 8, 80)
LABELS = RNG.integers(0, 3, 80)
TOLD = Answers(ROWS, tuple(NAMES[j] for j in BY), ("is",) * 80, tuple("xyz"[v] for v in LABELS))


def ask(router, rows):
    view = View.from_arrays(embedding=X, answers=TOLD)
    return router(view, np.asarray(rows), NAMES, np.random.default_rng(0))


def cosine(a, b):
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


def test_semantic_diversity_by_hand():
    for row in range(50, 60):
        similarity = [np.mean([cosine(X[row], X[r]) for r in ROWS[j == BY]]) for j in range(8)]
        assert ask(SemanticDiversity(), [row]) == [NAMES[int(np.argmin(similarity))]]


def test_representation_diversity_by_hand():
    vectors = np.array(
        [np.mean([[*X[r], *np.eye(3)[v]] for r, v, b in zip(ROWS, LABELS, BY, strict=True) if b == j], axis=0)
         for j in range(8)]
    )  # fmt: skip
    centred = vectors - vectors.mean(axis=0)
    values, directions = np.linalg.eigh(centred.T @ centred)
    points = centred @ directions[:, np.argsort(values)[::-1][:10]]
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    assert ask(RepresentationDiversity(), [55]) == [NAMES[int((points @ points.T).mean(axis=1).argmin())]]


def test_what_they_read():
    for router in (SemanticDiversity(), RepresentationDiversity()):
        assert router.needs == ("answers", "embedding")


def test_nobody_is_left():
    every = Answers(np.zeros(8, dtype=np.int64), NAMES, ("is",) * 8, tuple("xyxyxyxy"))
    view = View.from_arrays(embedding=X, answers=every)
    for router in (SemanticDiversity(), RepresentationDiversity()):
        asked = router(view, np.array([0, 7]), NAMES, np.random.default_rng(0))
        assert asked[0] is None and asked[1] in NAMES
