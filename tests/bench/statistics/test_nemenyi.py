"""Critical differences of the published table, and the bars of a diagram."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.bench.statistics import cliques, critical_difference
from labelwise.errors import BadData, BadParameter

QUANTILES = {
    0.05: [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164],
    0.10: [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920],
}
"""Demšar 2006, table 5a: 2 to 10 methods."""


@pytest.mark.parametrize("level", QUANTILES)
def test_the_quantiles_of_demsar(level):
    for m, q in enumerate(QUANTILES[level], start=2):
        wanted = q * np.sqrt(m * (m + 1) / (6 * 30))
        assert critical_difference(m, 30, level) == pytest.approx(wanted, abs=1e-3)


@given(st.lists(st.floats(1, 10), min_size=2, max_size=9), st.floats(0, 5))
def test_bars_are_the_longest_runs_of_ranks_within_the_difference(ranks, cd):
    mean = np.array(ranks)
    order = np.argsort(mean, kind="stable")
    runs = [
        (a, b)
        for a, b in itertools.combinations(range(len(mean) + 1), 2)
        if b - a > 1 and mean[order[b - 1]] - mean[order[a]] <= cd
    ]
    longest = [
        tuple(order[a:b].tolist())
        for a, b in runs
        if not any((c, d) != (a, b) and c <= a and b <= d for c, d in runs)
    ]
    assert list(cliques(mean, np.abs(mean[:, None] - mean) > cd)) == longest


def test_other_tests_make_bars_too():
    """Neighbours in rank may differ although those around them do not."""
    apart = np.zeros((4, 4), dtype=bool)
    apart[1, 2] = apart[2, 1] = True
    assert cliques([1.0, 2.0, 3.0, 4.0], apart) == ((0, 1), (2, 3))


def test_bad_calls_are_refused():
    with pytest.raises(BadParameter, match="1 methods on 5 data sets"):
        critical_difference(1, 5)
    with pytest.raises(BadParameter, match="level is 0"):
        critical_difference(3, 5, 0.0)
    with pytest.raises(BadData, match=r"\(3,\) ranks"):
        cliques([1, 2, 3], np.zeros((2, 2)))
