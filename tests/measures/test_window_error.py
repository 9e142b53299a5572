from unittest import mock

import numpy as np
import pytest

from labelwise import parallel
from labelwise.measures import WindowError
from labelwise.strategy import View

RNG = np.random.default_rng(2)
X = RNG.normal(size=(40, 3))
LABELS = np.where(np.arange(40) < 6, np.arange(40) % 3, -1)
RISK = {
    "zero-one": lambda p: 1 - p.max(axis=1),
    "log": lambda p: -(p * np.log(p)).sum(axis=1),
    "gini": lambda p: 1 - (p * p).sum(axis=1),
}


def window(x, y, at, gamma):
    """A Parzen window trained from scratch."""
    mass = np.zeros((len(at), 3))
    for point, label in zip(x, y, strict=True):
        mass[:, label] += np.exp(-gamma * ((at - point) ** 2).sum(axis=1))
    return mass / mass.sum(axis=1, keepdims=True)


def naive(i, loss, over, gamma):
    known, free = np.flatnonzero(LABELS >= 0), [j for j in np.flatnonzero(LABELS < 0) if j != i]
    judged = X[free] if over == "unlabelled" else X
    chances = window(X[known], LABELS[known], X[[i]], gamma)[0]
    risks = [
        RISK[loss](window(X[np.append(known, i)], np.append(LABELS[known], c), judged, gamma)).mean()
        for c in range(3)
    ]
    return -chances @ risks


@pytest.mark.parametrize("loss", RISK)
@pytest.mark.parametrize("over", ["unlabelled", "all"])
def test_equals_training_anew_for_every_candidate_and_class(loss, over):
    view = View(arrays={"embedding": X}, labels=LABELS)
    made = view.score(WindowError(gamma=0.5, loss=loss, over=over), np.arange(6, 40))
    np.testing.assert_allclose(made, [naive(i, loss, over, 0.5) for i in range(6, 40)], rtol=1e-9)


def test_threads_do_not_matter():
    x = RNG.normal(size=(300, 4))
    found = []
    view = View(arrays={"embedding": x}, labels=np.where(np.arange(300) < 10, np.arange(300) % 2, -1))
    for threads in (1, 4):
        with mock.patch.object(parallel, "THREADS", threads):
            found.append(view.score(WindowError(), np.arange(300)))
    np.testing.assert_array_equal(*found)


def test_units_beyond_the_reach_of_every_label_count_as_unknown():
    x = np.array([[0.0], [1e4], [2e4]])
    view = View(arrays={"embedding": x}, labels=[0, -1, -1], classes=2)
    np.testing.assert_allclose(view.score(WindowError(gamma=1.0), np.array([1, 2])), [-0.5, -0.5])


def test_where_the_origin_is_does_not_matter():
    """A column of years, or of anything far from 0, is no wider for it; distances are not rounded away."""
    found = []
    for away in ([0, 0, 0], [2000.0, 0, 0], [1e8, 1e8, 1e8]):
        view = View(arrays={"embedding": X + away}, labels=LABELS)
        found.append(view.score(WindowError(), np.arange(6, 40)))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-9)
    np.testing.assert_allclose(found[2], found[0], rtol=1e-5)
    assert np.ptp(found[0]) > 0.01
