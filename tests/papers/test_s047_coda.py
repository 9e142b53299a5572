"""S047: which of several models is the best, by expected information about it."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.evaluation.models import Coda, Iid, panel
from labelwise.evaluation.models.beliefs import prob_best


def world(seed, models=8, items=500, classes=4):
    """Models of accuracy 0.6 to 0.8 whose errors share a little, and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(classes, size=items)
    right = rng.random((models, items)) < rng.permutation(np.linspace(0.6, 0.8, models))[:, None]
    wrong = (truth + rng.integers(1, classes, (models, items))) % classes
    return np.where(right, truth, wrong), truth


def regret(selector, predictions, truth, answers, seed):
    """How far the believed best is from the best, averaged over answers."""
    run = selector.start(predictions, np.random.default_rng(seed))
    accuracy = (run.panel.said == truth).mean(axis=1)
    lost = []
    for _ in range(answers):
        item, _ = run.ask()
        run.tell(item, truth[item])
        lost.append(accuracy.max() - accuracy[run.leader()])
    return np.mean(lost)


def test_p_best_is_the_share_of_draws():
    """The grid against 200,000 draws of three Betas; a third each for identical models."""
    rng = np.random.default_rng(0)
    a, b = np.array([9.0, 7.0, 7.0]), np.array([2.0, 3.0, 3.0])
    share = np.bincount(rng.beta(a, b, (200_000, 3)).argmax(axis=1), minlength=3) / 200_000
    assert np.abs(prob_best(a, b) - share).max() < 0.005
    np.testing.assert_allclose(prob_best(a[[1, 1, 1]], b[[1, 1, 1]]), 1 / 3)


def test_the_prior_is_that_of_the_consensus():
    """``2 (1 + 0.1 M_cc)`` right and ``2 (1 + 0.1 (1 - M_cc))`` wrong, M the confusion with the consensus."""
    said, _ = world(0)
    run = Coda().start(said, np.random.default_rng(0))
    votes = np.eye(4)[said].mean(axis=0).argmax(axis=1)
    agree = np.array([[(row[votes == c] == c).mean() for row in said] for c in range(4)])
    np.testing.assert_allclose(run.a, 2 * (1 + 0.1 * agree))
    np.testing.assert_allclose(run.b, 2 * (1 + 0.1 * (1 - agree)))


def test_an_answer_adds_a_hundredth_to_its_class():
    said, truth = world(0)
    run = Coda().start(said, np.random.default_rng(0))
    a, b = run.a.copy(), run.b.copy()
    item, _ = run.ask()
    run.tell(item, truth[item])
    right = said[:, item] == truth[item]
    a[truth[item]] += 0.01 * right
    b[truth[item]] += 0.01 * ~right
    np.testing.assert_allclose([run.a, run.b], [a, b])


def test_coda_finds_the_best_model_with_fewer_labels_than_chance():
    """30 answers, six worlds: the paper's claim at a small scale."""
    lost = np.array([[regret(s, *world(seed), 30, seed) for s in (Coda(), Iid())] for seed in range(6)]).mean(
        axis=0
    )
    assert lost[0] < 0.6 * lost[1]


def test_without_consensus_there_is_nothing_to_gain():
    """Negative control: when most models are wrong together, the consensus misleads the prior."""
    said, truth = world(0)
    said[:5] = (truth + 1) % 4
    run = Coda().start(said, np.random.default_rng(0))
    assert run.leader() < 5
    assert (said == truth).mean(axis=1).argmax() >= 5


@pytest.mark.parametrize("name", ["davidson", "fashion"])
@pytest.mark.slow
def test_real_predictions(name, data_dir):
    """On predictions of real models the regret over 50 answers is below that of random items."""
    held = np.load(data_dir / f"modelselect_{name}" / "preds.npz")
    given, truth = panel(held["probs"]), held["y"].astype(int)
    chance = np.mean([regret(Iid(), given, truth, 50, seed) for seed in range(10)])
    assert regret(Coda(), given, truth, 50, 0) < chance
