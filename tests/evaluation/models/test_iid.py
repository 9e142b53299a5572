"""Random items."""

from __future__ import annotations

import numpy as np

from labelwise.evaluation.models import Iid


def test_first_items_are_uniform():
    said = np.vstack([np.zeros(4, dtype=int), np.arange(4) % 2])
    first = [Iid().start(said, np.random.default_rng(k)).ask()[0] for k in range(2000)]
    assert np.abs(np.bincount(first, minlength=4) / 2000 - 0.25).max() < 3 * np.sqrt(0.1875 / 2000)


def test_chances_are_one_over_what_is_left():
    run = Iid().start(np.zeros((2, 5), dtype=int), np.random.default_rng(0))
    assert [run.ask()[1] for _ in range(5)] == [1 / 5, 1 / 4, 1 / 3, 1 / 2, 1]
