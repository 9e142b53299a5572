"""S021: the most uncertain items are often outliers; without them margin asks fewer of these."""

from __future__ import annotations

import functools

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

import labelwise as lw
from labelwise.candidates import Clip
from labelwise.measures import Tempered, margin
from labelwise.papers import resolve

PLANE = functools.partial(LinearDiscriminantAnalysis, solver="lsqr", shrinkage=0.1)


def asked(strategy, x, y, noise, labelled, seed, rounds, batch):
    """Outliers among what is asked, and the rows asked, when each round trains anew."""
    rng = np.random.default_rng(seed)
    for _ in range(rounds):
        model = PLANE().fit(x[labelled], y[labelled])
        made = lw.query(strategy, batch, proba=model.predict_proba(x), labelled=labelled, rng=rng)
        labelled = np.r_[labelled, made.indices]
    return noise[labelled].sum(), labelled


def plane(strategy, seed, share=0.04):
    """Two long groups, and outliers with random labels midway: how many are asked, and accuracy."""
    rng = np.random.default_rng(seed)
    y, noise = np.arange(600) % 2, rng.random(600) < share
    x = rng.normal(size=(600, 2)) * [1.0, 4.0] + np.column_stack([5.0 * y - 2.5, np.zeros(600)])
    x[noise], y[noise] = rng.normal(scale=0.1, size=(noise.sum(), 2)), rng.integers(0, 2, noise.sum())
    clean = np.flatnonzero(~noise)
    first = np.concatenate([rng.choice(clean[y[clean] == c], 8, replace=False) for c in (0, 1)])
    count, labelled = asked(strategy, x, y, noise, first, seed, rounds=3, batch=8)
    model = PLANE().fit(x[labelled], y[labelled])
    return count, model.score(x[clean], y[clean])


def test_outliers_are_asked_less_and_the_model_is_no_worse():
    clipped, plain = (np.mean([plane(s, k) for k in range(12)], axis=0) for s in ("clipping", "margin"))
    assert clipped[0] < 0.5 * plain[0]
    assert clipped[1] >= plain[1]


def test_without_outliers_the_difference_is_small():
    clipped, plain = (np.mean([plane(s, k, share=0.0)[1] for k in range(8)]) for s in ("clipping", "margin"))
    assert abs(clipped - plain) < 0.015


def test_clipping_never_removes_the_most_certain_item():
    """On the raw scale of the code, where high means certain for some scores, it does."""
    proba = np.random.default_rng(0).dirichlet(np.ones(4), 300)
    view = lw.strategy.View(arrays={"proba": proba})
    for share in (0.05, 0.5, 0.9):
        kept = Clip(margin, share)(view, np.arange(300), 1, np.random.default_rng(0))
        assert margin(proba).argmin() in kept and margin(proba).argmax() not in kept


def test_temperature_leaves_the_ranking_of_two_classes():
    p = np.random.default_rng(0).random(200)
    two, many = np.column_stack([p, 1 - p]), np.random.default_rng(0).dirichlet(np.ones(5), 200)
    for temperature in (0.3, 3.0):
        order = [np.argsort(Tempered(margin, temperature)(proba=x)) for x in (two, many)]
        assert order[0].tolist() == np.argsort(margin(two)).tolist()
        assert order[1].tolist() != np.argsort(margin(many)).tolist()


def test_by_name_it_drops_a_twentieth_and_takes_the_next():
    proba = np.random.default_rng(1).dirichlet(np.ones(4), 101)
    order = np.argsort(-margin(proba))
    assert resolve("clipping").needs == ("proba",)
    assert lw.query("clipping", 4, proba=proba, rng=0).indices.tolist() == order[5:9].tolist()
