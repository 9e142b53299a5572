"""S035: the least change of the last layer that flips a prediction, and batches of it that are spread out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.measures import LeastDisagree, least_disagree
from labelwise.strategy import Strategy

FAR = 1000.0
"""Length of the points: next to it the noise on the biases is nothing, and all lines pass the origin."""


def circle(size: int = 1000, seed: int = 0) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Points, their angle from the boundary (0 to pi/2), and a classifier that cuts the circle in half."""
    around = np.random.default_rng(seed).uniform(-np.pi, np.pi, size)
    points = FAR * np.column_stack([np.cos(around), np.sin(around)])
    from_boundary = np.minimum(np.abs(around), np.pi - np.abs(around))
    return points, from_boundary, (np.array([[0.0, -0.5], [0.0, 0.5]]), np.zeros(2))


def excess(patience: int) -> float:
    """Mean of what is found above ``|theta| / pi``; a single one is below by the pool's sampling error."""
    points, angle, head = circle()
    made, truth = -LeastDisagree(patience)(points, head, np.random.default_rng(0)), angle / np.pi
    assert spearmanr(made, truth).statistic > 0.99
    assert (made - truth).min() > -0.03
    return float((made - truth).mean())


def test_on_a_circle_it_is_the_angle():
    assert 0.02 > excess(5) > excess(10) > -0.01


@pytest.mark.slow
def test_more_patience_comes_nearer():
    assert 0.003 > excess(50) > -0.01


def gamma_and_distance(least: np.ndarray, x: np.ndarray, picked: list[int], n: int) -> np.ndarray:
    """What the next pick is drawn in proportion to, as published, one candidate at a time."""
    best = np.argsort(least, kind="stable")[:n]
    limit = np.sort(least)[n - 1]
    raw = np.array([np.exp(-max(value - limit, 0) / limit) for value in least])
    inside = np.isin(np.arange(len(least)), best)
    gamma = np.where(inside, raw / raw[inside].sum(), raw / raw[~inside].sum())
    z = x / np.linalg.norm(x, axis=1, keepdims=True)
    away = np.array([min(1 - z[i] @ z[j] for j in picked) for i in range(len(x))])
    return (gamma * away) ** 2


@pytest.mark.parametrize("seed", range(3))
def test_each_draw_follows_the_law_of_the_paper(seed):
    """The first is the smallest L; the others by ``(gamma * least cosine distance)^2``, as recorded."""
    rng = np.random.default_rng(seed)
    x, head = rng.normal(size=(80, 4)), (rng.normal(size=(3, 4)), rng.normal(size=3))
    made = lw.query("ldm-s", 8, embedding=x, head=head, rng=seed)
    least = -least_disagree(x, head, np.random.default_rng(seed))  # the measure is the first to draw
    assert made.indices[0] == least.argmin() or least[made.indices[0]] == least.min()
    for k in range(1, 8):
        mass = gamma_and_distance(least, x, made.indices[:k].tolist(), 8)
        assert made.p[k] == pytest.approx(mass[made.indices[k]] / mass.sum(), abs=1e-9)


def test_in_a_campaign_the_model_gives_its_last_layer():
    x = np.random.default_rng(0).normal(size=(90, 3))
    y = (x[:, 0] > 0).astype(int)
    campaign = lw.Campaign(x, range(2), learner=LogisticRegression(), strategy="ldm-s", budget=20, trust=None)
    asked = []
    while batch := campaign.ask(10):
        asked += [int(query.item) for query in batch]
        campaign.tell(batch, [int(y[int(query.item)]) for query in batch])
    assert len(asked) == len(set(asked)) == 20
    assert np.abs(x[asked[10:], 0]).mean() < np.abs(x[:, 0]).mean()


def test_the_smallest_alone_are_close_together_and_the_batch_is_not():
    """Mean distance to the nearest other pick on the circle, 10 picks."""
    points, angle, head = circle(400)
    given = {"embedding": points, "head": head}
    apart, near = [], []
    for seed in range(3):
        for found, name in ((apart, "ldm-s"), (near, Strategy(measure=least_disagree))):
            rows = lw.query(name, 10, rng=seed, **given).indices
            away = np.linalg.norm(points[rows][:, None] - points[rows], axis=2) / FAR + 99 * np.eye(10)
            found.append(away.min(axis=1).mean())
    assert np.mean(apart) > 3 * np.mean(near)
    rows = lw.query("ldm-s", 10, rng=0, **given).indices
    assert angle[rows].mean() < angle.mean()
