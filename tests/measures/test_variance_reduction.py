import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.measures import VarianceReduction
from labelwise.strategy import View


def naive(p, x, labels, prior):
    """Every matrix written out and inverted anew for every candidate."""
    curved = [np.diag(q) - np.outer(q, q) for q in p]
    size = p.shape[1] * x.shape[1]
    known = np.flatnonzero(labels >= 0)
    rest = np.flatnonzero(labels < 0)
    before = prior * np.eye(size) + sum(
        (np.kron(curved[i], np.outer(x[i], x[i])) for i in known), np.zeros((size, size))
    )

    def variance(information):
        inverse = np.linalg.inv(information)
        slopes = [
            np.kron(curved[i], x[i][:, None]) for i in rest
        ]  # (C D, C): derivatives of the probabilities
        return np.mean([np.trace(s.T @ inverse @ s) for s in slopes])

    after = [variance(before + np.kron(curved[i], np.outer(x[i], x[i]))) for i in range(len(x))]
    return variance(before) - np.array(after)


@pytest.mark.parametrize(("classes", "prior"), [(2, 1.0), (3, 0.1)])
def test_equals_inverting_anew_for_every_candidate(classes, prior, rng):
    p, x = rng.dirichlet(np.ones(classes), 30), rng.normal(size=(30, 4))
    labels = np.where(np.arange(30) < 8, 0, -1)
    made = View(arrays={"proba": p, "embedding": x}, labels=labels).score(
        VarianceReduction(prior), np.arange(30)
    )
    np.testing.assert_allclose(made, naive(p, x, labels, prior), rtol=1e-8, atol=1e-14)


def test_a_certain_row_tells_nothing_and_a_known_place_tells_less(rng):
    p = np.array([[0.5, 0.5], [0.5, 0.5], [1.0, 0.0]])
    x = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    given = {"proba": np.vstack((p, [[0.5, 0.5]] * 4)), "embedding": np.vstack((x, [[1.0, 0.0]] * 4))}
    score = View(arrays=given, labels=[-1] * 3 + [0] * 4).score(VarianceReduction(), np.arange(3))
    assert score[2] == 0 < score[0] < score[1]


def test_a_matrix_too_large_is_refused():
    with pytest.raises(BadParameter, match="3 classes x 3000 dimensions"):
        VarianceReduction()(np.full((2, 3), 1 / 3), np.ones((2, 3000)))
