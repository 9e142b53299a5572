"""S020: the semi-supervised trainers label, weigh and hold back as their papers say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.special import softmax
from sklearn.datasets import load_digits

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.training import FlexMatch, FreeMatch, PseudoLabel, SoftMatch, Uda
from labelwise.training.deep.consistency_methods import (
    Annealed,
    Flexible,
    Free,
    Ramped,
    Soft,
    annealed,
    fairness,
    level,
)
from labelwise.types import Targets, Training

NET, ITEMS, CLASSES, STEPS = TorchLearner(), 40, 4, 12


def steps():
    """(u, C) probabilities of weak views and which items they are, step by step; ever more certain."""
    rng = np.random.default_rng(0)
    for t in range(STEPS):
        p = softmax(rng.normal(size=(16, CLASSES)) * (1 + t / 2) + [1.0, 0.5, 0, -0.5], axis=1)
        yield p.astype(np.float32), rng.permutation(ITEMS)[:16]


def judged(rule):
    """What a rule says of each step, and its thresholds before it."""
    rule.begin(CLASSES, ITEMS)
    for t, (p, at) in enumerate(steps()):
        target, counts = rule.judge(torch.from_numpy(p), torch.from_numpy(at), t / STEPS)
        yield p, at, target.numpy(), counts.numpy()


@pytest.mark.parametrize("warm", [True, False])
def test_flexmatch_counts_what_was_learned(warm):
    tau, told = 0.8, np.full(ITEMS, -1)
    counted = []
    for p, at, target, counts in judged(Flexible(FlexMatch(NET, sure=tau, warm_up=warm))):
        sigma = np.array([(told == c).sum() for c in range(CLASSES)])
        most = max(sigma.max(), ITEMS - sigma.sum()) if warm else max(sigma.max(), 1)
        beta = sigma / most
        threshold = beta / (2 - beta) * tau
        best = p.argmax(axis=1)
        np.testing.assert_array_equal(counts, p.max(axis=1) > threshold[best])
        np.testing.assert_array_equal(target, np.eye(CLASSES)[best])
        sure = p.max(axis=1) >= tau
        told[at[sure]] = best[sure]
        counted.append(counts.mean())
    assert counted[0] == 1 and min(counted) < 1  # from thresholds of 0 on


def test_freematch_thresholds_and_fairness():
    decay, t, mean, named = 0.9, 1 / CLASSES, np.full(CLASSES, 1 / CLASSES), np.full(CLASSES, 1 / CLASSES)
    rule = Free(FreeMatch(NET, decay=decay))
    for p, _, target, counts in judged(rule):
        best = p.argmax(axis=1)
        t = decay * t + (1 - decay) * p.max(axis=1).mean()
        mean = decay * mean + (1 - decay) * p.mean(axis=0)
        named = decay * named + (1 - decay) * np.bincount(best, minlength=CLASSES) / len(p)
        np.testing.assert_array_equal(counts, p.max(axis=1) > (mean / mean.max() * t)[best])
        np.testing.assert_array_equal(target, np.eye(CLASSES)[best])
    z = np.random.default_rng(1).normal(size=(10, CLASSES))
    q = softmax(z, axis=1)
    shares = np.bincount(q.argmax(axis=1), minlength=CLASSES) / len(q)
    b = np.divide(q.mean(axis=0), shares, out=np.zeros(CLASSES), where=shares > 0)
    a = mean / named
    expected = (a / a.sum() * np.log(b / b.sum() + 1e-12)).sum()
    found = fairness(torch.from_numpy(z).float(), rule.mean, rule.named)
    assert float(found) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("align", [True, False])
def test_softmatch_weights_are_a_truncated_normal_curve(align):
    decay, mu, var, classes = 0.9, 1 / CLASSES, 1.0, None
    for p, _, target, counts in judged(Soft(SoftMatch(NET, decay=decay, narrow=2.0, align=align))):
        classes = p.mean(axis=0) if classes is None else decay * classes + (1 - decay) * p.mean(axis=0)
        moved = p / CLASSES / classes if align else p
        q = (moved / moved.sum(axis=1, keepdims=True)).max(axis=1)
        mu, var = decay * mu + (1 - decay) * q.mean(), decay * var + (1 - decay) * q.var(ddof=1)
        expected = np.where(q < mu, np.exp(-((q - mu) ** 2) / (2 * var / 2.0**2)), 1.0)
        np.testing.assert_allclose(counts, expected, rtol=1e-4)
        np.testing.assert_array_equal(target, np.eye(CLASSES)[p.argmax(axis=1)])


def test_uda_sharpens_and_holds_labels_back():
    for p, _, target, counts in judged(Annealed(Uda(NET, sure=0.7, temperature=0.4))):
        sharp = p ** (1 / 0.4)
        np.testing.assert_allclose(target, sharp / sharp.sum(axis=1, keepdims=True), rtol=1e-4, atol=1e-7)
        np.testing.assert_array_equal(counts, p.max(axis=1) >= 0.7)
    right, loss = torch.tensor([0.2, 0.5, 0.9]), torch.tensor([1.6, 0.7, 0.1])
    alpha = {"linear": 0.5, "log": 1 - np.exp(-2.5), "exp": np.exp(-2.5)}
    for schedule, a in alpha.items():
        eta = level(schedule, 0.5, CLASSES)
        assert eta == pytest.approx(a * (1 - 1 / CLASSES) + 1 / CLASSES)
        kept = (right <= eta).numpy()
        mean = (annealed(torch.ones(3), right, eta) * loss).mean()
        assert float(mean) == pytest.approx(loss.numpy()[kept].mean())


def test_pseudo_labels_are_sure_favourites_with_a_ramp():
    for t, (p, _, target, counts) in enumerate(judged(Ramped(PseudoLabel(NET, sure=0.7, ramp=0.5)))):
        np.testing.assert_array_equal(target, np.eye(CLASSES)[p.argmax(axis=1)])
        np.testing.assert_allclose(counts, (p.max(axis=1) >= 0.7) * min(1.0, 2 * t / STEPS), rtol=1e-6)


def test_the_class_that_is_learned_least_has_the_lowest_threshold():
    """Two classes far from all others, and two that lie in each other: those are seldom sure."""
    rng = np.random.default_rng(0)
    y = np.arange(240) % 4
    x = np.array([[-6, 0], [6, 0], [0, 6], [0.8, 6]])[y] + rng.normal(size=(240, 2))
    rows = np.arange(32)
    data = Training(
        lambda r: x[r], rows, Targets(rows, y[rows], "hard", np.ones(32)), (0, 1, 2, 3), np.arange(32, 240)
    )
    seen = []

    class Watched(FlexMatch):
        def hook(self):
            return Watch(self)

    class Watch(Flexible):
        def judge(self, p, at, done):
            seen.append(self.thresholds.numpy().copy())
            return super().judge(p, at, done)

    Watched(TorchLearner(Mlp((16,)), Loop(least_steps=0, rate=0.02)), steps=200).fit(
        data, np.random.default_rng(0)
    )
    found = np.array(seen)
    assert (found >= 0).all() and (found <= 0.95).all()
    assert found[-1, :2].min() > 0.3 > 0.1 > found[-1, 2:].max()


X, Y = load_digits(return_X_y=True)


@pytest.mark.slow
def test_unlabelled_digits_help_and_adaptive_rules_help_more():
    """4 labels a class, 800 unlabelled: a part of what LabelBench finds of the trainers."""
    gained = {}
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(X))
        rows = np.sort(np.concatenate([order[Y[order] == c][:4] for c in range(10)]))
        rest = np.random.default_rng(seed).permutation(np.setdiff1d(order, rows))
        told = Targets(rows, Y[rows], "hard", np.ones(len(rows)))
        data = Training(lambda r: X[r], rows, told, tuple(range(10)), np.sort(rest[:800]))
        plain = TorchLearner(Mlp((128,)))
        right = {}
        for make in (lambda learner: learner, PseudoLabel, Uda, FlexMatch, FreeMatch, SoftMatch):
            model = make(plain).fit(data, np.random.default_rng(seed))
            right[make] = (model.proba(X[rest[800:]]).argmax(axis=1) == Y[rest[800:]]).mean()
        base, *others = right.values()
        for make, score in zip(list(right)[1:], others, strict=True):
            gained.setdefault(make, []).append(score - base)
    mean = {make: np.mean(gains) for make, gains in gained.items()}
    assert min(mean.values()) > 0.01, mean
    assert min(mean[make] for make in (FlexMatch, FreeMatch, SoftMatch)) > 0.03, mean
