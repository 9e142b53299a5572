from __future__ import annotations

import numpy as np
import pytest

from labelwise.selectors import Thresholds
from labelwise.selectors.thresholds import _stretch, _threshold
from labelwise.strategy import Strategy, View


@pytest.mark.parametrize("seed", range(30))
def test_threshold_and_stretch_equal_the_naive_versions(seed):
    rng = np.random.default_rng(seed)
    label = np.where(rng.random(25) < 0.5, -1, rng.integers(0, 3, 25))
    own = [i for i, c in enumerate(label) if c == 1]
    other = [i for i, c in enumerate(label) if c not in (-1, 1)]
    right = [sum(i < t for i in own) + sum(i >= t for i in other) for t in range(26)]
    at = _threshold(label, 1)
    assert right[at] == max(right)
    first, last = _stretch(label, 1)
    before = [i for i in own if not other or i < other[0]]
    after = [i for i in other if not own or i > own[-1]]
    assert (first, last) == (before[-1] if before else 0, after[0] if after else 24)


def test_of_equal_thresholds_the_middle_one():
    assert _threshold(np.array([1, -1, -1, -1, -1, 0]), 1) == 3
    assert _threshold(np.full(6, -1), 1) == 3


def run(n, least=10, seed=0, classes=3):
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.ones(classes), 300)
    labelled = rng.choice(300, 40, replace=False)
    view = View.from_arrays(proba=proba, labelled=labelled, y=rng.integers(0, classes, 40), classes=classes)
    return Strategy(selector=Thresholds(least)).select(view, n, np.random.default_rng(seed))


@pytest.mark.parametrize("n", [1, 7, 60, 260, 400])
@pytest.mark.parametrize("least", [1, 10])
def test_a_batch_of_any_size(n, least):
    made = run(n, least)
    assert len(made) == min(n, 260)
    assert len(set(made.indices.tolist())) == len(made)


def test_half_of_the_batch_goes_to_the_rarest_classes_when_it_cannot_serve_all():
    """Draws come from the stretch of the class with one label only."""
    line = np.linspace(0.98, 0.02, 101)
    proba = np.column_stack([line / 2, line / 2, 1 - line])
    labelled, y = [0, 20, 40, 60, 80, 100], [0, 0, 0, 0, 0, 2]
    view = View.from_arrays(proba=proba, labelled=labelled, y=y, classes=3)
    made = Strategy(selector=Thresholds(5)).select(view, 10, np.random.default_rng(0))
    assert len(made) == 10
