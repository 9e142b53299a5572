import numpy as np
import pytest

from labelwise.selectors.residuals import Residuals, left_over
from labelwise.types import Dense, Slate

RNG = np.random.default_rng(0)


def run(x, n, taken=None, noise=0.25):
    slate = Slate(np.arange(len(x)), n, RNG, np.full(len(x), -1), np.ones(len(x)))
    return Residuals(slate, Dense(x), taken, np.full(len(x), noise), noise)


def test_variances_are_those_of_a_gaussian_process():
    x, known = RNG.normal(size=(40, 6)), RNG.normal(size=(3, 6))
    made = run(x, 5, Dense(known))
    for i in (4, 9, 11):
        made.add(i)
    seen = np.concatenate([known, x[[4, 9, 11]]])
    inverse = np.linalg.inv(seen @ seen.T + 0.25 * np.eye(6))
    expected = (x**2).sum(axis=1) - np.einsum("ij,jk,ik->i", x @ seen.T, inverse, x @ seen.T)
    np.testing.assert_allclose(made.scores() - 0.25, expected, atol=1e-9)


def test_few_candidates_are_looked_at():
    x = RNG.normal(size=(5000, 64)).astype(np.float32) * np.linspace(0.1, 2, 5000, dtype=np.float32)[:, None]
    lazy, eager, alive = run(x, 20), run(x, 20), np.ones(5000, dtype=bool)
    for _ in range(20):
        i, _ = lazy.best(alive, RNG)
        assert i == np.where(alive, eager.scores(), -np.inf).argmax()
        alive[i] = False
        lazy.add(i)
        eager.add(i)
    assert (lazy._seen > 0).mean() < 0.5


def test_what_is_left_over():
    taken = RNG.normal(size=(4, 6))
    np.testing.assert_allclose(
        left_over(taken, 0.5), np.linalg.inv(np.eye(6) + taken.T @ taken / 0.5), atol=1e-12
    )
    np.testing.assert_allclose(taken @ left_over(taken, 0.0), 0, atol=1e-9)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_picks_with_and_without_something_added(kind):
    x, added = RNG.normal(size=(40, 6)).astype(kind), np.tile([2.0, 0.0], 20)
    slate = Slate(np.arange(40), 8, RNG, np.full(40, -1), np.ones(40))
    made = Residuals(slate, Dense(x), None, added, 0.0)
    for i in range(4):
        made.add(i)
    seen = x[:4].astype(np.float64)
    inverse = np.linalg.inv(seen @ seen.T + np.diag(added[:4]))
    expected = (x**2).sum(axis=1) - np.einsum("ij,jk,ik->i", x @ seen.T, inverse, x @ seen.T)
    np.testing.assert_allclose(made.scores() - added, expected, atol=1e-5)


def test_directions_stay_orthogonal_in_single_precision():
    x = (RNG.normal(size=(200, 1)) + 0.01 * RNG.normal(size=(200, 30))).astype(np.float32)
    slate = Slate(np.arange(200), 20, RNG, np.full(200, -1), np.ones(200))
    made = Residuals(slate, Dense(x), None, np.zeros(200), 0.0)
    for i in range(20):
        made.add(i)
    known = made._exact[: made._count]
    assert made._count == 20 and np.abs(known @ known.T - np.eye(20)).max() < 1e-9
