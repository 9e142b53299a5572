"""Entropy of the mean prediction."""

from __future__ import annotations

import numpy as np

from labelwise.evaluation.models import Uncertainty


def test_items_come_by_entropy_of_the_mean(rng):
    proba = rng.dirichlet(np.ones(4), (3, 25))
    mean = proba.mean(axis=0)
    wanted = np.argsort([np.sum(row * np.log(row + 1e-8)) for row in mean])
    run = Uncertainty().start(proba, rng)
    assert [run.ask() for _ in range(25)] == [(int(n), 1.0) for n in wanted]


def test_equal_items_are_drawn():
    said = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    first = {Uncertainty().start(said, np.random.default_rng(k)).ask() for k in range(30)}
    assert first == {(1, 0.5), (2, 0.5)}
