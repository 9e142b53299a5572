"""Draws in proportion to expected loss."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.evaluation.models import ActiveTesting


def test_chances_are_expected_losses_summed_over_models(rng):
    proba = rng.dirichlet(np.ones(3), (4, 12))
    mean = proba.mean(axis=0)
    loss = np.array([sum(1 - mean[n, proba[h, n].argmax()] for h in range(4)) for n in range(12)])
    run, left = ActiveTesting().start(proba, rng), list(range(12))
    for _ in range(12):
        item, chance = run.ask()
        assert chance == pytest.approx(loss[item] / loss[left].sum())
        left.remove(item)


def test_items_without_expected_loss_come_last_and_uniformly():
    said = np.array([[0, 1, 0, 1], [0, 1, 1, 1]])
    run = ActiveTesting().start(said, np.random.default_rng(0))
    assert run.ask() == (2, 1.0)
    assert [run.ask()[1] for _ in range(3)] == [1 / 3, 1 / 2, 1]


def test_accuracies_are_unbiased_where_plain_means_are_not(rng):
    """Mean over runs within three standard errors of the truth; without weights (control) far below."""
    truth = rng.integers(3, size=60)
    proba = rng.dirichlet(np.ones(3), (3, 60))
    proba[:, np.arange(60), truth] += [[0.8], [0.5], [0.3]]
    proba /= proba.sum(axis=2, keepdims=True)
    wanted = (proba.argmax(axis=2) == truth).mean(axis=1)
    weighted, plain = [], []
    for seed in range(200):
        run = ActiveTesting().start(proba, np.random.default_rng(seed))
        for _ in range(15):
            item, _ = run.ask()
            run.tell(item, truth[item])
        weighted.append(1 - run.risk())
        plain.append((proba[:, run.items].argmax(axis=2) == truth[run.items]).mean(axis=1))
    error = 3 * np.std(weighted, axis=0) / np.sqrt(200)
    assert (np.abs(np.mean(weighted, axis=0) - wanted) < error).all()
    assert (np.abs(np.mean(plain, axis=0) - wanted) > error).any()
