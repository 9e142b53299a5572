import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import minimize

from labelwise.errors import BadData
from labelwise.measures import StepDistance, boundary_distance, step_distance
from labelwise.measures.boundary_distance import FAR

RNG = np.random.default_rng(0)
HEAD = RNG.normal(size=(4, 3)), RNG.normal(size=4)
X = 2 * RNG.normal(size=(12, 3))


def by_search(x, w, b):
    """The smallest change that makes another class as high as the predicted one."""
    now, found = (w @ x + b).argmax(), []
    for c in set(range(len(b))) - {now}:
        tie = {"type": "ineq", "fun": lambda d, c=c: (w[c] - w[now]) @ (x + d) + b[c] - b[now]}
        found.append(np.linalg.norm(minimize(lambda d: d @ d, np.zeros(len(x)), constraints=tie).x))
    return min(found)


def test_equals_the_smallest_change_by_search():
    np.testing.assert_allclose(-boundary_distance(X, HEAD), [by_search(x, *HEAD) for x in X], rtol=1e-4)


def test_two_classes_are_the_distance_to_the_hyperplane():
    w, b = RNG.normal(size=3), 0.3
    found = boundary_distance(X, (np.stack([-w / 2, w / 2]), np.array([-b / 2, b / 2])))
    np.testing.assert_allclose(-found, np.abs(X @ w + b) / np.linalg.norm(w))


def test_equal_weights_have_no_border():
    head = np.ones((3, 3)), np.array([0.0, 1.0, 0.0])
    assert boundary_distance(X[:2], head).tolist() == [-FAR, -FAR]
    with pytest.raises(BadData, match="for an embedding of 2 columns"):
        boundary_distance(X[:, :2], HEAD)


def one(x, w, b, step=0.05):
    """One unit, in plain steps."""
    first, eta = (w @ x + b).argmax(), np.zeros(len(x))
    while (w @ (x + eta) + b).argmax() == first:
        p = np.exp(w @ (x + eta) + b)
        eta += step * np.sign(w.T @ (p / p.sum() - np.eye(len(b))[first]))
    return np.linalg.norm(eta)


def test_steps_equal_the_naive_loop_and_never_beat_the_distance():
    found = -step_distance(X, HEAD)
    np.testing.assert_allclose(found, [one(x, *HEAD) for x in X])
    assert (found >= -boundary_distance(X, HEAD) - 1e-12).all()


@pytest.mark.parametrize("measure", [boundary_distance, step_distance])
def test_sparse_rows(measure):
    assert np.array_equal(measure(sparse.csr_matrix(X), HEAD), measure(X, HEAD))


def test_units_that_do_not_change_class_within_the_limit_come_last():
    found, all_of = -StepDistance(limit=9)(X, HEAD), -step_distance(X, HEAD)
    reached = all_of <= 0.05 * np.sqrt(3) * 9 + 1e-12
    assert 0 < reached.sum() < len(X)
    np.testing.assert_allclose(found, np.where(reached, all_of, FAR))
    assert step_distance(X[:2], (np.ones((3, 3)), np.array([0.0, 1.0, 0.0]))).tolist() == [-FAR, -FAR]


def test_weights_that_differ_little_keep_their_border():
    head = np.array([[1000.0, 0.0], [1000.0, 0.1]], dtype=np.float32), np.array([0.1, 0.0], dtype=np.float32)
    x = np.array([[0.0, 0.5], [0.0, 4.0]], dtype=np.float32)
    np.testing.assert_allclose(boundary_distance(x, head), [-0.5, -3.0], rtol=1e-5)
