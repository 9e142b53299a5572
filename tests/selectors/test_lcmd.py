import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding, Gradient
from labelwise.selectors import LCMD
from labelwise.strategy import Strategy

RNG = np.random.default_rng(0)


def naive(x, centres, n, alive):
    """Distances of all to all, in float64."""
    picks, chosen = [], list(centres)
    for _ in range(n):
        if not chosen:
            score = np.square(x).sum(axis=1)
        else:
            d = np.square(x[:, None] - x[chosen]).sum(axis=2)
            near, least = d.argmin(axis=1), d.min(axis=1)
            least[picks] = 0
            sums = np.bincount(near[alive], weights=least[alive], minlength=len(chosen))
            score = np.where(near == sums.argmax(), least, -1)
        score[picks] = -1
        score[~alive] = -1
        picks.append(int(score.argmax()))
        chosen.append(picks[-1])
    return picks


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("labelled", [0, 1, 15])
def test_equals_the_naive_version(clustered, labelled):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(150, 5)) + (
            8 * rng.normal(size=(6, 5))[rng.integers(6, size=150)] if clustered else 0
        )
        rows = rng.choice(150, labelled, replace=False)
        alive = ~np.isin(np.arange(150), rows)
        strategy = Strategy(representation=Embedding(), selector=LCMD())
        ours = lw.query(strategy, 30, embedding=x, labelled=rows, rng=0)
        assert ours.indices.tolist() == naive(x, rows.tolist(), 30, alive)


def test_factored_points_and_float32():
    p, z = RNG.dirichlet(np.ones(3), 80), RNG.normal(size=(80, 4)).astype(np.float32)
    strategy = Strategy(representation=Gradient(), selector=LCMD())
    ours = lw.query(strategy, 15, proba=p, embedding=z, labelled=[1, 2], rng=0).indices.tolist()
    g = p.copy()
    g[np.arange(80), p.argmax(axis=1)] -= 1
    x = np.einsum("ic,id->icd", g, z).reshape(80, -1)
    assert ours == naive(x, [1, 2], 15, ~np.isin(np.arange(80), [1, 2]))


def test_picks_at_all_when_everything_is_equal_or_barred():
    strategy = Strategy(representation=Embedding(), selector=LCMD())
    made = lw.query(strategy, 20, embedding=np.ones((12, 3)), labelled=[0], rng=0)
    assert sorted(made.indices.tolist()) == list(range(1, 12)) and "11 of 20" in made.short
    x, cost = RNG.normal(size=(30, 2)), np.where(np.arange(30) < 15, 9.0, 1.0)
    assert (lw.query(strategy, 5, embedding=x, labelled=[29], cost=cost, budget=5, rng=0).indices >= 15).all()


def test_p_mode_leaves_labels_aside_but_not_what_is_asked():
    x = np.array([[0.0], [1.0], [10.0], [11.0]])
    for labelled, first in ((False, 3), (True, 0)):
        strategy = Strategy(representation=Embedding(), selector=LCMD(labelled=labelled))
        assert lw.query(strategy, 1, embedding=x, labelled=[2], rng=0).indices.tolist() == [first]
    strategy = Strategy(representation=Embedding(), selector=LCMD(labelled=False))
    assert lw.query(strategy, 1, embedding=x, labelled=[0], pending=[3], rng=0).indices.tolist() == [1]
