from __future__ import annotations

import numpy as np
import pytest

from labelwise.measures import Distrust, distrust
from labelwise.strategy import View


def core(x, k, sparse):
    away = [np.sort(np.linalg.norm(x - a, axis=1))[min(k, len(x) - 1)] for a in x]
    return x[np.argsort(away, kind="stable")[: len(x) - int(sparse * len(x))]]


def naive(z, predicted, x, y, k, sparse):
    cores = {c: core(x[y == c], k, sparse) for c in set(y.tolist())}
    made = []
    for at, c in zip(z, predicted, strict=True):
        own = np.linalg.norm(cores[c] - at, axis=1).min()
        other = min(np.linalg.norm(cores[o] - at, axis=1).min() for o in cores if o != c)
        made.append(1 / (1 + other / own))
    return made


@pytest.mark.parametrize(("k", "sparse"), [(10, 0.1), (3, 0.4), (1, 0.0)])
def test_equals_the_naive_version(k, sparse):
    rng = np.random.default_rng(k)
    x, proba = rng.normal(size=(120, 3)), rng.dirichlet(np.ones(3), 120)
    y = np.where(np.arange(120) < 60, np.arange(120) % 3, -1)
    view, rows = View(arrays={"embedding": x, "proba": proba}, labels=y), np.arange(60, 120)
    expected = naive(x[60:], proba[60:].argmax(axis=1), x[:60], y[:60], k, sparse)
    np.testing.assert_allclose(view.score(Distrust(k, sparse), rows), expected)


def test_a_class_without_labels_and_the_only_class():
    x, proba = np.arange(4.0)[:, None], np.array([[0.9, 0.1]] * 2 + [[0.2, 0.8]] * 2)
    view = View(arrays={"embedding": x, "proba": proba}, labels=[0, -1, -1, -1])
    assert view.score(distrust, np.arange(1, 4)).tolist() == [0.0, 1.0, 1.0]


def test_new_labels_count_at_once():
    x, proba = np.array([[0.0], [9.0], [1.0]]), np.array([[0.9, 0.1]] * 3)
    view = View(arrays={"embedding": x, "proba": proba}, labels=[0, -1, -1])
    assert view.score(distrust, np.array([2])) == 0
    assert view.now(labels=[0, 1, -1]).score(distrust, np.array([2])) == pytest.approx(1 / 9)
