"""S012: the equalities that the measures of the survey keep."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.bench.protocols.scores import area
from labelwise.measures import (
    bald,
    entropy,
    least_confidence,
    margin,
    mean_std,
    variation_ratio,
)
from labelwise.training import Ceal
from labelwise.training.choosing import Decaying
from labelwise.types import Targets, Training


def test_ceal_labels_what_is_certain_under_a_threshold_that_falls():
    """Fewer pseudo-labels by the same model in a later round, all of them below the threshold of theirs."""
    rng = np.random.default_rng(0)
    of = rng.integers(0, 3, 300)
    x = 3 * np.eye(3)[of] + rng.normal(size=(300, 3))
    recipe = Ceal(LogisticRegression(), Decaying(0.3, 0.06, batch=10))
    for round_ in (1, 2, 3, 4):
        rows = np.arange(10 * round_)
        told = Targets(rows, of[rows], "hard", np.ones(len(rows)))
        data = Training(lambda r: x[r], rows, told, tuple("abc"), np.arange(len(rows), 300))
        plain, made = recipe.learner.fit(data, rng), recipe.fit(data, rng)
        below = entropy(plain.proba(x[data.unlabelled])) < 0.3 - 0.06 * round_
        np.testing.assert_array_equal(made.pseudo.rows, data.unlabelled[below])
        assert 0 < below.sum() < len(below) and (made.pseudo.weight == 1).all()
        np.testing.assert_array_equal(made.pseudo.value, plain.proba(x[made.pseudo.rows]).argmax(axis=1))


def order(scores):
    return np.argsort(-scores, kind="stable").tolist()


def test_equalities_of_the_measures():
    rng = np.random.default_rng(0)
    two = rng.dirichlet(np.ones(2), 50)
    assert order(least_confidence(two)) == order(margin(two)) == order(entropy(two))
    three = rng.dirichlet(np.ones(3), 50)
    assert order(least_confidence(three)) != order(entropy(three))
    samples = rng.dirichlet(np.ones(3), (8, 50))
    assert order(variation_ratio(samples)) == order(least_confidence(samples.mean(axis=0)))
    same = np.stack([three] * 8)
    np.testing.assert_allclose(bald(same), 0, atol=1e-12)
    np.testing.assert_allclose(mean_std(same), 0, atol=1e-12)
    spread = np.eye(5)[:, None]
    np.testing.assert_allclose(bald(spread), np.log(5))
    np.testing.assert_allclose(variation_ratio(spread), 0.8)
    np.testing.assert_allclose(mean_std(spread), 0.4)


def test_k_means_and_k_center_pick_by_their_definitions():
    """k-means the item nearest to each mean; k-center always the one farthest from all before it."""
    rng = np.random.default_rng(0)
    of = np.repeat(np.arange(4), [30, 20, 10, 5])
    x = 20 * np.eye(4)[of] + rng.normal(size=(65, 4))
    means = np.stack([x[of == k].mean(axis=0) for k in range(4)])
    nearest = [np.linalg.norm(x - m, axis=1).argmin() for m in means]
    assert sorted(lw.query("k-means", 4, embedding=x, rng=0).indices) == sorted(nearest)
    centres = [7]
    for _ in range(4):
        centres.append(np.linalg.norm(x[:, None] - x[centres], axis=2).min(axis=1).argmax())
    made = lw.query("k-center", 4, embedding=x, labelled=[7], rng=0).indices
    assert made.tolist() == centres[1:] and set(made) != set(nearest)


def test_area_under_the_budget_curve(rng):
    """The mean height of the curve over the budget: trapezoids between measurements, over the whole range."""
    labels = np.cumsum(rng.integers(1, 9, size=12))
    scores = rng.random(12)
    naive = 0.0
    for k in range(11):
        naive += (labels[k + 1] - labels[k]) * (scores[k] + scores[k + 1]) / 2
    assert area(labels, scores) == pytest.approx(naive / (labels[-1] - labels[0]))
    assert area(labels, np.full(12, 0.7)) == pytest.approx(0.7)
