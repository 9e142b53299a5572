"""Flips against the products of the published listing, written out row by row and anchor by anchor."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.candidates import Flips
from labelwise.errors import BadData
from labelwise.strategy import View

SIZE, DIM, CLASSES = 80, 5, 3


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def naive(z, y, head, rows, n, step):
    (w, b), found, cap = head, set(), 0.0
    anchors = [z[y == c].mean(axis=0) if (y == c).any() else z[y >= 0].mean(axis=0) for c in range(CLASSES)]
    while cap < 1:
        cap += step
        for i in rows:
            top = (w @ z[i] + b).argmax()
            g = w.T @ (softmax(w @ z[i] + b) - np.eye(CLASSES)[top])
            for anchor in anchors:
                gap = anchor - z[i]
                alpha = cap / np.sqrt(DIM) * np.linalg.norm(gap) / np.linalg.norm(g) * g / gap
                mixed = (1 - alpha) * z[i] + alpha * anchor
                if (w @ mixed + b).argmax() != top:
                    found.add(int(i))
        if len(found) > n:
            break
    return sorted(found)


def made(seed, labelled=6):
    rng = np.random.default_rng(seed)
    z, head = rng.normal(size=(SIZE, DIM)), (rng.normal(size=(CLASSES, DIM)), rng.normal(size=CLASSES))
    y = np.full(SIZE, -1)
    y[:labelled] = np.arange(labelled) % CLASSES
    return z, y, head


@pytest.mark.parametrize(("seed", "labelled"), [(0, 6), (1, 2), (2, 1), (3, 12)])
@pytest.mark.parametrize(("n", "step"), [(1, 0.05), (10, 0.2), (50, 0.2)])
def test_equals_the_naive_version(seed, labelled, n, step):
    z, y, head = made(seed, labelled)
    rows = np.arange(labelled, SIZE)
    view = View(arrays={"embedding": z, "head": head}, labels=y, classes=CLASSES)
    expected = naive(z, y, head, rows, n, step)
    found = Flips(step)(view, rows, n, np.random.default_rng(0)).tolist()
    assert found == expected if len(expected) >= n else set(expected) < set(found) and len(found) == n


def test_too_few_that_flip_are_filled_up_at_random():
    z, y, (w, b) = made(0)
    view = View(arrays={"embedding": z, "head": (w, b + np.array([1e6, 0, 0]))}, labels=y, classes=CLASSES)
    found = [Flips()(view, np.arange(6, SIZE), 5, np.random.default_rng(s)).tolist() for s in (0, 1)]
    assert len(found[0]) == len(found[1]) == 5 and found[0] != found[1]


def test_without_a_label_all_go_on_and_a_head_that_does_not_fit_is_refused():
    z, y, head = made(0)
    view = View(arrays={"embedding": z, "head": head})
    assert len(Flips()(view, np.arange(SIZE), 5, np.random.default_rng(0))) == SIZE
    view = View(arrays={"embedding": z, "head": (head[0][:, :2], head[1])}, labels=y)
    with pytest.raises(BadData, match=r"shape \(3, 2\).*5 columns"):
        Flips()(view, np.arange(SIZE), 5, np.random.default_rng(0))


def test_a_class_of_the_head_without_a_label_has_the_mean_of_all_as_anchor():
    """Nobody says how many classes there are but the head."""
    z, y, head = made(1, 2)
    rows = np.arange(2, SIZE)
    given = {"embedding": z, "head": head}
    known, unknown = (View(arrays=given, labels=y, classes=c) for c in (CLASSES, None))
    for n in (1, 5, 20):
        found = [Flips(0.05)(view, rows, n, np.random.default_rng(0)).tolist() for view in (known, unknown)]
        assert found[0] == found[1] == naive(z, y, head, rows, n, 0.05)
