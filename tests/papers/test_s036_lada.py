"""S036: items that agree least with their neighbours, one of each cluster, under a shift of the domain."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

import labelwise as lw
from labelwise.measures import LocalInconsistency, local_inconsistency
from labelwise.selectors import k_means_nearest
from labelwise.strategy import Strategy, View

METHODS = ("lada", "entropy", "random")


def blobs(spread: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Three tight bundles of 20 directions each."""
    of = np.repeat(np.arange(3), 20)
    return np.eye(3)[of] + spread * np.random.default_rng(0).random((60, 3)), of


def test_identities():
    """Where all neighbours hold the same class for certain -1, the least; where they hold another one, 0."""
    x, of = blobs()
    rows, once = np.arange(60), LocalInconsistency(coef=0.0)
    proba = np.eye(3)[of]
    same = View(arrays={"embedding": x, "proba": proba})
    np.testing.assert_allclose(same.score(once, rows), -1)
    np.testing.assert_allclose(same.score(local_inconsistency, rows), -2)
    proba = proba.copy()
    proba[7] = [0, 0, 1]
    made = View(arrays={"embedding": x, "proba": proba}).score(once, rows)
    assert made.argmax() == 7 and made[7] == 0 and (made[of > 0] + 1 < 1e-9).all()


def reference(x: np.ndarray, proba: np.ndarray, free: list[int]) -> np.ndarray:
    """The score as published, over the free rows only, one row at a time."""
    z = x / np.linalg.norm(x, axis=1, keepdims=True)
    near = {i: sorted((j for j in free if j != i), key=lambda j: -(z[i] @ z[j]))[:10] for i in free}
    weight = {i: [z[i] @ z[j] / sum(z[i] @ z[k] for k in near[i]) for j in near[i]] for i in free}
    q = {i: -sum(w * (proba[i] @ proba[j]) for w, j in zip(weight[i], near[i], strict=True)) for i in free}
    return np.array([q[i] + sum(w * q[j] for w, j in zip(weight[i], near[i], strict=True)) for i in free])


def test_equals_the_reference_among_the_unlabelled():
    x, proba = (
        np.abs(np.random.default_rng(1).normal(size=(70, 4))),
        np.random.default_rng(2).dirichlet(np.ones(3), 70),
    )
    view = View.from_arrays(embedding=x, proba=proba, labelled=[3, 9, 40], y=[0, 1, 2])
    free = [i for i in range(70) if i not in (3, 9, 40)]
    made = view.score(local_inconsistency, np.array(free))
    np.testing.assert_allclose(made, reference(x, proba, free), atol=1e-9)


def test_the_batch_is_spread_over_the_inconsistent(monkeypatch):
    """Every pick is among the 11 n highest scores, and nearest to the centre of a k-means cluster of them."""
    used = []
    right = k_means_nearest.k_means

    def watched(x, *rest):
        used.append((x, *right(x, *rest)))
        return used[-1][1:]

    monkeypatch.setattr(k_means_nearest, "k_means", watched)
    rng = np.random.default_rng(3)
    x, proba = rng.normal(size=(200, 5)), rng.dirichlet(np.ones(4), 200)
    picks = lw.query("lada", 6, embedding=x, proba=proba, rng=0).indices
    score = View(arrays={"embedding": x, "proba": proba}).score(local_inconsistency, np.arange(200))
    top = np.sort(np.argsort(-score)[:66])
    assert set(picks) <= set(top)
    z, _, centres = used[0]
    np.testing.assert_allclose(z, x[top] / np.linalg.norm(x[top], axis=1, keepdims=True))
    nearest = top[((z[:, None] - centres) ** 2).sum(axis=2).argmin(axis=0)]
    assert set(picks) == set(nearest) and len(set(nearest)) == 6
    plain = lw.query(Strategy(measure=local_inconsistency), 6, embedding=x, proba=proba, rng=0).indices
    assert set(plain) != set(picks)


def test_in_a_campaign_the_model_gives_what_it_takes():
    """Proba and embedding from a pipeline, neighbours from the embedding: never an item twice."""
    x, y = make_moons(120, noise=0.1, random_state=0)
    learner = make_pipeline(PolynomialFeatures(3), StandardScaler(), LogisticRegression())
    campaign = lw.Campaign(x, range(2), learner=learner, strategy="lada", budget=30, trust=None)
    asked = []
    while batch := campaign.ask(10):
        asked += [int(query.item) for query in batch]
        campaign.tell(batch, [int(y[int(query.item)]) for query in batch])
    assert len(asked) == len(set(asked)) == 30


@functools.cache
def shifted(seed: int) -> tuple[np.ndarray, ...]:
    """Two moons, a network trained on them, the moons turned by 30 degrees and what it makes of them."""
    x, y = make_moons(400, noise=0.1, random_state=seed)
    target, truth = make_moons(400, noise=0.1, random_state=seed + 100)
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    target = target @ np.array([[c, -s], [s, c]])
    net = trained(x, y, seed)
    z = target
    for w, b in zip(net.coefs_[:-1], net.intercepts_[:-1], strict=True):
        z = np.maximum(z @ w + b, 0)
    return x, y, target, truth, net.predict_proba(target), z


def trained(x: np.ndarray, y: np.ndarray, seed: int) -> MLPClassifier:
    return MLPClassifier((32, 32), max_iter=600, random_state=seed).fit(x, y)


def picks_of(seed: int) -> dict[str, np.ndarray]:
    *_, proba, z = shifted(seed)
    return {m: lw.query(m, 20, proba=proba, embedding=z, rng=seed).indices for m in METHODS}


def test_picks_are_less_often_wrong_than_entropy_s_and_twice_as_spread():
    """20 of 400 under a rotation by 30 degrees; the spread is the mean distance to the nearest other pick."""
    wrong, apart = {m: [] for m in METHODS}, {m: [] for m in METHODS}
    for seed in range(2):
        _, _, target, truth, proba, _ = shifted(seed)
        for name, rows in picks_of(seed).items():
            away = np.linalg.norm(target[rows][:, None] - target[rows], axis=2) + 99 * np.eye(20)
            wrong[name].append((proba[rows].argmax(axis=1) != truth[rows]).mean())
            apart[name].append(away.min(axis=1).mean())
    mean = {name: (np.mean(wrong[name]), np.mean(apart[name])) for name in METHODS}
    assert mean["random"][0] < mean["lada"][0] < mean["entropy"][0] - 0.05, mean
    assert mean["lada"][1] > 1.5 * mean["entropy"][1], mean


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_retrained_network_is_better_than_with_entropy_or_random_picks():
    """Source and 20 target labels, ten times each, 5 seeds."""
    score: dict[str, list[float]] = {m: [] for m in METHODS}
    for seed in range(5):
        x, y, target, truth, *_ = shifted(seed)
        for name, rows in picks_of(seed).items():
            both = np.vstack([x, *[target[rows]] * 10]), np.concatenate([y, *[truth[rows]] * 10])
            score[name].append(trained(*both, seed).score(target, truth))
    mean = {name: np.mean(found) for name, found in score.items()}
    assert mean["lada"] > max(mean["entropy"], mean["random"]), mean
