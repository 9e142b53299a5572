"""S028: the first batch by contrastive training dynamics, from every cluster in turn."""

import numpy as np

import labelwise as lw
from labelwise.measures import Cartography, hard_to_contrast
from labelwise.representations import Embedding
from labelwise.selectors import ClusterTurns


def contrast(x, seed=0, epochs=5):
    """(E, N) InfoNCE probability that a jittered copy is told from all other items."""
    rng, made = np.random.default_rng(seed), []
    for _ in range(epochs):
        copy = x + 0.5 * rng.normal(size=x.shape)
        away = ((copy[:, None] - x) ** 2).sum(axis=2) / 8
        near = np.exp(-away)
        made.append(np.diag(near) / near.sum(axis=1))
    return np.stack(made)


def pool(seed=0, outliers=0):
    """Six clusters of very different sizes, noise around them, and what is hard to contrast."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(6), [200, 100, 50, 25, 12, 6])
    x = 12 * np.eye(8)[of] + rng.normal(size=(len(of), 8))
    x = np.vstack([x, 12 * rng.normal(size=(outliers, 8))])
    return x, of, contrast(x)


PIECES = {"representation": Embedding(), "selector": ClusterTurns(6)}


def strategy():
    return lw.Strategy(measure=hard_to_contrast, **PIECES)


def test_every_prefix_holds_the_same_number_of_every_cluster():
    x, of, dynamics = pool()
    picks = lw.query(strategy(), 60, embedding=x, dynamics=dynamics, rng=0).indices
    for m in range(1, 7):
        assert np.bincount(of[picks[: 6 * m]]).tolist() == [m] * 6
    again = lw.query(strategy(), 60, embedding=x, dynamics=dynamics, rng=0).indices
    assert picks.tolist() == again.tolist()
    for cluster in range(6):
        own = picks[of[picks] == cluster]
        assert (np.diff(dynamics.mean(axis=0)[own]) >= 0).all()  # the hardest to contrast first


def test_the_long_tail_is_covered_sooner_than_at_random():
    covered, by_chance = [], []
    for seed in range(6):
        x, of, dynamics = pool(seed)
        named = lw.query("csval", 20, embedding=x, dynamics=dynamics, rng=seed).indices
        covered.append(len(set(of[named])))
        by_chance.append(len(set(of[lw.query("random", 20, embedding=x, rng=seed).indices])))
    assert np.mean(covered) > np.mean(by_chance)


def test_fewer_outliers_than_farthest_first():
    """Noise is easy to tell from everything else: the hard order leaves it for last."""
    x, of, dynamics = pool(outliers=10)
    far = lw.query("k-center", 10, embedding=x, rng=0).indices
    ours = lw.query(strategy(), 10, embedding=x, dynamics=dynamics, rng=0).indices
    easy = lw.Strategy(measure=Cartography("easy"), **PIECES)
    lax = lw.query(easy, 10, embedding=x, dynamics=dynamics, rng=0).indices
    noise = [(picks >= len(of)).sum() for picks in (ours, lax, far)]
    assert noise[0] < noise[1] and noise[0] < noise[2], noise
