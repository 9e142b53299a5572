"""S079: a display by one convex trade-off of representative, diverse and uncertain items."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.measures import entropy
from labelwise.representations import Embedding
from labelwise.selectors import Relevance
from labelwise.selectors.relevance import log_relevance
from labelwise.strategy import Strategy

CASES = [(1.0, 1.0, 1.0), (2.0, 0.0, 0.5), (0.0, 3.0, 1.0), (1.0, 10.0, 0.0)]


def objective(mu: np.ndarray, d: np.ndarray, h: np.ndarray, of: np.ndarray, weights: tuple) -> float:
    """As published, with the matrix of assignments; A = -h."""
    eta, alpha, beta = weights
    c = np.eye(of.max() + 1)[of].T @ mu
    return float(eta * mu @ d + alpha * c @ np.log(c) + beta * mu @ -h + mu @ np.log(mu))


def problem(seed: int, size: int = 30) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    of = np.r_[0, 1, 2, rng.integers(0, 3, size - 3)]
    return rng.exponential(1.0, size), rng.uniform(0, 1, size), of


def minimiser(d: np.ndarray, h: np.ndarray, of: np.ndarray, weights: tuple) -> np.ndarray:
    return np.exp(log_relevance(weights[2] * h - weights[0] * d, of, weights[1]))


@pytest.mark.parametrize("weights", CASES)
def test_nothing_beside_it_has_a_lower_objective(weights):
    """No perturbation inside the simplex; another point, such as equal masses, has a higher one."""
    d, h, of = problem(1)
    mu = minimiser(d, h, of, weights)
    assert abs(mu.sum() - 1) < 1e-12
    best, rng = objective(mu, d, h, of, weights), np.random.default_rng(0)
    for size in (1e-3, 1e-2, 0.1):
        for _ in range(200):
            other = mu * np.exp(size * rng.normal(size=len(mu)))
            assert objective(other / other.sum(), d, h, of, weights) >= best - 1e-12
    assert objective(np.full(len(mu), 1 / len(mu)), d, h, of, weights) > best + 1e-3


@pytest.mark.parametrize("weights", CASES)
def test_the_damped_fixed_point_of_the_paper_is_the_same(weights):
    eta, alpha, beta = weights
    d, h, of = problem(2)
    onehot = np.eye(3)[of]
    log_mu = np.full(len(d), -np.log(len(d)))
    for _ in range(500):
        c = onehot.T @ np.exp(log_mu)
        new = -(eta * d + alpha * (onehot @ np.log(c) + 1) - beta * h)
        log_mu = (alpha * log_mu + new - np.log(np.exp(new).sum())) / (1 + alpha)
        log_mu -= np.log(np.exp(log_mu).sum())
    np.testing.assert_allclose(minimiser(d, h, of, weights), np.exp(log_mu), rtol=1e-6)


def test_the_plain_iteration_of_the_paper_swings():
    """What the closed form avoids: with alpha of 3 the masses after 200 steps still change every step."""
    d, h, of = problem(2)
    onehot, mu, seen = np.eye(3)[of], np.full(len(d), 1 / len(d)), []
    with np.errstate(all="ignore"):
        for _ in range(200):
            new = np.exp(-(d + 3.0 * (onehot @ np.log(onehot.T @ mu) + 1) - h))
            mu = new / new.sum()
            seen.append(mu)
    assert not np.allclose(seen[-1], seen[-2], atol=1e-3)


def test_each_criterion_does_what_it_says():
    """Alone: the items nearest to centroids, the most uncertain ones, every cluster."""
    x, of = make_blobs([200, 20, 20], 2, centers=[[0, 0], [9, 0], [0, 9]], cluster_std=0.5, random_state=0)
    proba = np.random.default_rng(0).dirichlet(np.ones(3), 240)

    def picks(n: int = 6, **weights: float) -> np.ndarray:
        off = {"representative": 0.0, "diverse": 0.0, "uncertain": 0.0}
        selector = Relevance(**{**off, **weights}, clusters=3)
        strategy = Strategy(measure=entropy, representation=Embedding(), selector=selector)
        return lw.query(strategy, n, proba=proba, embedding=x, rng=0).indices

    assert set(picks(uncertain=1.0)) == set(np.argsort(-entropy(proba))[:6])
    centre = np.stack([x[of == k].mean(axis=0) for k in range(3)])[of]
    away = ((x - centre) ** 2).sum(axis=1)
    assert set(picks(representative=1.0)) == set(np.argsort(away)[:6])
    count = [np.bincount(of[picks(12, representative=1.0, diverse=a)], minlength=3).max() for a in (0.0, 1.0)]
    assert count[0] > count[1]


@pytest.mark.slow
def test_change_detection_of_a_rare_change_is_better_than_with_random_displays():
    """Pairs of patches, 5% changed in three ways: the area of average precision, ten displays of 8."""
    from sklearn.metrics import average_precision_score

    area: dict[str, list[float]] = {"relevance": [], "random": []}
    for seed in range(6):
        x, of = make_blobs(
            [1900, 40, 30, 30], 12, centers=None, cluster_std=3.0, center_box=(-4, 4), random_state=seed
        )
        y = (of > 0).astype(int)
        for name in area:
            known = np.r_[np.flatnonzero(y == 1)[:1], np.flatnonzero(y == 0)[:7]]
            for _ in range(10):
                model = LogisticRegression(max_iter=500).fit(x[known], y[known])
                proba = model.predict_proba(x)
                rest = np.setdiff1d(np.arange(len(x)), known)
                area[name].append(average_precision_score(y[rest], proba[rest, 1]))
                arrays = {"proba": proba, "embedding": x} if name == "relevance" else {"embedding": x}
                known = np.append(known, lw.query(name, 8, labelled=known, rng=seed, **arrays).indices)
    assert np.mean(area["relevance"]) > np.mean(area["random"]), {k: np.mean(v) for k, v in area.items()}
