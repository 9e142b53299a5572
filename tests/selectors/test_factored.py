"""k-means++ on factored points (residual x embedding) is k-means++ on the same points written out."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.representations import Gradient
from labelwise.selectors import KMeansPP, Picker
from labelwise.strategy import View
from labelwise.types import Dense, Product, Slate

FIRSTS = st.sampled_from(["largest", "uniform"])


def factored(seed, size=5, repeat=False):
    """Points as the gradients of a last layer; with ``repeat`` the last two equal the first two."""
    rng = np.random.default_rng(seed)
    left, right = (
        rng.dirichlet(np.ones(3), size) - np.eye(3)[rng.integers(0, 3, size)],
        rng.normal(size=(size, 2)),
    )
    of = np.arange(size) % (size - 2) if repeat else np.arange(size)
    return Product(Dense(left[of]), Dense(right[of]))


def written_out(points):
    return Dense(points.dense(np.arange(len(points))))


def picker(points, seed=0, first="uniform", n=3):
    size, rng = len(points), np.random.default_rng(seed)
    slate = Slate(np.arange(size), n, rng, np.full(size, -1), np.ones(size), points=points)
    return Picker(slate, KMeansPP(first=first))


def law(points, first="uniform", taken=(), n=3):
    """Probability of every ordered outcome, by taking every row in turn."""
    made, chance = picker(points, first=first, n=n), 1.0
    for row in taken:
        chance *= made.chance(row)
        made.take(row)
    if made.best() is None:
        return {taken: chance}
    found = {}
    for row in range(len(points)):
        if row not in taken and made.chance(row) > 1e-12:
            found |= law(points, first, (*taken, row), n)
    return found


def naive(points, n=3):
    """The law from coordinates, with the first pick uniform."""
    x, found = points.dense(np.arange(len(points))), {}

    def go_on(order, p):
        if len(order) == n:
            found[order] = p
            return
        left = [i for i in range(len(x)) if i not in order]
        mass = np.array([min((((x[i] - x[j]) ** 2).sum() for j in order), default=1.0) for i in left])
        for i, m in zip(left, mass / mass.sum(), strict=True):
            if m > 1e-12:
                go_on((*order, i), p * m)

    go_on((), 1.0)
    return found


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.booleans())
def test_the_exact_law_is_that_of_the_points_written_out(seed, repeat):
    points = factored(seed, repeat=repeat)
    ours, theirs, text = law(points), law(written_out(points)), naive(points)
    assert ours.keys() == theirs.keys() == text.keys()
    assert math.isclose(sum(ours.values()), 1, abs_tol=1e-9)
    for order in text:
        assert math.isclose(ours[order], text[order], rel_tol=1e-6, abs_tol=1e-9)
        assert math.isclose(ours[order], theirs[order], rel_tol=1e-6, abs_tol=1e-9)


@given(st.integers(0, 10_000), FIRSTS)
def test_the_same_seed_gives_the_same_draws(seed, first):
    points = factored(seed, size=40)
    ours, theirs = (picker(p, seed, first, 12).fill().selection() for p in (points, written_out(points)))
    assert ours.indices.tolist() == theirs.indices.tolist()
    np.testing.assert_allclose(ours.p, theirs.p, rtol=1e-9)


def statistic(points, expected, repeats=1500):
    """Chi-squared of the pairs that are drawn against a law, and its degrees of freedom."""
    seen = dict.fromkeys(expected, 0)
    for seed in range(repeats):
        seen[tuple(picker(points, seed, n=2).fill().selection().indices.tolist())] += 1
    parts = [(seen[k] - repeats * p) ** 2 / (repeats * p) for k, p in expected.items()]
    return sum(parts), len(parts) - 1


def test_drawn_pairs_follow_the_exact_law():
    points = factored(3)
    for drawn in (points, written_out(points)):
        value, degrees = statistic(drawn, naive(points, n=2))
        assert value < degrees + 5 * np.sqrt(2 * degrees)


def test_another_law_is_noticed():
    """Negative control: the draws of other points against this law."""
    points, other = factored(3), factored(4)
    value, degrees = statistic(other, naive(points, n=2))
    assert value > degrees + 20 * np.sqrt(2 * degrees)


def test_gradients_are_never_written_out(monkeypatch):
    rng = np.random.default_rng(0)
    view = View(arrays={"proba": rng.dirichlet(np.ones(3), 30), "embedding": rng.normal(size=(30, 4))})
    points = Gradient().fit(view, rng)(np.arange(30))
    plain = picker(written_out(points), 5, "largest", 10).fill().selection()
    monkeypatch.delattr(Product, "dense")
    assert picker(points, 5, "largest", 10).fill().selection().indices.tolist() == plain.indices.tolist()
