"""The fall of the loss after a guessed label, against plain arithmetic."""

import numpy as np
import pytest
from scipy import sparse
from scipy.special import softmax

from labelwise.last_layer import LastLayer
from labelwise.measures import DirectAcquisition, direct_acquisition
from labelwise.measures.direct_acquisition import fall, window
from labelwise.strategy import View


def case(labels=6, classes=3, dims=4, seed=0):
    rng = np.random.default_rng(seed)
    h = rng.normal(size=(labels, dims))
    return rng, rng.dirichlet(np.ones(classes), labels), h


def test_the_fall_is_the_difference_of_losses():
    rng, p, h = case(10)
    layer = LastLayer.of(p, h, 1.0)
    wrong, new = rng.normal(size=(4, 3)) * 0.3, rng.normal(size=(4, 4))
    said, seen, truth, weight = (
        rng.dirichlet(np.ones(3) * 3, 6),
        rng.normal(size=(6, 4)),
        rng.integers(0, 3, 6),
        rng.random(6),
    )
    after = softmax(np.log(said) + layer.moves(wrong, new, seen), axis=2)
    expected = [(weight * (np.log(a[range(6), truth]) - np.log(said[range(6), truth]))).sum() for a in after]
    np.testing.assert_allclose(fall(layer, (wrong, new), (said, seen, truth), weight), expected)


def view_of(size=60, labelled=12, seed=0, **more):
    rng = np.random.default_rng(seed)
    y = np.arange(size) % 3
    h = rng.normal(size=(size, 3)) + 2 * np.eye(3)[y]
    labels = np.where(np.arange(size) < labelled, y, -1)
    return View(arrays={"proba": softmax(h, axis=1), "embedding": h, **more}, labels=labels)


def test_with_every_unit_evaluated_the_seed_does_not_matter():
    view, measure, rows = view_of(), DirectAcquisition(evaluations=1000), np.arange(12, 60)
    one, two = (view.score(measure, rows, np.random.default_rng(s)) for s in (0, 1))
    np.testing.assert_allclose(one, two, atol=1e-12)
    few = [view.score(DirectAcquisition(evaluations=20), rows, np.random.default_rng(s)) for s in range(200)]
    assert not np.allclose(few[0], few[1])
    np.testing.assert_allclose(np.mean(few, axis=0), one, atol=4 * np.std(few, axis=0).max() / np.sqrt(200))


def test_another_model_may_guess():
    rows = np.arange(12, 60)
    other = np.roll(np.eye(3)[np.arange(60) % 3], 1, axis=1) * 0.97 + 0.01
    view = view_of(surrogate_proba=other)
    measure = DirectAcquisition(surrogate="surrogate_proba")
    assert measure.needs == ("proba", "embedding", "surrogate_proba")
    assert direct_acquisition.needs == ("proba", "embedding")
    assert not np.allclose(view.score(measure, rows), view.score(direct_acquisition, rows))


def test_sparse_embeddings_are_the_same():
    view = view_of()
    h = np.where(np.abs(view.get("embedding")) < 0.5, 0, view.get("embedding"))
    arrays = [{"proba": softmax(h, axis=1), "embedding": e} for e in (h, sparse.csr_matrix(h))]
    dense, thin = (
        View(arrays=a, labels=view.labels).score(direct_acquisition, np.arange(12, 60)) for a in arrays
    )
    np.testing.assert_allclose(dense, thin)


def test_without_labels_or_without_others_nothing_is_said():
    view = view_of(labelled=0)
    assert (view.score(direct_acquisition, np.arange(60)) == 0).all()
    assert (view_of(labelled=60).score(direct_acquisition, np.arange(60)) == 0).all()


def test_the_window_is_the_share_of_kernels():
    rng = np.random.default_rng(0)
    h, taught, labels = rng.normal(size=(4, 2)), rng.normal(size=(5, 2)), np.array([0, 1, 0, 2, 1])
    kernel = np.exp(-0.7 * ((h[:, None] - taught) ** 2).sum(axis=2))
    mass = np.stack([kernel[:, labels == c].sum(axis=1) for c in range(3)], axis=1)
    np.testing.assert_allclose(window(h, taught, labels, 3, 0.7), mass / mass.sum(axis=1, keepdims=True))
    assert window(np.full((1, 2), 1e4), taught, labels, 3, 0.7).sum() == pytest.approx(1)
