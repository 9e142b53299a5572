import numpy as np

import labelwise as lw
from labelwise.representations import Draws, Embedding
from labelwise.selectors import Condense
from labelwise.strategy import Strategy

RNG = np.random.default_rng(0)
X = np.abs(RNG.normal(size=(40, 6)))


def ask(selector, n, x=X):
    return lw.query(Strategy(representation=Embedding(), selector=selector), n, embedding=x, rng=0)


def test_pointwise_equals_the_formula_with_the_whole_pool_as_reference():
    k, picks = X @ X.T, []
    for _ in range(8):
        score = np.zeros(40)
        for j in range(40):
            now, after = (k[s].mean(axis=0) if s else np.zeros(40) for s in (picks, [*picks, j]))
            gain = np.mean([max(1.0, a / b) for a, b in zip(after, now, strict=True)]) - 1 if picks else 1.0
            score[j] = after.mean() * gain if j not in picks else -1
        picks.append(int(score.argmax()))
    assert ask(Condense(reference=40, resample=False), 8).indices.tolist() == picks


def test_the_plain_form_ranks_single_dependences():
    single = (X @ X.T).mean(axis=1)
    made = ask(Condense(reference=40, pointwise=False, resample=False), 10)
    assert made.indices.tolist() == np.argsort(-single)[:10].tolist()


def test_units_that_are_sure_tell_nothing():
    sure = np.zeros((5, 12, 2))
    sure[:, :, 0] = 1
    strategy = Strategy(representation=Draws(), selector=Condense())
    made = lw.query(strategy, 12, samples=sure, rng=0)
    assert sorted(made.indices.tolist()) == list(range(12)) and np.abs(made.scores).max() < 1e-12


def test_a_hundred_draws():
    samples = RNG.dirichlet(np.ones(3), (100, 30))
    assert len(lw.query("ical", 4, samples=samples, rng=0).indices) == 4
