"""Sets of models that agree: every pair of an item and a class finds its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.evaluation.models.agreeing import agreeing


def naive(said, classes):
    """For each class its distinct sets, for each item the set of every class that is said."""
    items = [{int(c): tuple(col == c) for c in col} for col in said.T]
    return [{s for item in items for k, s in item.items() if k == c} for c in range(classes)], items


@given(st.integers(2, 70), st.integers(0, 10**6))
def test_every_pair_has_its_set_and_each_set_is_there_once(models, seed):
    rng = np.random.default_rng(seed)
    classes, items = int(rng.integers(2, 6)), int(rng.integers(1, 30))
    said = np.minimum(rng.integers(classes, size=(models, items)), rng.integers(classes, size=items))
    made, (sets, wanted) = agreeing(said, classes), naive(said, classes)
    for c in range(classes):
        hits = made.hits(c)
        assert not hits[0].any() and len(hits) == len({tuple(row) for row in hits})
        assert {tuple(row) for row in hits[1:]} == sets[c]
    for n, item in enumerate(wanted):
        pairs = range(made.first[n], made.first[n + 1])
        seen = {int(made.of_class[p]): made.of_set[p] for p in pairs}
        assert seen.keys() == item.keys()
        for c, s in seen.items():
            assert made.start[c] <= s < made.start[c + 1]
            assert tuple(made.hits(c)[s - made.start[c]]) == item[c]
    assert len(made) == sum(len(s) + 1 for s in sets)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int64])
def test_every_type_of_integer_will_do(dtype):
    said = np.array([[0, 1], [1, 1]], dtype=dtype)
    assert len(agreeing(said, 2)) == 5
