from __future__ import annotations

import numpy as np
import pytest

from labelwise.measures.imital import REFERENCE, Imital, around, diagonal, imital, item_states, network
from labelwise.strategy import View
from labelwise.types import Dense


def drawn(seed: int = 0, classes: int = 4) -> tuple[np.ndarray, Dense, Dense, Dense]:
    rng = np.random.default_rng(seed)
    parts = (Dense(rng.normal(3, 7, size=(size, 5))) for size in (9, 4, 30))
    return (rng.dirichlet(np.ones(classes), 9), *parts)


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_states_equal_the_naive_version(classes):
    proba, points, labelled, unlabelled = drawn(classes=classes)
    every = np.vstack([points.x, labelled.x, unlabelled.x])
    size = np.sqrt(sum((column.max() - column.min()) ** 2 for column in every.T))
    for state, p, x in zip(item_states(proba, points, labelled, unlabelled), proba, points.x, strict=True):
        first, second, third = ([*sorted(p, reverse=True), 0.0])[:3]
        near, far = (
            np.mean([np.linalg.norm(x - y) for y in part.x]) / size for part in (labelled, unlabelled)
        )
        np.testing.assert_allclose(state, [first, first - second, third, near, far], rtol=1e-9)


def test_states_are_from_0_to_1_and_do_not_depend_on_the_unit():
    proba, *parts = drawn()
    states = item_states(proba, *parts)
    assert states.min() >= 0 and states.max() <= 1
    moved = [Dense(1e3 * part.x + 5) for part in parts]
    np.testing.assert_allclose(item_states(proba, *moved), states, rtol=1e-6)


def test_equal_points_have_no_distance():
    at = Dense(np.ones((3, 2)))
    assert diagonal(at) > 0
    assert item_states(np.full((3, 2), 0.5), at, at, at)[:, 3:].tolist() == [[0, 0]] * 3


def test_reads_no_more_of_a_large_pool():
    class Watched(View):
        read = 0

        def get(self, name, rows=None):
            self.read += self.size if rows is None else len(rows)
            return super().get(name, rows)

    read = []
    for size in (2_000, 20_000):
        rng = np.random.default_rng(0)
        arrays = {"proba": rng.dirichlet(np.ones(3), size), "embedding": rng.normal(size=(size, 2))}
        view = Watched(arrays=arrays, labels=np.where(np.arange(size) < 5, 0, -1))
        view.score(imital, np.arange(5, 25), np.random.default_rng(0))
        read.append(view.read)
    assert read[0] == read[1] < REFERENCE + 100


def test_what_is_being_asked_counts_as_labelled():
    view = View.from_arrays(embedding=np.arange(6.0)[:, None], labelled=[0], pending=[5])
    known, others = around(view, None)
    assert known.x.ravel().tolist() == [0, 5] and others.x.ravel().tolist() == [1, 2, 3, 4]


def test_without_a_view_the_candidates_are_all_there_is():
    proba, points, _, _ = drawn()
    expected = network().scores(item_states(proba, points, points.part(slice(0)), points))
    np.testing.assert_array_equal(Imital()(proba, points.x), expected)


def test_the_weights_say_how_they_were_made():
    recipe = network().recipe
    assert recipe["form"] == "item" and recipe["tables"] >= 100 and isinstance(recipe["seed"], int)
