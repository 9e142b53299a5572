"""S106: finer classes that a generator makes up by looking a step ahead."""

from functools import cache

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.metrics import normalized_mutual_info_score

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.training import MetaAuxiliary
from labelwise.types import Targets, Training

X, DIGIT = load_digits(return_X_y=True)
X, Y = X / 16, DIGIT % 2
PLAIN = TorchLearner(
    Mlp((64,)), Loop(epochs=60, least_steps=0, batch=20, rate=0.05, optimizer="sgd")
)  # odd and even digits, ten labels of each


class Kept(Hook):
    def __init__(self):
        self.runs = []

    def start(self, run):
        self.runs.append(run)


@cache
def trained(recipe, seed, each=10):
    """(model, rows to test on, the run)."""
    order, kept = np.random.default_rng(seed).permutation(len(Y)), Kept()
    test, pool = order[:800], order[800:]
    rows = np.sort(np.concatenate([pool[Y[pool] == c][:each] for c in (0, 1)]))
    data = Training(lambda r: X[r], rows, Targets(rows, Y[rows], "hard", np.ones(len(rows))), (0, 1))
    return recipe.fit(data, np.random.default_rng(seed), (kept,)), test, kept.runs[0]


def accuracy(recipe, seed):
    model, test, _ = trained(recipe, seed)
    return (model.proba(X[test]).argmax(axis=1) == Y[test]).mean()


def shares(recipe, seed):
    """(800, 10) finer classes of the test items, and their rows."""
    model, test, _ = trained(recipe, seed)
    generator = model.hooks[0].generator.eval()
    with torch.no_grad():
        logits = generator(model.feed.prepare(X[test]))
        both = logits.reshape(len(test), 2, 5).softmax(dim=2)[np.arange(len(test)), Y[test]]
    return both.numpy(), test


def found_digits(recipe, seed):
    """How much the finer classes tell of the digit, within even and within odd ones."""
    p, test = shares(recipe, seed)
    made, digit, parity = p.argmax(axis=1), DIGIT[test], Y[test]
    return np.mean([normalized_mutual_info_score(digit[parity == c], made[parity == c]) for c in (0, 1)])


def spread(recipe, seed):
    """Entropy of the mean shares of a class, in units of log 5."""
    p, test = shares(recipe, seed)
    q = np.stack([p[Y[test] == c].mean(axis=0) for c in (0, 1)])
    return float(-(q * np.log(q)).sum(axis=1).mean() / np.log(5))


MADE = MetaAuxiliary(PLAIN, step=1.0, rate=0.003)
RANDOM = MetaAuxiliary(PLAIN, rate=0.0)
FREE = MetaAuxiliary(PLAIN, step=1.0, rate=0.003, spread=0.0)


def test_the_gradient_through_the_step_is_that_of_finite_differences():
    recipe = MetaAuxiliary(TorchLearner(Mlp((6,), dropout=0.0), Loop(epochs=1, least_steps=0)), 2, step=0.5)
    model, _, run = trained(recipe, 0)
    hook = model.hooks[0]
    run.frame.double()
    hook.generator.eval().double()
    batch = run.batch(np.arange(20))
    batch = batch.with_(x=batch.x.double(), target=batch.target.double(), weight=batch.weight.double())
    run.plain = lambda out, batch: -(batch.target * out.logits.log_softmax(1)).sum(1).mean()  # in double
    worth, _ = hook.ahead(run, batch)
    weight = hook.generator[-1].weight
    (gradient,) = torch.autograd.grad(worth, [weight])
    for spot in [(0, 0), (1, 7), (3, 50)]:
        ends = []
        for sign in (1, -1):
            with torch.no_grad():
                weight[spot] += sign * 1e-5
            ends.append(float(hook.ahead(run, batch)[0].detach()))
            with torch.no_grad():
                weight[spot] -= sign * 1e-5
        assert float(gradient[spot]) == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-4, abs=1e-9)


def test_the_entropy_keeps_the_finer_classes_apart():
    assert spread(MADE, 0) > 0.9 > spread(FREE, 0) + 0.1


def test_finer_classes_tell_more_of_the_digits_than_random_ones():
    made, random = ([found_digits(r, seed) for seed in range(2)] for r in (MADE, RANDOM))
    assert np.mean(made) > np.mean(random) + 0.05


def test_it_is_as_good_as_the_plain_network():
    made, plain = ([accuracy(r, seed) for seed in range(3)] for r in (MADE, PLAIN))
    assert np.mean(made) >= np.mean(plain)


@pytest.mark.slow
def test_finer_classes_help_a_little_whoever_makes_them_up():
    """The paper has its generator ahead of random finer classes; here both are the same within the noise."""
    made, random, plain = (np.array([accuracy(r, seed) for seed in range(16)]) for r in (MADE, RANDOM, PLAIN))
    assert made.mean() >= plain.mean()
    assert abs((made - random).mean()) < 0.01
