import numpy as np
import pytest

from labelwise.measures import Quire
from labelwise.strategy import View

RNG = np.random.default_rng(1)


def naive(x, labels, s, classes, gamma, lam):
    """The loss of the paper: all other units eliminated from y' L y by solving for their best values."""
    away = ((x[:, None] - x) ** 2).sum(axis=2)
    whole = np.linalg.inv(np.exp(-gamma * away) + lam * np.eye(len(x)))
    known, free = np.flatnonzero(labels >= 0), [i for i in np.flatnonzero(labels < 0) if i != s]
    fixed = np.append(known, s)
    losses = []
    for c in range(classes):
        y = np.append(np.where(labels[known] == c, 1.0, -1.0), 1.0)
        pull = whole[np.ix_(free, fixed)] @ y
        best = -np.linalg.solve(whole[np.ix_(free, free)], pull)
        losses.append(
            y @ whole[np.ix_(fixed, fixed)] @ y + 2 * best @ pull + best @ whole[np.ix_(free, free)] @ best
        )
    return -max(losses)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("lam", [0.1, 1.0])
def test_equals_the_loss_with_all_units_eliminated(classes, lam):
    x, labels = RNG.normal(size=(30, 3)), np.full(30, -1)
    labels[:6] = np.arange(6) % classes
    view = View(arrays={"embedding": x}, labels=labels, classes=classes)
    made = view.score(Quire(gamma=0.4, regularisation=lam), np.arange(6, 30))
    expected = [naive(x, labels, s, classes, 0.4, lam) for s in range(6, 30)]
    np.testing.assert_allclose(made, expected, rtol=1e-8)


def test_without_labels_all_are_equal():
    assert np.ptp(View(arrays={"embedding": RNG.normal(size=(9, 2))}).score(Quire(), np.arange(9))) == 0


def test_constant_features_and_duplicates_are_finite():
    view = View(arrays={"embedding": np.ones((6, 2))}, labels=[0, 1, -1, -1, -1, -1])
    assert np.ptp(view.score(Quire(), np.arange(2, 6))) == 0


def test_where_the_origin_is_does_not_matter():
    """A column of years, or of anything far from 0, is no wider for it; distances are not rounded away."""
    x, labels, found = RNG.normal(size=(30, 3)), np.where(np.arange(30) < 6, np.arange(30) % 2, -1), []
    for away in ([0, 0, 0], [2000.0, 0, 0], [1e8, 1e8, 1e8]):
        view = View(arrays={"embedding": x + away}, labels=labels)
        found.append(view.score(Quire(), np.arange(6, 30)))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-9)
    np.testing.assert_allclose(found[2], found[0], rtol=1e-5)
    assert np.ptp(found[0]) > 0.01
