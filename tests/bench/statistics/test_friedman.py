"""Friedman's statistic with ties, and its F."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from labelwise.bench.statistics import friedman
from labelwise.errors import BadData

from .demsar import AUC


@given(arrays(int, (7, 4), elements=st.integers(0, 6)))
def test_it_is_scipys_with_ties(scores):
    scores[0] = [3, 1, 2, 1]  # scipy divides by zero where all is tied
    wanted = stats.friedmanchisquare(*scores.T)
    found = friedman(scores)
    assert found.chi2 == pytest.approx(wanted.statistic) and found.p_chi2 == pytest.approx(wanted.pvalue)


def test_the_example_of_demsar():
    """His formula has no correction for ties, so that it gives 9.28 and 3.69 where this gives more."""
    found = friedman(AUC)
    n, m = AUC.shape
    plain = 12 * n / (m * (m + 1)) * ((found.ranks**2).sum() - m * (m + 1) ** 2 / 4)
    assert plain == pytest.approx(9.28, abs=0.01)
    assert (n - 1) * plain / (n * (m - 1) - plain) == pytest.approx(3.69, abs=0.01)
    assert found.chi2 > plain and found.f > 3.69 and found.p_f < found.p_chi2 < 0.05


def test_methods_that_are_equal_everywhere_have_p_1():
    found = friedman(np.ones((10, 3)))
    assert (found.chi2, found.p_chi2, found.f, found.p_f) == (0.0, 1.0, 0.0, 1.0)


def test_data_sets_that_all_rank_alike():
    found = friedman(np.tile([0.3, 0.2, 0.1], (9, 1)))
    assert found.chi2 == pytest.approx(18) and (found.f, found.p_f) == (np.inf, 0.0)


def test_one_data_set_is_refused():
    with pytest.raises(BadData, match="pass its seeds as rows"):
        friedman(np.ones((1, 4, 3)))
