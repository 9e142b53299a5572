"""S006: a batch filled evenly over predicted classes from the best candidates of any strategy."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

import labelwise as lw
from labelwise.candidates import Propose
from labelwise.measures import entropy
from labelwise.representations import Gradient
from labelwise.selectors import Balanced, KMeansPP
from labelwise.strategy import Strategy, View

X, Y = load_digits(return_X_y=True)
# The stand-in of the paper's vision-language model: prototypes of noisy class means.
RNG = np.random.default_rng(0)
PROTOTYPES = np.array([X[c == Y].mean(axis=0) for c in range(10)]) + RNG.normal(scale=3.5, size=(10, 64))
LOGITS = -((X[:, None] - PROTOTYPES) ** 2).sum(axis=2) / 60
PROBA = np.exp(LOGITS - LOGITS.max(axis=1, keepdims=True))
PROBA /= PROBA.sum(axis=1, keepdims=True)


def rounds(strategy, proba, seed, many=6):
    """The labels after so many rounds of ten picks with one model, skewed labels first."""
    rng = np.random.default_rng(seed)
    labels = np.full(len(X), -1)
    first = np.r_[rng.choice(np.flatnonzero(Y < 3), 8, replace=False), rng.choice(len(X), 2, replace=False)]
    labels[first] = Y[first]
    for _ in range(many):
        view = View(arrays={"proba": proba, "embedding": X}, labels=labels, classes=10)
        picks = strategy.select(view, 10, rng).indices
        labels = labels.copy()
        labels[picks] = Y[picks]
    return np.bincount(labels[labels >= 0], minlength=10)


def imbalance(count):
    """Divergence of the class shares from equal ones."""
    share = count[count > 0] / count.sum()
    return float((share * np.log(share * 10)).sum())


def test_with_true_classes_the_counts_differ_by_one_at_most():
    true = np.eye(10)[Y] * 0.91 + 0.009
    true /= true.sum(axis=1, keepdims=True)
    for seed in range(3):
        count = rounds(Strategy(selector=Balanced()), true, seed)
        assert count.max() - count.min() <= 1


def test_a_model_that_is_right_seven_times_in_ten_still_evens_out_the_classes():
    assert 0.6 < (PROBA.argmax(axis=1) == Y).mean() < 0.8
    plain = Strategy(measure=entropy)
    for seed in range(4):
        assert imbalance(rounds(resolve_pcb(), PROBA, seed)) < imbalance(rounds(plain, PROBA, seed))


def resolve_pcb():
    from labelwise.papers import resolve

    return resolve("pcb")


def test_any_strategy_may_propose():
    """BADGE proposes a hundred, of which ten come as evenly as their predicted classes allow."""
    badge = Strategy(representation=Gradient(), selector=KMeansPP())
    strategy = Strategy(candidates=Propose(badge, count=100), selector=Balanced())
    seen = []

    class Watched(Balanced):
        def around(self, run, slate):
            seen.append(slate.rows)
            return super().around(run, slate)

    watched = Strategy(candidates=Propose(badge, count=100), selector=Watched())
    made = lw.query(watched, 10, proba=PROBA, embedding=X, rng=0).indices
    assert made.tolist() == lw.query(strategy, 10, proba=PROBA, embedding=X, rng=0).indices.tolist()
    assert len(seen[0]) == 100 and np.isin(made, seen[0]).all()
    assert np.bincount(PROBA[made].argmax(axis=1), minlength=10).tolist() == [1] * 10


def test_with_one_predicted_class_it_is_random_among_the_candidates():
    flat = np.tile(np.r_[0.55, np.full(9, 0.05)], (60, 1))
    count = np.zeros(60)
    for seed in range(300):
        count[lw.query(Strategy(selector=Balanced()), 6, proba=flat, rng=seed).indices] += 1
    assert ((count - 30) ** 2 / (30 * 0.9)).sum() < 60 + 5 * np.sqrt(2 * 60)


def test_in_the_manner_of_the_authors_an_empty_class_makes_the_rest_random():
    """Negative control: no candidate is predicted as class 0, so 9 of 10 picks do not look at classes."""
    made = PROBA[PROBA.argmax(axis=1) != 0]
    runs = {}
    for exhausted in ("next", "any"):
        picks = [
            lw.query(Strategy(selector=Balanced(exhausted=exhausted)), 45, proba=made, rng=seed).indices
            for seed in range(5)
        ]
        runs[exhausted] = np.mean(
            [np.ptp(np.bincount(made[p].argmax(axis=1), minlength=10)[1:]) for p in picks]
        )
    assert runs["next"] == 0
    assert runs["any"] > 3
