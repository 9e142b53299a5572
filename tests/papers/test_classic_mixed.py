"""Named methods that mix uncertainty, diversity and class balance do what their rows say."""

from __future__ import annotations

import numpy as np

import labelwise as lw
from labelwise.measures import entropy, margin
from labelwise.representations.k_means import k_means

RNG = np.random.default_rng(0)
PROBA, Z = RNG.dirichlet(np.ones(4), 200), RNG.normal(size=(200, 3))


def test_falcun_draws_by_relevance():
    """First draws in proportion to (2 margin)^10, second ones by distance to the first too."""
    p = PROBA[:12]
    drawn, first = np.zeros((12, 12)), np.zeros(12)
    for seed in range(1500):
        a, b = lw.query("falcun", 2, proba=p, rng=seed).indices
        first[a] += 1
        drawn[a, b] += 1
    u = margin(p)
    expected = 1500 * u**10 / (u**10).sum()
    some = expected > 3
    assert ((first - expected)[some] ** 2 / expected[some]).sum() < some.sum() + 5 * np.sqrt(2 * some.sum())
    a = int(first.argmax())
    away = np.minimum(u, np.abs(p - p[a]).sum(axis=1))
    away = (away - away.min()) / np.ptp(away)
    after = (u + away) ** 10
    after[a] = 0
    due = drawn[a].sum() * after / after.sum()
    some = due > 3
    assert ((drawn[a] - due)[some] ** 2 / due[some]).sum() < some.sum() + 5 * np.sqrt(2 * some.sum())


def test_alfa_mix_takes_items_that_flip():
    """Near the border of two classes in the direction of the gradient, far from it nothing flips."""
    z = np.r_[np.linspace(-4, 4, 81), [-3.0, 3.0]][:, None] * [[1.0, 0.0]] + [[0.0, 1.0]]
    head = (np.array([[-1.0, 0.0], [1.0, 0.0]]), np.zeros(2))
    made = lw.query("alfa-mix", 6, embedding=z, head=head, labelled=[81, 82], y=[0, 1], rng=0).indices
    assert np.abs(z[made, 0]).max() < 1


def test_clue_weighs_the_centres_by_entropy():
    """Against the nearest to weighted centres; the same without weights is another batch."""
    picks = lw.query("clue", 8, proba=PROBA, embedding=Z, rng=0).indices
    seed = np.random.default_rng(0)
    labels, centres = k_means(Z, 8, seed, entropy(PROBA))
    nearest = {int(((Z - c) ** 2).sum(axis=1).argmin()) for c in centres}
    assert set(picks.tolist()) == nearest
    plain = k_means(Z, 8, np.random.default_rng(0))[1]
    assert nearest != {int(((Z - c) ** 2).sum(axis=1).argmin()) for c in plain}
    for c in range(8):
        own = labels == c
        np.testing.assert_allclose(
            centres[c], np.average(Z[own], axis=0, weights=entropy(PROBA)[own]), atol=1e-3
        )


def test_cbal_evens_out_the_classes():
    """One class in fifty, a model that often sees it: more of it than by entropy, which asks elsewhere."""
    rng = np.random.default_rng(3)
    y = np.where(rng.random(1000) < 0.02, 2, rng.integers(0, 2, 1000))
    proba = np.full((1000, 3), [0.48, 0.48, 0.04])
    proba[y == 2] = [0.15, 0.15, 0.7]
    proba = np.abs(proba + rng.normal(scale=0.02, size=proba.shape))
    proba /= proba.sum(axis=1, keepdims=True)
    labelled = np.flatnonzero(y < 2)[:20]
    count = {
        name: np.bincount(
            y[lw.query(name, 15, proba=proba, labelled=labelled, y=y[labelled], rng=0).indices], minlength=3
        )[2]
        for name in ("cbal", "entropy")
    }
    assert count["cbal"] > 8 > count["entropy"]
