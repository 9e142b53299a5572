"""Rows of probabilities: what passes, what is refused, and that it names the row."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.probabilities import check_proba, checked_proba


@pytest.mark.parametrize(
    ("proba", "says"),
    [
        ([[0.5, 0.4], [0.5, 0.5]], "it: row 0 sums to 0.9"),
        ([[0.5, 0.6], [0.5, 0.5], [1.0, 1.0]], r"it: row 0 sums to 1.1 \(2 such rows\)"),
        ([[0.5, 0.5], [2.0, -1.0]], "it: row 1 holds -1"),
        ([[0.5, 0.5], [np.nan, 1.0]], "it: row 1 holds nan"),
        ([[0.5, 0.5], [np.inf, -np.inf]], "it: row 1 holds -inf"),
        ([0.5, 0.5], r"shape \(2,\)"),
        ([[1.0], [1.0]], "C of 2 or more"),
        ([["a", "b"]], "type <U1"),
    ],
)
def test_what_is_no_distribution_is_refused(proba, says):
    for check in (check_proba, checked_proba):
        with pytest.raises(BadData, match=says):
            check(np.array(proba), "it")


def test_rows_may_have_names_of_their_own():
    with pytest.raises(BadData, match="row 17 sums to 3"):
        check_proba(np.array([[0.5, 0.5], [1.0, 2.0]]), "it", range(16, 18))


def test_rounding_passes(rng):
    proba = rng.dirichlet(np.ones(5), 50)
    for made in (proba.astype(np.float16), proba.round(3), np.eye(3, dtype=int), np.eye(3, dtype=bool)):
        check_proba(made, "it")
    with pytest.raises(BadData, match="sums to"):
        check_proba(proba * 1.011, "it")


def test_rows_are_divided_by_their_sum_and_the_array_stays():
    given = np.array([[0.3333, 0.3333, 0.3333], [-1e-12, 0.5, 0.5]])
    before = given.copy()
    made = checked_proba(given)
    assert made.dtype == np.float64 and (made >= 0).all()
    np.testing.assert_allclose(made.sum(axis=1), 1, atol=1e-15)
    np.testing.assert_array_equal(given, before)
    with pytest.raises(BadData, match="one row or more"):
        checked_proba(np.zeros((0, 3)))
