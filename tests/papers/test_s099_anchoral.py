"""S099: a part of fixed size near anchors of every class finds the rare class."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.candidates import Anchors, Seals, Subsample
from labelwise.measures import entropy
from labelwise.strategy import View


def brute_force(x: np.ndarray, labels: np.ndarray, k: int, most: int) -> tuple[set[int], dict[int, float]]:
    """The part by its definition, with all labelled rows as anchors."""
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    free, likes = np.flatnonzero(labels < 0), {}
    for anchor in np.flatnonzero(labels >= 0):
        cosine = unit[free] @ unit[anchor]
        for at in np.argsort(-cosine)[:k]:
            likes.setdefault(int(free[at]), []).append(float(cosine[at]))
    score = {row: float(np.mean(values)) for row, values in likes.items()}
    return set(sorted(score, key=lambda row: -score[row])[:most]), score


def test_the_part_equals_brute_force():
    """2,000 points; up to ten labels a class, so that all of them are anchors."""
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(2000, 8)), np.full(2000, -1)
    labels[rng.choice(2000, 12, replace=False)] = np.arange(12) % 2
    view = View(arrays={"embedding": x}, labels=labels)
    found = Anchors(count=150)(view, np.flatnonzero(labels < 0), 25, np.random.default_rng(0))
    assert set(found.tolist()) == brute_force(x, labels, 50, 150)[0]
    assert len(found) == 150


def test_two_anchors_count_their_mean():
    """By their mean the row near one anchor goes first, by maximum or number the one between two."""
    angle = np.deg2rad([0, 40, 15, -18, 60])
    x = np.column_stack([np.cos(angle), np.sin(angle)])
    view = View(arrays={"embedding": x}, labels=[0, 1, -1, -1, -1])
    found = Anchors(neighbours=2, count=1)(view, np.array([2, 3, 4]), 1, np.random.default_rng(0))
    score = brute_force(x, view.labels, 2, 1)[1]
    np.testing.assert_allclose(score[2], np.cos(np.deg2rad([15, 25])).mean())
    assert np.cos(np.deg2rad(15)) > score[3] > score[2]
    assert found.tolist() == [3]


def pool(size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """1% of one class in four neighbouring clusters, the rest in one cloud."""
    rng = np.random.default_rng(0)
    rare = rng.permutation(size) < size // 100
    centre = rng.integers(0, 4, size)
    x = rng.normal(size=(size, 8))
    x[rare] = 2 * np.eye(8)[centre[rare]] + 3 * np.eye(8)[7] + 0.5 * rng.normal(size=(rare.sum(), 8))
    return x, rare.astype(int), np.where(rare, centre, -1)


def rounds(stage: object, x: np.ndarray, y: np.ndarray, where: np.ndarray) -> tuple[int, int]:
    """Rare items and clusters after six rounds of 20 by entropy; five rare labels of one cluster first."""
    rng = np.random.default_rng(1)
    known = [*np.flatnonzero(where == 0)[:5], *rng.choice(np.flatnonzero(y == 0), 45, replace=False)]
    strategy = lw.Strategy(candidates=stage, measure=entropy)
    for seed in range(6):
        proba = LogisticRegression(max_iter=300).fit(x[known], y[known]).predict_proba(x)
        made = lw.query(strategy, 20, proba=proba, embedding=x, labelled=known, y=y[known], rng=seed)
        known += made.indices.tolist()
    return int(y[known].sum()), len(set(where[known]) - {-1})


def test_more_of_a_rare_class_than_from_a_random_part_of_the_same_size():
    x, y, where = pool(6000)
    chance = rounds(Subsample(300), x, y, where)
    for stage in (Anchors(count=300), Seals(k=20)):
        rare, clusters = rounds(stage, x, y, where)
        assert rare > 2 * chance[0], (stage, rare, chance)
        assert clusters >= chance[1], (stage, clusters, chance)


def test_with_a_graph_as_many_numbers_are_read_whatever_the_size():
    """What is asked of the View are the neighbours of the anchors, not the pool."""
    read = []
    for size in (2000, 10_000):
        x, y, where = pool(size)
        near = np.random.default_rng(0).integers(0, size, (size, 50))
        known = np.flatnonzero(where == 0)[:4]
        view = View.from_arrays(embedding=x, neighbours=(near, near / size), labelled=known, y=y[known])
        asked = []

        class Watched:
            size, labels = view.size, view.labels

            def get(self, name, rows=None, view=view, asked=asked):
                asked.append((name, len(rows)))
                return view.get(name, rows)

        rows = np.flatnonzero(view.labels < 0)
        Anchors(graph=True)(Watched(), rows, 5, np.random.default_rng(0))
        read.append(asked)
    assert read[0] == read[1] == [("neighbours", 4)]
