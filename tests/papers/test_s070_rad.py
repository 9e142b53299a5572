"""S070: the closed form is the optimum of the game, and draws by it withstand a wrong teacher."""

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.learners import PartialLogistic
from labelwise.selectors.minimax import minimax_law
from labelwise.training import Distilled
from labelwise.types import Targets, Training


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


def distilled(name, student, seed):
    """As :func:`accuracy`, but the teacher says 0.9 for a class, and the student learns these shares."""
    x, y = load_digits(return_X_y=True)
    x, rng = x / 16, np.random.default_rng(seed)
    order = rng.permutation(len(x))
    first, pool, test = order[:40], order[40:1000], order[1000:]
    model = LogisticRegression(max_iter=500).fit(x[first], y[first])
    proba = np.sort(model.predict_proba(x[pool]), axis=1)
    hard = pool[np.argsort(proba[:, -1] - proba[:, -2])[: len(pool) // 5]]
    shares = 0.9 * np.eye(10)[y] + 0.01
    shares[hard] = np.roll(shares[hard], rng.integers(1, 10), axis=1)
    shares[first] = np.eye(10)[y[first]]
    made = pool[lw.query(name, 150, proba=model.predict_proba(x[pool]), rng=seed).indices]
    rows = np.sort(np.concatenate([first, made]))
    told = Targets(rows, shares[rows], "soft", np.ones(len(rows)))
    data = Training(lambda r: x[r], rows, told, tuple(range(10)))
    return (student.fit(data, rng).proba(x[test]).argmax(axis=1) == y[test]).mean()


def test_a_student_of_shares_withstands_it_too_by_shares_or_by_copies():
    found = []
    for student in (PartialLogistic(), LogisticRegression(max_iter=500)):
        arms = [
            np.mean([distilled(name, Distilled(student), seed) for seed in range(2)])
            for name in ("rad", "margin")
        ]
        assert arms[0] > arms[1] + 0.2
        found.append(arms[0])
    assert abs(found[0] - found[1]) < 0.01


def test_it_withstands_a_teacher_that_is_wrong_where_it_is_asked_most():
    found = {name: np.mean([accuracy(name, seed) for seed in range(3)]) for name in ("rad", "margin")}
    assert found["rad"] > found["margin"] + 0.2
