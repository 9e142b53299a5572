"""Adjusted p-values are those of Holm's steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.bench.statistics import holm
from labelwise.errors import BadData

PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def refused(p, level):
    """The steps as Holm has them: the smallest against level / P, the next against level / (P - 1) ..."""
    found = set()
    for step, k in enumerate(np.argsort(p, kind="stable")):
        if p[k] * (len(p) - step) > level:
            break
        found.add(int(k))
    return found


@given(PROBABILITIES, st.floats(0.001, 0.999))
def test_an_adjusted_p_is_at_most_a_level_where_the_steps_refuse(p, level):
    assert set(np.flatnonzero(holm(p) <= level).tolist()) == refused(p, level)


@given(PROBABILITIES)
def test_it_is_between_the_p_and_bonferroni(p):
    adjusted = holm(p)
    assert (adjusted >= p).all() and (adjusted <= np.minimum(1, len(p) * np.array(p))).all()


@pytest.mark.parametrize("p", [[0.5, 1.1], [np.nan], [[0.5]], [-0.1]])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(BadData, match="Allowed: numbers from 0 to 1"):
        holm(p)
