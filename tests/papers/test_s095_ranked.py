"""S095: a rare class judged by items spread evenly over the logarithm of their rank."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from labelwise.evaluation.testing import draw_by_rank, ranked_average_precision, ranked_figures


@pytest.fixture(scope="module")
def texts():
    """Scores and classes of 20,000 items, 0.3% positive."""
    rng = np.random.default_rng(0)
    y = (rng.random(20_000) < 0.003).astype(float)
    return rng.normal(size=20_000) + 4 * y, y


def test_average_precision_is_within_a_twentieth_of_that_on_all_labels(texts):
    """On average with 400 labels, and in most single draws with 1,200."""
    score, y = texts
    rng, due = np.random.default_rng(1), average_precision_score(y, score)
    made = {n: np.array([_average_precision(score, y, n, rng) for _ in range(40)]) - due for n in (400, 1200)}
    assert abs(made[400].mean()) < 0.05
    assert np.median(np.abs(made[1200])) < 0.05


def _average_precision(score, y, n, rng) -> float:
    drawn = draw_by_rank(score, n, rng, cut=60)
    return ranked_average_precision(y[drawn.rows], drawn)


def test_precision_and_share_are_known_better_than_from_random_items(texts):
    score, y = texts
    rng, share, plain, found = np.random.default_rng(2), [], [], []
    for _ in range(20):
        drawn = draw_by_rank(score, 400, rng, cut=60)
        figures = {f.metric: f for f in ranked_figures(y[drawn.rows], drawn, rng)}
        share.append(figures["share"].value - y.mean())
        plain.append(y[rng.choice(20_000, 400, replace=False)].mean() - y.mean())
        found.append(figures["precision"].high - figures["precision"].low)
    assert np.square(share).mean() < 0.7 * np.square(plain).mean()
    assert np.mean(found) < 0.1  # of 400 random items about one is called positive
