"""Whole campaigns on digits that choose at random: every warning stays silent as often as it says."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits, make_moons
from sklearn.linear_model import LogisticRegression, SGDClassifier

from labelwise.evaluation.diagnostics import diagnose, judge_of, scorer_mismatch
from labelwise.learners import RecordedLearner, SklearnLearner
from labelwise.types import Outcomes, Targets, Training

X, Y = load_digits(return_X_y=True)
X = X / 16
NAMES = tuple(map(str, range(10)))
LINE = SklearnLearner(LogisticRegression(max_iter=1000))
FOLLOWED = RecordedLearner(SGDClassifier(loss="log_loss", alpha=1e-3), 5)


def campaign(seed, repeated=False, ordered=False):
    """Eight random batches of 20, and 100 random items apart.

    ``repeated``: each question twice. ``ordered``: in the order of the data, which is that of the writers.
    """
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(X))
    reserve, chosen = rows[:300], rows[300:460]
    x = X.copy()
    if repeated:
        x[chosen[1::2]] = x[chosen[::2]]
    known, batch = reserve[:100], np.arange(160) // 20
    labels = np.full(len(X), -1)
    labels[chosen], labels[known] = Y[chosen], Y[known]
    judge = judge_of(LINE, x, labels, 10)
    asked = [judge(chosen[: 20 * b], chosen[20 * b : 20 * b + 20]).argmax(axis=1) for b in range(1, 8)]
    proba, told = judge(chosen, np.arange(len(X))), np.sort(np.r_[chosen, known])
    data = Training(lambda r: x[r], told, Targets(told, labels[told], "hard", np.ones(260)), NAMES)
    return diagnose(
        labels=labels,
        chosen=chosen,
        batch=batch,
        reserve=reserve,
        classes=NAMES,
        hits=np.r_[np.full(20, np.nan), np.concatenate(asked) == Y[chosen[20:]]],
        right=proba[known].argmax(axis=1) == Y[known],
        outcomes=Outcomes(Y[known], proba[known], NAMES),
        proba=proba,
        embedding=x,
        dynamics=FOLLOWED.fit(data, rng).dynamics(x),
        when=np.arange(len(X)) if ordered else rng.permutation(len(X)),
        judge=judge,
        seed=seed,
    )


@pytest.mark.slow
def test_no_warning_is_louder_than_it_says():
    found = [f for seed in range(40) for f in campaign(seed)]
    names = {f.name for f in found}
    assert len(names) == 9
    for name in names:
        rate = np.mean([f.warn for f in found if f.name == name])
        assert rate <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 40), (name, rate)


@pytest.mark.slow
def test_a_campaign_that_repeats_itself_is_not_left_alone():
    """Negative control: every second question a copy, and items in the order of their writers."""
    for seed in range(3):
        warned = {f.name for f in campaign(seed, repeated=True, ordered=True) if f.warn}
        assert warned >= {"repeated questions", "change over time"}


@pytest.mark.slow
def test_two_scorers_that_guess_blindly_cost_nothing():
    """Models that ask about random items, each its own: the comparison of both warns at its nominal rate."""

    def blind(key):
        def judge(train, test):
            rng = np.random.default_rng([key, int(train.sum()), len(train)])
            return rng.dirichlet(np.ones(2), len(test))

        return judge

    x, y = make_moons(1000, noise=0.25, random_state=0)
    plain, guess, looks = judge_of(LINE, x, y, 2), blind(1), []

    def final(train, test):
        """Asks blindly about what is left, and answers on the 40 items kept aside as the line does."""
        return plain(train, test) if len(test) == 40 else guess(train, test)

    for seed in range(30):
        reserve = np.random.default_rng(seed).choice(1000, 100, replace=False)
        looks.append(scorer_mismatch(blind(2), final, y, reserve, seed=seed, plays=8).warn)
    assert np.mean(looks) <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 30)
