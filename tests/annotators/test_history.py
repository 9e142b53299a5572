"""What each annotator answered so far."""

from __future__ import annotations

import numpy as np

from labelwise.annotators.history import History

from .test_routing import NAMES, told


def test_history_by_hand():
    history = History.of(told((0, "anna", "x"), (1, "ben", "y"), (2, "gone", "x"), (3, "ben", "y")), NAMES)
    assert history.values == ("x", "y")
    assert history.counts().tolist() == [[1, 0], [0, 2], [0, 0], [0, 0]]
    points = np.array([[1.0], [2.0], [100.0], [4.0]])
    assert history.mean(points).tolist() == [[1], [3], [0], [0]]


def test_nothing_answered():
    history = History.of(told((0, "anna", None, "skip"), (1, "ben", ["x"], "not")), NAMES)
    assert history.values == () and history.counts().shape == (4, 0)
    assert history.mean(np.zeros((0, 2))).tolist() == [[0, 0]] * 4
