"""S084, its answers: yes or no on the least certain predictions, late and noisy, through partial targets."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.learners import PartialLogistic, SklearnLearner
from labelwise.measures import least_confidence
from labelwise.tasks.forms import YesNo

X, Y = load_digits(return_X_y=True)
X = X / 16
TEST = np.arange(len(Y)) % 3 == 0
K, ROUNDS = 10, 10


def campaign(learner: object, seed: int) -> lw.Campaign:
    """Forty labels, then yes or no on the least certain predictions."""
    strategy = lw.Strategy(measure=least_confidence, form=YesNo())
    made = lw.Campaign(X[~TEST], range(10), learner=learner, strategy=strategy, seed=seed, trust=None)
    start = np.random.default_rng(seed).choice((~TEST).sum(), 40, replace=False)
    made.add_labels([int(i) for i in start], Y[~TEST][start].tolist())
    return made


def accuracy(made: lw.Campaign) -> float:
    return float((made.model.proba(X[TEST]).argmax(axis=1) == Y[TEST]).mean())


def truth(query: lw.Query) -> bool:
    return bool(query.proposal == str(Y[~TEST][int(query.item)]))


def answered(delay: int = 0, flips: float = 0.0, learner: object = None, seed: int = 0) -> lw.Campaign:
    """Ten questions a round; each round is answered ``delay`` models later, some answers flipped."""
    made, rng, waiting = campaign(learner or PartialLogistic(), seed), np.random.default_rng(seed), []
    for _ in range(ROUNDS):
        waiting.append(made.ask(K))
        assert len(waiting[-1]) == K
        if len(waiting) > delay:
            batch = waiting.pop(0)
            made.tell(batch, [truth(q) != (rng.random() < flips) for q in batch])
        made.fit()
    for batch in waiting:
        made.tell(batch, [truth(q) != (rng.random() < flips) for q in batch])
    return made


@lru_cache
def mean(delay: int = 0, flips: float = 0.0) -> float:
    return float(np.mean([accuracy(answered(delay, flips, seed=s)) for s in range(2)]))


@lru_cache
def before() -> float:
    return float(np.mean([accuracy(campaign(PartialLogistic(), s)) for s in range(2)]))


def test_the_least_certain_predictions_are_asked_exactly_k():
    made = campaign(PartialLogistic(), 0)
    proba = made.fit().proba(X[~TEST])
    free = np.setdiff1d(np.arange(len(proba)), [int(a.item) for a in made.fold.present()])
    lowest = free[np.argsort(proba[free].max(axis=1))[:K]]
    batch = made.ask(K)
    assert sorted(int(q.item) for q in batch) == sorted(lowest)
    assert all(q.proposal == str(proba[int(q.item)].argmax()) and q.options == ("yes", "no") for q in batch)


@pytest.mark.parametrize("delay", [0, 3])
def test_answers_teach_however_many_models_later_they_come(delay):
    """100 yes or no: a gain of more than eight points, late by three models too."""
    assert mean(delay) > before() + 0.08


def test_every_late_answer_means_what_was_asked():
    """Whatever the models between would have asked; the last one contradicts many of the proposals."""
    made = answered(delay=3)
    replies = made.fold.replies()
    for reply in replies:
        proposal = reply.asked["proposal"]
        right = proposal == str(Y[~TEST][int(reply.asked["item"])])
        assert (reply.answer.kind, reply.answer.value) == (("is", proposal) if right else ("not", [proposal]))
    assert len({reply.asked["model"] for reply in replies}) >= 7
    now = made.model.proba(X[~TEST]).argmax(axis=1)
    assert sum(str(now[int(r.asked["item"])]) != r.asked["proposal"] for r in replies) > 10


def test_answers_flipped_half_the_time_teach_nothing():
    assert mean(flips=0.5) < before() + 0.01
    assert mean() > mean(flips=0.5) + 0.08


def test_a_no_teaches_a_learner_of_partial_targets_and_is_named_as_lost_to_others():
    hard = SklearnLearner(LogisticRegression(max_iter=500))
    made = answered(learner=hard)
    noes = sum(a.kind == "not" for a in made.fold.present())
    lost = made.brain.targets(list(made.fold.taught()), hard.accepts).lost
    assert noes > 20 and lost.endswith(f"answers that name no single class: {noes} not")
    partial = made.brain.targets(list(made.fold.taught()), PartialLogistic.accepts)
    assert len(partial) == 40 + K * ROUNDS and partial.lost == ""
