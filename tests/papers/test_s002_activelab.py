"""S002: another label for a labelled item or a first one for a new item, on one scale."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

import labelwise as lw
from labelwise.measures import activelab
from labelwise.tasks.crowdlab import crowdlab


def crowd(seed: int, size: int = 150, annotators: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Votes of annotators who err 1 in 10 to 1 in 4, two or three an item; a fifth of the items has none."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, size)
    proba = rng.dirichlet(np.ones(4), size) + 0.7 * np.eye(4)[truth]
    wrong = rng.random((size, annotators)) < np.linspace(0.1, 0.25, annotators)
    code = 1 + np.where(wrong, rng.integers(0, 4, (size, annotators)), truth[:, None])
    held = rng.random((size, annotators)).argsort(axis=1) < rng.integers(2, 4, size)[:, None]
    held[: size // 5] = False
    return np.where(held, code, 0), proba / 1.7


def changes(votes: np.ndarray, proba: np.ndarray, agree: bool) -> list[float]:
    """How the score of items changes with one more vote, for the consensus or against it."""
    before, label = activelab(votes, proba, proba), np.full(len(votes), -1)
    asked = votes.any(axis=1)
    label[asked] = crowdlab(votes[asked], proba[asked]).label
    found = []
    for i in np.flatnonzero(asked)[::10]:
        more, j = votes.copy(), int(np.flatnonzero(votes[i] == 0)[0])
        more[i, j] = 1 + (label[i] if agree else (label[i] + 1) % 4)
        found.append(float(activelab(more, proba, proba)[i] - before[i]))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_an_agreeing_label_raises_trust(seed):
    """... and so the item comes later; a disagreeing one makes it come sooner."""
    assert max(changes(*crowd(seed), agree=True)) < 0 < min(changes(*crowd(seed), agree=False))


def test_new_and_labelled_items_compete():
    """Neither the new items nor the labelled ones come first as such."""
    votes, proba = crowd(0)
    picks = lw.query("activelab", 60, votes=votes, oof_proba=proba, proba=proba, rng=0).indices
    new = (~votes[picks].any(axis=1)).sum()
    assert 5 < new < 55
    full = np.where(votes == 0, 1, votes)  # six votes an item: one more than five
    none = lw.query("activelab", 60, votes=full, oof_proba=proba, proba=proba, rng=0)
    assert len(none) == 0 and none.short


def simulate(relabel: bool, seed: int) -> tuple[float, float]:
    """150 items with one label, then 12 batches of 50 votes; accuracy of the consensus and on a test set."""
    rng = np.random.default_rng(seed)
    x, y = load_digits(return_X_y=True)
    order = rng.permutation(len(x))
    x, y = x[order] / 16, y[order]
    pool, test = slice(0, 1000), slice(1000, None)
    wrong = rng.random((1000, 5)) < 0.3
    answers = 1 + np.where(wrong, (y[pool, None] + rng.integers(1, 10, (1000, 5))) % 10, y[pool, None])
    votes = np.zeros((1000, 5), dtype=np.int64)
    votes[np.arange(150), rng.integers(0, 5, 150)] = 1
    votes *= answers
    for _ in range(12):
        model, oof, _ = fitted(x[pool], votes)
        proba = model.predict_proba(x[pool])
        rows = np.flatnonzero(~votes.any(axis=1))
        if relabel:
            rows = lw.query("activelab", 50, votes=votes, oof_proba=oof, proba=proba, rng=seed).indices
        for i in rows[:50]:
            j = rng.choice(np.flatnonzero(votes[i] == 0))
            votes[i, j] = answers[i, j]
    model, _, label = fitted(x[pool], votes)
    held = votes.any(axis=1)
    return float((label == y[pool][held]).mean()), float(model.score(x[test], y[test]))


def fitted(x: np.ndarray, votes: np.ndarray) -> tuple[LogisticRegression, np.ndarray, np.ndarray]:
    """The model on the consensus, out-of-fold probabilities where there are votes, the consensus."""
    held = votes.any(axis=1)
    learner = LogisticRegression(max_iter=1000)
    first = np.array([np.bincount(row[row > 0] - 1).argmax() for row in votes[held]])
    oof = np.full((len(x), 10), 0.1)
    oof[held] = cross_val_predict(learner, x[held], first, cv=3, method="predict_proba")
    label = crowdlab(votes[held], oof[held]).label
    return learner.fit(x[held], label), oof, label


@pytest.mark.slow
def test_relabelling_beats_new_items_only_when_annotators_err():
    """Digits, five annotators who err at 30%, 750 annotations, 3 seeds."""
    again, new = (np.array([simulate(relabel, seed) for seed in range(3)]) for relabel in (True, False))
    assert (again[:, 0] > new[:, 0] + 0.2).all(), (again, new)
    assert again[:, 1].mean() > new[:, 1].mean() + 0.02, (again, new)
