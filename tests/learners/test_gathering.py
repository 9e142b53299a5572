"""Features of single parts."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.learners.gathering import gathered, some_parts
from labelwise.types import Targets, Training

from .test_parts import CLASSES, RAGGED, SIZES, X, labels


def test_each_part_stands_where_it_was_asked_for():
    rng = np.random.default_rng(0)
    rows, part = rng.integers(0, 150, 400), rng.integers(0, 6, 400)
    np.testing.assert_array_equal(gathered(X.__getitem__, rows, part), X[rows, part])
    there = part < SIZES[rows]
    found = gathered(RAGGED.take, rows[there], part[there])
    np.testing.assert_array_equal(found, X[rows, part][there])


def test_items_are_gathered_some_at_a_time():
    targets, asked = labels(), []

    def x(rows):
        asked.append(len(rows))
        return X[rows]

    gathered(x, targets.rows, targets.part)
    assert max(asked) <= 64 and sum(asked) == len(np.unique(targets.rows))


def test_parts_that_an_item_has_not_are_refused():
    with pytest.raises(BadData, match="part number 3 has a label, and its item has features of 2"):
        gathered(RAGGED.take, np.array([1, 2]), np.array([0, 2]))


@pytest.mark.parametrize("take", [X.__getitem__, RAGGED.take], ids=["array", "ragged"])
def test_some_parts_are_parts_of_some_items(take):
    none = Targets(np.zeros(0, np.int64), np.zeros(0, np.int64), "hard", np.zeros(0))
    data = Training(take, none.rows, none, CLASSES, np.arange(150))
    found = some_parts(data, np.random.default_rng(0))
    assert found.dtype == np.float32 and len(found) > 64
    assert {tuple(line) for line in found} <= {tuple(line) for line in X.reshape(-1, 4)}
