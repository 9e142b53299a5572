import numpy as np
import pytest

from labelwise.measures import Contrast
from labelwise.strategy import View

RNG = np.random.default_rng(0)
X, P = RNG.normal(size=(60, 5)), RNG.dirichlet(np.ones(4), 60)
LABELS = np.where(np.arange(60) < 15, np.arange(60) % 4, -1)


def naive(i, among, k):
    cosine = [X[i] @ X[j] / np.linalg.norm(X[i]) / np.linalg.norm(X[j]) for j in among]
    near = [among[at] for at in np.argsort(-np.array(cosine))[:k]]
    return np.mean([sum(P[j] * np.log(P[j] / P[i])) for j in near])


@pytest.mark.parametrize("among", ["labelled", "all"])
@pytest.mark.parametrize("k", [1, 7, 100])
def test_equals_the_naive_version(among, k):
    view = View(arrays={"proba": P, "embedding": X}, labels=LABELS)
    made = view.score(Contrast(k=k, among=among), np.arange(15, 60))
    other = list(range(15 if among == "labelled" else 60))
    np.testing.assert_allclose(made, [naive(i, other, k) for i in range(15, 60)], rtol=1e-9, atol=1e-12)


def test_without_labels_nothing_contrasts():
    assert not View(arrays={"proba": P, "embedding": X}).score(Contrast(), np.arange(60)).any()


def test_a_certain_unit_among_certain_others_of_another_class_is_finite():
    view = View(arrays={"proba": np.eye(2), "embedding": np.ones((2, 1))}, labels=[0, -1])
    assert view.score(Contrast(), np.array([1]))[0] == pytest.approx(-np.log(1e-7), rel=1e-3)
