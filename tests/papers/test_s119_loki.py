"""S119: Frechet means instead of the most probable class, what they reach, and what to collect next."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.tasks import locus, next_class, tree_distances
from labelwise.training import FrechetMean
from labelwise.training.frechet import frechet_mean
from labelwise.types import Targets, Training


def random_tree(seed: int, size: int = 12):
    """Distances of all nodes, the leaves, and for each pair of nodes the path between them."""
    rng = np.random.default_rng(seed)
    parent = {k: int(rng.integers(k)) for k in range(1, size)}
    d = tree_distances({str(k): str(p) for k, p in parent.items()}, [str(k) for k in range(size)])
    leaves = np.setdiff1d(np.arange(size), list(parent.values()))
    leaves = np.append(leaves, 0) if sum(p == 0 for p in parent.values()) == 1 else leaves
    on_path = d[:, :, None] + d.T[None] == d[:, None, :]  # [a, y, b]: y lies between a and b
    return d, leaves, on_path


def steiner(on_path, seen):
    """Union of the paths between the members of a set of nodes."""
    return on_path[np.ix_(seen, range(len(on_path)), seen)].any(axis=(0, 2))


def test_with_all_classes_equally_far_it_is_the_most_probable_one():
    p = np.random.default_rng(0).dirichlet(np.ones(6), 500)
    np.testing.assert_array_equal(frechet_mean(p, 1 - np.eye(6)), p.argmax(axis=1))


def test_between_two_classes_lies_a_third():
    path = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    assert frechet_mean(np.array([0.5, 0.0, 0.5]), path) == 1


def test_in_a_tree_the_locus_is_the_union_of_paths():
    """30 random trees: mixtures of pairs reach exactly it, and no mixture leaves it."""
    rng = np.random.default_rng(0)
    for seed in range(30):
        d, _, on_path = random_tree(seed)
        seen = rng.choice(12, 3, replace=False)
        wanted = steiner(on_path, seen)
        shares = np.linspace(0, 1, 401)
        pairs = [(a, b) for a in range(3) for b in range(a)]
        two = np.zeros((len(pairs), 401, 3))
        for k, (a, b) in enumerate(pairs):
            two[k, :, a], two[k, :, b] = shares, 1 - shares
        mixtures = np.concatenate([two.reshape(-1, 3), rng.dirichlet(np.ones(3), 300)]) @ np.eye(12)[seen]
        found = np.isin(np.arange(12), np.unique(frechet_mean(mixtures, d)))
        np.testing.assert_array_equal(found, wanted)
        if seed < 5:
            np.testing.assert_array_equal(locus(d, seen), wanted)


def test_the_next_class_reaches_everything_in_as_many_picks_as_leaves_are_left():
    sooner = []
    for seed in range(5):
        d, leaves, on_path = random_tree(seed)
        rng = np.random.default_rng(seed)
        seen = [int(k) for k in rng.choice(12, 2, replace=False)]
        left = int((~steiner(on_path, seen)[leaves]).sum())
        picked = list(seen)
        for _ in range(left):
            assert not locus(d, picked).all()
            picked.append(next_class(d, picked))
        assert locus(d, picked).all() and next_class(d, picked) is None
        others = list(seen) + [int(k) for k in rng.permutation(np.setdiff1d(np.arange(12), seen))[:left]]
        sooner.append(steiner(on_path, picked).sum() - steiner(on_path, others).sum())
    assert min(sooner) >= 0 and np.mean(sooner) > 0


def test_digits_on_a_ring_are_nearer_to_the_truth():
    """Angles: the pool's ten digits are ten places of a ring, five of which have labels."""
    x, y = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    turn = rng.permutation(10)[y]  # which digit stands where is as good as any
    angle = 2 * np.pi * turn / 10
    seen = np.hstack([x / 16, 3 * np.stack([np.cos(angle), np.sin(angle)], axis=1)])
    seen += rng.normal(scale=0.5, size=seen.shape)
    ring = np.abs(np.subtract.outer(np.arange(10), np.arange(10)))
    ring = np.minimum(ring, 10 - ring).astype(float)
    rows = np.flatnonzero(turn % 2 == 0)
    rows = np.sort(rng.choice(rows, 300, replace=False))
    data = Training(
        lambda r: seen[r], rows, Targets(rows, turn[rows], "hard", np.ones(300)), tuple(range(10))
    )
    model = FrechetMean(LogisticRegression(max_iter=500), ring).fit(data, rng)
    test = np.setdiff1d(np.arange(len(y)), rows)
    plain, mean = (m.proba(seen[test]).argmax(axis=1) for m in (model.model, model))
    off = [(ring[turn[test], said] ** 2).mean() for said in (plain, mean)]
    assert off[1] < off[0] and set(np.unique(mean)) > set(np.unique(plain))
