"""tau-b is that of scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from labelwise.bench.statistics import kendall_tau_b
from labelwise.errors import BadData

TIED = arrays(int, (2, 6), elements=st.integers(0, 4))


@given(TIED)
def test_it_is_scipys_with_ties(both):
    wanted = stats.kendalltau(*both).statistic
    assert kendall_tau_b(*both) == pytest.approx(wanted, nan_ok=True)


def test_many_rankings_at_once(rng):
    many, one = rng.random((5, 7)), rng.random(7)
    wanted = [stats.kendalltau(row, one).statistic for row in many]
    np.testing.assert_allclose(kendall_tau_b(many, one), wanted)


@pytest.mark.parametrize(("a", "b"), [([1, 2], [1, 2, 3]), ([1], [1]), (1, 2)])
def test_other_shapes_are_refused(a, b):
    with pytest.raises(BadData, match="rankings of shapes"):
        kendall_tau_b(a, b)
