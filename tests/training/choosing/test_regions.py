"""Pseudo-labels of the surest regions."""

import numpy as np

from labelwise.training.choosing import Drawn, EasyRegions
from labelwise.types import Targets, Training

CENTRES = np.eye(4) * 10


def drawn(size=80, sure=(0.99, 0.95, 0.9, 0.7), kept=None):
    of = np.arange(size) % 4
    rng = np.random.default_rng(0)
    z = CENTRES[of] + rng.normal(size=(size, 4)) * 0.1
    p = np.array(sure)[of] - np.arange(size) / 1e4
    proba = np.column_stack([p, 1 - p])

    class Model:
        provides = ("proba", "embedding")

        def proba(self, x):
            return proba[x]

        def embedding(self, x):
            return z[x]

    none = Targets(np.zeros(0, int), np.zeros(0, int), "hard", np.zeros(0))
    data = Training(lambda r: r, none.rows, none, ("a", "b"), np.arange(size))
    return Drawn(data, data.unlabelled, Model(), np.random.default_rng(0), kept={} if kept is None else kept)


def test_the_surest_items_of_the_surest_regions():
    at, classes = EasyRegions(clusters=4, taken=2, each=3)(drawn())
    assert at.tolist() == [0, 1, 4, 5, 8, 9] and (classes == 0).all()


def test_a_small_region_gives_its_rest_to_the_next():
    at, _ = EasyRegions(clusters=4, taken=2, each=25)(drawn())
    assert np.bincount(at % 4, minlength=4).tolist() == [20, 20, 0, 0]
    at, _ = EasyRegions(clusters=4, taken=3, each=15)(drawn())
    assert np.bincount(at % 4, minlength=4).tolist() == [15, 15, 15, 0]


def test_only_confident_items_and_all_of_few():
    assert len(EasyRegions(confidence=0.98)(drawn(sure=(0.7,) * 4))[0]) == 0
    at, _ = EasyRegions(clusters=40, confidence=0.98)(drawn())
    assert at.tolist() == list(range(0, 80, 4))


def test_probabilities_are_averaged_with_those_of_the_round_before():
    kept = {}
    EasyRegions()(drawn(kept=kept))
    before = kept["proba"]
    later = drawn(sure=(0.01, 0.05, 0.1, 0.3), kept=kept)
    EasyRegions()(later)
    np.testing.assert_allclose(kept["proba"], 0.8 * later.proba + 0.2 * before)


def test_mixed_labels_make_a_region_less_sure():
    """Two regions are as sure of each item; that with two labels is left out."""
    of, points = np.repeat([0, 1], 10), np.repeat(CENTRES[:2], 10, axis=0)
    points = points + np.random.default_rng(0).normal(size=points.shape) * 0.01
    labels = np.where(of == 0, np.arange(20) % 2, 0)
    piece = EasyRegions(clusters=2, taken=1, each=10)
    at = piece._regions(points, labels, np.full(20, 0.3), np.random.default_rng(0))
    assert at.tolist() == list(range(10, 20))
