"""S013: context sets for few-shot tasks, one item at each mode of a Gaussian mixture."""

from __future__ import annotations

import numpy as np

import labelwise as lw

WAYS, DIM = 5, 8


def episode(rng, apart, size=100):
    """Items of five isotropic Gaussians, and where these stand."""
    means = rng.normal(size=(WAYS, DIM))
    means *= apart / np.linalg.norm(means, axis=1, keepdims=True)
    y = rng.permutation(np.arange(size) % WAYS)
    return means, y, means[y] + rng.normal(size=(size, DIM))


def accuracy(picks, x, y, means, rng):
    """Of the nearest labelled item, on new items; the best possible is the nearest mean."""
    _, truth, new = None, rng.integers(0, WAYS, 300), rng.normal(size=(300, DIM))
    new = means[truth] + new
    near = lambda at, of: of[((new[:, None] - at) ** 2).sum(axis=2).argmin(axis=1)]  # noqa: E731
    return (near(x[picks], y[picks]) == truth).mean(), (near(means, np.arange(WAYS)) == truth).mean()


def uncertain(x, means):
    """Margins of a model that knows the classes: what an uncertainty strategy would ask."""
    p = np.exp(-((x[:, None] - means) ** 2).sum(axis=2) / 2 + 1e-9)
    p = (p + 1e-12) / (p + 1e-12).sum(axis=1, keepdims=True)
    return lw.query("margin", WAYS, proba=p, rng=0).indices


def test_one_item_of_each_class_when_classes_lie_apart():
    """In at least 95 of 100 episodes; random choice does it in about 4."""
    rng, all_classes, by_chance = np.random.default_rng(0), 0, 0
    for seed in range(100):
        _, y, x = episode(rng, apart=20.0)
        all_classes += len(set(y[lw.query("gmm-modes", WAYS, embedding=x, rng=seed).indices])) == WAYS
        by_chance += len(set(y[rng.choice(100, WAYS, replace=False)])) == WAYS
    assert all_classes >= 95 > 20 > by_chance


def test_nearest_prototype_is_better_than_with_random_or_uncertain_items():
    rng, found = np.random.default_rng(1), []
    for seed in range(40):
        means, y, x = episode(rng, apart=4.0)
        picks = [
            lw.query("gmm-modes", WAYS, embedding=x, rng=seed).indices,
            rng.choice(100, WAYS, replace=False),
            uncertain(x, means),
        ]
        found.append([accuracy(p, x, y, means, rng)[0] for p in picks])
    modes, chance, margin = np.mean(found, axis=0)
    assert modes > chance + 0.1 and modes > margin + 0.1


def test_accuracy_comes_nearer_to_the_best_possible_as_the_pool_grows():
    gap = []
    for size in (25, 400):
        rng, found = np.random.default_rng(2), []
        for seed in range(25):
            means, y, x = episode(rng, apart=8.0, size=size)
            picks = lw.query("gmm-modes", WAYS, embedding=x, rng=seed).indices
            found.append(accuracy(picks, x, y, means, rng))
        ours, best = np.mean(found, axis=0)
        gap.append(best - ours)
    assert gap[1] < gap[0] < 0.2 and gap[1] < 0.05
