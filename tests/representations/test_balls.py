import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.errors import BadData, BadParameter
from labelwise.representations import Balls, Embedding, Purity, balls, blocks, near
from labelwise.representations.k_means import k_means
from labelwise.strategy import View
from labelwise.types import Dense


def space(x, radius, **view):
    made = Balls(Embedding(), radius)
    return made.fit(View(arrays={"embedding": x}, **view), np.random.default_rng(0))


@pytest.mark.parametrize("block", [1024, 5])
def test_equals_brute_force_whatever_the_block(block, monkeypatch, rng):
    monkeypatch.setattr(near, "TILE", block)
    x = rng.normal(size=(23, 2))
    rows = np.array([3, 0, 22, 7, 8])
    inside = np.linalg.norm(x[rows][:, None] - x, axis=2) < 0.8
    np.testing.assert_array_equal(space(x, 0.8)(rows).dense(np.arange(5)), inside)


def test_a_unit_at_exactly_the_radius_is_outside_and_the_centre_inside():
    x = np.array([[0.0], [1.0], [1e6]])
    assert space(x, 1.0)(np.arange(3)).dense(np.arange(3)).tolist() == np.eye(3).tolist()


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.9, 1.0]))
def test_the_purity_radius_is_the_largest_one(seed, alpha):
    """Balls at it are pure often enough, at a slightly larger one they are not."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(25, 2)) + 3 * rng.integers(0, 2, (25, 1))
    radius, note = Purity(alpha, clusters=2).radius(Dense(x), None, np.random.default_rng(seed))
    labels, _ = k_means(x, 2, np.random.default_rng(seed))
    away = np.sqrt(blocks.distances(Dense(x), np.arange(25), Dense(x)))

    def purity(delta):
        return np.mean([(labels[away[i] < delta] == labels[i]).all() for i in range(25)])

    assert purity(radius) >= alpha
    assert purity(radius * (1 + 1e-6)) < alpha
    assert "2 clusters" in note


def test_the_number_of_classes_comes_from_the_view():
    x = np.random.default_rng(0).normal(size=(40, 2))
    assert "3 clusters" in space(x, Purity(), classes=3).note


def test_an_unknown_number_of_classes_is_found_by_silhouette():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 2)) * 0.1 + 5 * np.repeat(np.eye(3)[:, :2], 20, axis=0)
    assert "3 clusters by silhouette" in space(x, Purity()).note


def test_constant_features_have_no_other_cluster():
    assert space(np.ones((6, 2)), Purity(), classes=3).radius == np.inf
    assert space(np.ones((6, 2)), Purity()).radius == np.inf


def test_a_large_pool_takes_a_sample_of_balls(monkeypatch, rng):
    x = rng.normal(size=(300, 2)) + 6 * (np.arange(300) % 2)[:, None]
    exact = space(x, Purity(), classes=2).radius
    monkeypatch.setattr(balls, "SAMPLE", 150)
    assert space(x, Purity(), classes=2).radius == pytest.approx(exact, rel=0.25)


def test_too_many_pairs_are_refused_as_a_matrix(monkeypatch):
    monkeypatch.setattr(near, "LISTED", 29)
    with pytest.raises(BadData, match="radius of 9 joins more than 29 pairs of 6"):
        space(np.ones((6, 1)), 9.0)(np.arange(6)).dense(np.arange(6))


@pytest.mark.parametrize("radius", [0, -1.0, "large", None])
def test_a_radius_that_is_none_is_refused(radius):
    with pytest.raises(BadParameter, match="Purity"):
        Balls(Embedding(), radius)
