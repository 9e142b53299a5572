from itertools import combinations

import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadParameter
from labelwise.measures import entropy
from labelwise.representations import Embedding, Gradient, Posterior, Sketch
from labelwise.selectors import MaxDet, max_det
from labelwise.strategy import Strategy

RNG = np.random.default_rng(0)


def naive(k, n, diagonal, known=()):
    """Greedy log determinant, one determinant a candidate."""
    picks = list(known)
    full = k + np.diag(diagonal)
    for _ in range(n):
        gains = [
            -np.inf if i in picks else np.linalg.slogdet(full[np.ix_([*picks, i], [*picks, i])])[1]
            for i in range(len(k))
        ]
        picks.append(int(np.argmax(gains)))
    return picks[len(known) :]


def ask(selector, n, representation=None, **arrays):
    return lw.query(
        Strategy(representation=representation or Embedding(), selector=selector), n, rng=0, **arrays
    )


@pytest.mark.parametrize("noise", [0.0, 0.5])
@pytest.mark.parametrize("labelled", [False, True])
def test_equals_the_greedy_determinant(noise, labelled):
    for seed in range(4):
        x = np.random.default_rng(seed).normal(size=(400, 24))
        known = [3, 50, 120] if labelled else []
        made = ask(MaxDet(noise=noise, labelled=labelled), 12, embedding=x, labelled=[3, 50, 120])
        rest = np.setdiff1d(np.arange(400), [3, 50, 120])
        order = np.concatenate([rest, known]).astype(int)
        k = x[order] @ x[order].T
        found = naive(k, 12, np.full(len(k), noise**2), range(len(rest), len(k)))
        assert made.indices.tolist() == order[found].tolist()


def test_more_picks_than_dimensions_and_float32():
    x = RNG.normal(size=(300, 6)).astype(np.float32)
    made = ask(MaxDet(noise=0.3), 30, embedding=x)
    k = x.astype(float) @ x.T.astype(float)
    assert made.indices.tolist() == naive(k, 30, np.full(300, 0.09))
    spent = ask(MaxDet(), 10, embedding=x)
    assert len(set(spent.indices.tolist())) == 10 and spent.why[-1].endswith("no variance left")
    assert spent.indices.tolist()[:6] == naive(k, 6, np.full(300, 1e-9))


def test_points_that_are_not_written_out(monkeypatch):
    p, z = RNG.dirichlet(np.ones(3), 60), RNG.normal(size=(60, 4))
    g = p.copy()
    g[np.arange(60), p.argmax(axis=1)] -= 1
    x = np.einsum("ic,id->icd", g, z).reshape(60, -1)
    arrays = {"proba": p, "embedding": z, "labelled": [0, 1]}
    plain = ask(MaxDet(noise=0.2), 10, Gradient(), **arrays).indices - 2
    assert plain.tolist() == naive(x[2:] @ x[2:].T, 10, np.full(58, 0.04))
    given = ask(MaxDet(noise=0.2, labelled=True), 10, Gradient(), **arrays).indices
    behind = ask(MaxDet(noise=0.2), 10, Gradient() >> Posterior(0.2), **arrays).indices
    assert given.tolist() == behind.tolist()
    monkeypatch.setattr(max_det, "LARGEST", 100)
    with pytest.raises(BadParameter, match="Sketch"):
        ask(MaxDet(), 10, Gradient(), **arrays)


def test_the_bonus_stands_on_the_diagonal():
    x, p = RNG.normal(size=(50, 8)), RNG.dirichlet(np.ones(4), 50)
    strategy = Strategy(measure=entropy, representation=Embedding(), selector=MaxDet(noise=0.1, bonus=5.0))
    made = lw.query(strategy, 10, embedding=x, proba=p, rng=0).indices.tolist()
    assert made == naive(x @ x.T, 10, 0.01 + 5.0 * entropy(p))


def test_greedy_is_near_the_best_batch():
    x = RNG.normal(size=(12, 3))
    k = x @ x.T + 0.1 * np.eye(12)
    best = max(np.linalg.slogdet(k[np.ix_(s, s)])[1] for s in map(list, combinations(range(12), 3)))
    found = ask(MaxDet(noise=0.1**0.5), 3, embedding=x).indices.tolist()
    assert np.linalg.slogdet(k[np.ix_(found, found)])[1] > best - 0.7


def test_a_bonus_that_some_lack():
    """Directions of picks with a bonus are no unit vectors, those of picks without one are."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x, bonus = rng.normal(size=(60, 6)), np.where(rng.random(60) < 0.5, 0.0, 3 * rng.random(60))
        strategy = Strategy(measure=lambda mean: mean, representation=Embedding(), selector=MaxDet(bonus=1.0))
        made = lw.query(strategy, 6, embedding=x, mean=bonus, rng=0)
        rate = np.linalg.slogdet((x @ x.T + np.diag(bonus))[np.ix_(made.indices, made.indices)])[1]
        assert made.indices.tolist() == naive(x @ x.T, 6, bonus)
        assert np.isclose(np.log(made.scores).sum(), rate)


@pytest.mark.parametrize("representation", [Gradient(), Gradient() >> Sketch(500)])
def test_labelled_rows_have_noise_but_no_bonus(representation):
    """Points that are written out and points that are not."""
    z, p, bonus = RNG.normal(size=(60, 4)), RNG.dirichlet(np.ones(3), 60), 1 + RNG.random(60)
    selector = MaxDet(noise=0.1, bonus=1.0, labelled=True)
    strategy = Strategy(measure=lambda mean: mean, representation=representation, selector=selector)
    made = lw.query(strategy, 1, embedding=z, proba=p, mean=bonus, labelled=np.arange(9), rng=0)
    x = np.einsum("ic,id->icd", p - np.eye(3)[p.argmax(axis=1)], z).reshape(60, -1)
    k = x @ x.T
    inverse = np.linalg.inv(k[:9, :9] + 0.01 * np.eye(9))
    left = np.diag(k) - np.einsum("ij,jk,ik->i", k[:, :9], inverse, k[:, :9]) + 0.01 + bonus
    assert np.isclose(made.scores[0], left[9:].max())
