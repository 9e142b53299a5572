import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.errors import BadData, BadParameter
from labelwise.measures import LocalInconsistency, local_inconsistency
from labelwise.params import from_config, to_config
from labelwise.strategy import Strategy, View
from labelwise.strategy.providers import Neighbours


def naive(idx, dist, proba, coef):
    sizes = range(len(proba))
    w = [[(1 - d) / sum(1 - e for e in dist[i]) for d in dist[i]] for i in sizes]
    q = [-sum(w[i][k] * (proba[i] * proba[j]).sum() for k, j in enumerate(idx[i])) for i in sizes]
    return [q[i] + coef * sum(w[i][k] * q[j] for k, j in enumerate(idx[i])) for i in sizes]


@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from([0.0, 0.5, 1.0]))
def test_equals_the_naive_version(seed, k, coef):
    rng = np.random.default_rng(seed)
    idx, dist = rng.integers(0, 9, (9, k)), rng.uniform(0, 0.99, (9, k))
    proba = rng.dirichlet(np.ones(3), 9)
    made = LocalInconsistency(coef)((idx, dist), proba)
    np.testing.assert_allclose(made, naive(idx, dist, proba, coef), atol=1e-12)


def test_neighbours_on_the_other_side_of_the_sphere_have_no_weight():
    proba = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    idx = np.array([[1, 2], [0, 2], [0, 1]])
    one = LocalInconsistency(0.0)((idx, np.array([[0.5, 1.5]] * 3)), proba)
    assert one.tolist() == [-1, -1, 0]
    none = LocalInconsistency(0.0)((idx, np.full((3, 2), 1.5)), proba)
    assert none.tolist() == [-0.5, -0.5, 0]


def test_without_neighbours_the_score_is_zero():
    assert local_inconsistency((np.zeros((2, 0), int), np.zeros((2, 0))), np.eye(2)).tolist() == [0, 0]


@pytest.mark.parametrize("labelled", [[], [2, 7, 30]])
def test_through_a_view_the_whole_pool_speaks_whichever_rows_are_scored(labelled):
    rng = np.random.default_rng(0)
    z, proba = rng.normal(size=(60, 4)), rng.dirichlet(np.ones(3), 60)
    view = View.from_arrays(embedding=z, proba=proba, labelled=labelled, y=[0] * len(labelled))
    by_hand = local_inconsistency(Neighbours()(z, view.labels), proba)
    np.testing.assert_array_equal(view.score(local_inconsistency, np.arange(60)), by_hand)
    some = np.array([4, 9, 33])
    np.testing.assert_array_equal(view.score(local_inconsistency, some), by_hand[some])


def test_from_plain_arrays_with_an_embedding_or_with_neighbours():
    rng = np.random.default_rng(1)
    z, proba = rng.normal(size=(80, 4)), rng.dirichlet(np.ones(3), 80)
    labelled = np.array([0, 5, 9])
    labels = np.where(np.isin(np.arange(80), labelled), 0, -1)
    given = {"proba": proba, "labelled": labelled, "rng": 0}
    strategy = Strategy(measure=local_inconsistency)
    made = lw.query(strategy, 9, embedding=z, **given)
    passed = lw.query(strategy, 9, neighbours=Neighbours()(z, labels), **given)
    assert made.indices.tolist() == passed.indices.tolist()
    score = local_inconsistency(Neighbours()(z, labels), proba)
    free = np.setdiff1d(np.arange(80), labelled)
    assert made.indices.tolist() == free[np.argsort(-score[free], kind="stable")[:9]].tolist()


def test_options():
    assert from_config(to_config(LocalInconsistency(0.5))) == LocalInconsistency(0.5)
    with pytest.raises(BadParameter, match=r"coef is -1\.0"):
        LocalInconsistency(-1.0)


@pytest.mark.parametrize(
    ("neighbours", "message"),
    [
        ((np.array([[1], [2]]), np.zeros((2, 1))), r"rows 1 to 2.*0 to 1"),
        ((np.array([[1.0], [0.0]]), np.zeros((2, 1))), r"type float64.*both \(2, k\)"),
        ((np.array([[1], [0]]), np.zeros((2, 2))), r"shape \(2, 1\) and \(2, 2\)"),
        (np.array([[1], [0]]), r"\(idx, dist\)"),
    ],
)
def test_neighbours_that_are_none_are_refused_by_view_and_query(neighbours, message):
    with pytest.raises(BadData, match=message):
        View(arrays={"proba": np.eye(2), "neighbours": neighbours}).score(local_inconsistency, np.arange(2))
    with pytest.raises(BadData, match=message):
        lw.query(Strategy(measure=local_inconsistency), 1, proba=np.eye(2), neighbours=neighbours)
