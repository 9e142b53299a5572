"""S070: the closed form is the optimum of the game, and draws by it withstand a wrong teacher."""

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.selectors.minimax import minimax_law


def game(gain, wrong):
    """max t - wrong * s ... : the sum of the m largest q_i g_i as a linear program."""
    size = len(gain)
    c = np.concatenate([-gain, np.ones(size), [wrong]])  # q, excess, threshold
    over = np.hstack([np.diag(gain), -np.eye(size), -np.ones((size, 1))])
    total = np.concatenate([np.ones(size), np.zeros(size + 1)])[None]
    return -linprog(c, A_ub=over, b_ub=np.zeros(size), A_eq=total, b_eq=[1.0]).fun


def test_closed_form_equals_the_linear_program():
    rng = np.random.default_rng(0)
    for wrong in (0, 1, 3, 6):
        for _ in range(5):
            gain = rng.uniform(0.01, 1, 15)
            q, value = minimax_law(gain, wrong)
            assert value == pytest.approx(game(gain, wrong), abs=1e-9)
            worst = np.sort(q * gain)[: len(gain) - wrong].sum()
            assert worst == pytest.approx(value) and q.sum() == pytest.approx(1)


def test_limits():
    gain = np.array([0.2, 0.9, 0.5, 0.4])
    assert minimax_law(gain, 0)[0].tolist() == [0, 1, 0, 0]
    np.testing.assert_allclose(minimax_law(gain, 3)[0], (1 / gain) / (1 / gain).sum())


def accuracy(name, seed):
    """40 true labels, then 150 of a teacher that is wrong exactly on the fifth of smallest margin."""
    x, y = load_digits(return_X_y=True)
    x = x / 16
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(x))
    first, pool, test = order[:40], order[40:1000], order[1000:]
    model = LogisticRegression(max_iter=500).fit(x[first], y[first])
    proba = np.sort(model.predict_proba(x[pool]), axis=1)
    hard = np.argsort(proba[:, -1] - proba[:, -2])[: len(pool) // 5]
    taught = y[pool].copy()
    taught[hard] = (taught[hard] + rng.integers(1, 10, len(hard))) % 10
    made = lw.query(name, 150, proba=model.predict_proba(x[pool]), rng=seed).indices
    rows = np.concatenate([first, pool[made]])
    model.fit(x[rows], np.concatenate([y[first], taught[made]]))
    return model.score(x[test], y[test])


def test_it_withstands_a_teacher_that_is_wrong_where_it_is_asked_most():
    found = {name: np.mean([accuracy(name, seed) for seed in range(3)]) for name in ("rad", "margin")}
    assert found["rad"] > found["margin"] + 0.2
