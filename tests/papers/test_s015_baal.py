"""S015: Bayesian measures over draws, scored on a part of the pool, and stochastic batches."""

import numpy as np
from sklearn.datasets import load_digits

import labelwise as lw
from labelwise.candidates import Subsample
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.measures import bald, predictive_entropy
from labelwise.types import Targets, Training


def test_measures_over_draws():
    rng = np.random.default_rng(0)
    samples = rng.dirichlet(np.ones(4), (10, 60))
    scores = bald(samples)
    assert (scores >= 0).all() and (scores <= np.log(4)).all()
    np.testing.assert_allclose(bald(np.stack([samples[0]] * 10)), 0, atol=1e-12)
    mean = samples.mean(axis=0)
    np.testing.assert_allclose(predictive_entropy(samples), -(mean * np.log(mean)).sum(axis=1))
    assert lw.query("bald", 5, samples=samples, rng=0).indices.tolist() == np.argsort(-scores)[:5].tolist()


def linear_draws(x, y, inputs, rng, draws=10):
    """Class probabilities of ridge classifiers on bootstrap samples."""
    made = []
    for _ in range(draws):
        of = rng.integers(0, len(x), len(x))
        a = x[of]
        w = np.linalg.solve(a.T @ a + 0.3 * np.eye(x.shape[1]), a.T @ np.eye(10)[y[of]])
        logits = np.exp(8 * (inputs @ w - (inputs @ w).max(axis=1, keepdims=True)))
        made.append(logits / logits.sum(axis=1, keepdims=True))
    return np.stack(made)


def run(strategy, x, y, test, rounds=5, n=20):
    """Accuracy on the test rows, and on how many rows the draws were made."""
    rng = np.random.default_rng(0)
    order = rng.permutation(len(x))
    held, pool = order[:500], order[500:]
    labelled, scored = pool[:60].tolist(), 0
    for k in range(rounds):
        rest = np.setdiff1d(pool, labelled)
        part = (
            rest if test is None else np.random.default_rng(k).choice(rest, len(rest) // test, replace=False)
        )
        samples = linear_draws(x[labelled], y[labelled], x[part], rng)
        scored += len(part)
        labelled += part[lw.query(strategy, n, samples=samples, rng=k).indices].tolist()
    final = linear_draws(x[labelled], y[labelled], x[held], np.random.default_rng(9)).mean(axis=0)
    return (final.argmax(axis=1) == y[held]).mean(), scored


def test_a_quarter_of_the_pool_is_enough():
    """A random quarter each round costs no more than a point of accuracy, and a quarter of the passes."""
    x, y = load_digits(return_X_y=True)
    x = np.hstack([x / 16, np.ones((len(x), 1))])
    whole, many = run("bald", x, y, None)
    part, few = run("bald", x, y, 4)
    assert part >= whole - 0.01 and few * 4 <= many + 32
    view = lw.Strategy(candidates=Subsample(300), measure=bald)
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (5, 1200))
    made = lw.query(view, 10, samples=samples, rng=0)
    best = np.argsort(-bald(samples))[:10]
    assert len(set(made.indices) & set(best)) < 8  # it looked at a part only
    assert bald(samples)[made.indices].min() > np.quantile(bald(samples), 0.85)


def test_stochastic_forms_draw_by_score():
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (5, 200))
    scores = bald(samples)
    means = {}
    for name in ("powerbald", "softmax-bald", "softrank-bald", "bald", "random"):
        picks = [lw.query(name, 20, samples=samples, rng=seed) for seed in range(8)]
        means[name] = np.mean([scores[p.indices].mean() for p in picks])
        assert name == "bald" or all(((p.p > 0) & (p.p <= 1)).all() for p in picks)
    stochastic = [means[n] for n in ("powerbald", "softmax-bald", "softrank-bald")]
    assert means["random"] < min(stochastic) and max(stochastic) < means["bald"]


def test_dropout_is_consistent():
    """Each draw is one function: the same item twice, or in another call, is told the same."""
    x, y = load_digits(return_X_y=True)
    rows = np.arange(100)
    data = Training(lambda r: x[r], rows, Targets(rows, y[rows], "hard", np.ones(100)), tuple(range(10)))
    learner = TorchLearner(Mlp((32,), 0.5), Loop(epochs=10, rate=0.005), draws=8)
    model = learner.fit(data, np.random.default_rng(0))
    twice = model.samples(np.concatenate([x[:200], x[:200]]), 3)
    np.testing.assert_allclose(twice[:, :200], twice[:, 200:], atol=1e-6)
    np.testing.assert_allclose(model.samples(x[50:60], 3), twice[:, 50:60], atol=1e-6)
    told, new = bald(twice[:, :100]).mean(), bald(model.samples(x[100:], 3)).mean()
    assert (bald(twice) >= 0).all() and new > 1.2 * told  # what was labelled is less uncertain
    certain = TorchLearner(Mlp((32,), 0.0), Loop(epochs=1)).fit(data, np.random.default_rng(0))
    assert "samples" not in certain.provides
