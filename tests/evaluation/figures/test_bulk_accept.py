"""Labels in bulk, and what a spot check says of them."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import bulk_accept, hypergeometric


def guesses(rng, n=300, wrong=0.1):
    """Shares of two classes, and the truth."""
    p = rng.uniform(0.5, 1, n)
    said = rng.integers(2, size=n)
    truth = np.where(rng.random(n) < wrong, 1 - said, said)
    return np.where(np.arange(2) == said[:, None], p[:, None], 1 - p[:, None]), truth


def test_all_that_are_sure_enough_are_accepted(rng):
    p, _ = guesses(rng)
    rows = rng.permutation(1000)[:300]
    made = bulk_accept(p, rows, 0.8, check=30, rng=rng)
    assert set(made.rows) == set(rows[p.max(axis=1) >= 0.8]) and (np.diff(made.rows) > 0).all()
    at = {row: k for k, row in enumerate(rows)}
    assert made.labels.tolist() == [int(p[at[row]].argmax()) for row in made.rows]
    assert len(set(made.spot)) == 30 and set(made.spot) <= set(made.rows)
    assert (made.error, made.low, made.high, made.left, made.wrong) == (None,) * 5


def test_the_figures_of_the_check(rng):
    p, truth = guesses(rng)
    made = bulk_accept(p, np.arange(300), 0.6, check=100, rng=rng)
    done = made.checked(truth[made.spot])
    k, n = int((truth[made.spot] != p[made.spot].argmax(axis=1)).sum()), len(made.rows)
    assert done.error == k / 100
    assert (done.low, done.high) == hypergeometric(k, 100, n)
    assert done.left == pytest.approx((done.low - k / n, done.high - k / n)) and done.left[0] >= 0


def test_all_checked_leaves_no_doubt(rng):
    p, truth = guesses(rng, 40)
    done = bulk_accept(p, np.arange(40), 0.5, check=99, rng=rng)
    done = done.checked(truth[done.spot])
    assert done.low == done.high == done.error and done.left == (0, 0)


def test_what_cannot_be_used(rng):
    p, _ = guesses(rng)
    with pytest.raises(BadData, match=r"no item has a class of probability 1\.1"):
        bulk_accept(p, np.arange(300), 1.1, check=3, rng=rng)
    with pytest.raises(BadParameter, match="check is 0"):
        bulk_accept(p, np.arange(300), 0.5, check=0, rng=rng)
    with pytest.raises(BadData, match="for 3 rows"):
        bulk_accept(p, np.arange(3), 0.5, check=1, rng=rng)
    with pytest.raises(BadData, match="2 answers for a spot check of 5"):
        bulk_accept(p, np.arange(300), 0.5, check=5, rng=rng).checked(np.zeros(2, int))
