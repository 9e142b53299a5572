import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.representations import Embedding
from labelwise.selectors import Cosine, FacilityLocation, Gaussian, Random, facility_location, similarity
from labelwise.strategy import Strategy


def naive(x, n, width, labelled=(), weight=None):
    """MaxHerding by its formula: all similarities, all gains anew for each pick."""
    kernel = np.exp(-((x[:, None] - x[None]) ** 2).sum(-1) / width**2)
    free = [i for i in range(len(x)) if i not in labelled]
    weight = np.ones(len(x)) if weight is None else weight
    best = kernel[:, list(labelled)].max(axis=1, initial=0)
    picks, gains = [], []
    for _ in range(n):
        gain = np.maximum(kernel - best[:, None], 0).T @ weight
        picks.append(max((i for i in free if i not in picks), key=lambda i: gain[i]))
        gains.append(gain[picks[-1]])
        best = np.maximum(best, kernel[:, picks[-1]])
    return picks, gains


@pytest.mark.parametrize("kept", [2**28, 0])
@pytest.mark.parametrize("seed", range(4))
def test_picks_and_gains_equal_the_naive_version(seed, kept, monkeypatch):
    monkeypatch.setattr(similarity, "KEPT", kept)
    monkeypatch.setattr(facility_location, "FIRST", 8)
    rng = np.random.default_rng(seed)
    x, proba = rng.normal(size=(120, 3)), rng.dirichlet(np.ones(3), 120)
    labelled = [] if seed % 2 else [4, 40, 77]
    for width, measure in ((1.0, None), (0.5, margin)):
        kernel = FacilityLocation(Gaussian(width))
        strategy = Strategy(representation=Embedding(), selector=kernel, measure=measure)
        given = {"embedding": x, "labelled": labelled, "y": [0] * len(labelled), "classes": 3}
        made = lw.query(strategy, 12, rng=0, proba=proba, **given)
        weight = None if measure is None else np.where(np.isin(np.arange(120), labelled), 0, margin(proba))
        picks, gains = naive(x, 12, width, labelled, weight)
        assert made.indices.tolist() == picks
        np.testing.assert_allclose(made.scores, gains, rtol=1e-4)


def test_greedy_covers_more_than_chance_and_all_of_it_in_the_end(rng):
    x = rng.normal(size=(60, 2))
    kernel = np.exp(-((x[:, None] - x[None]) ** 2).sum(-1))

    def covered(selector):
        strategy = Strategy(representation=Embedding(), selector=selector)
        return kernel[:, lw.query(strategy, 5, embedding=x, rng=0).indices].max(1).mean()

    assert covered(FacilityLocation()) > covered(Random()) + 0.05
    made = lw.query("maxherding", 60, embedding=x, rng=0)
    assert sorted(made.indices.tolist()) == list(range(60))
    assert (np.diff(made.scores) <= 1e-9).all()


def test_copies_are_computed_once_and_picked_as_if_each_were(rng, monkeypatch):
    x = np.repeat(rng.normal(size=(6, 2)), 50, axis=0)
    strategy, rows = Strategy(representation=Embedding(), selector=FacilityLocation()), []
    row = similarity.Similar.row
    monkeypatch.setattr(similarity.Similar, "row", lambda self, i: rows.append(i) or row(self, i))
    made = lw.query(strategy, 8, embedding=x, rng=0)
    assert sorted(made.indices[:6] // 50) == list(range(6))
    assert made.scores[:6] == pytest.approx(naive(x, 6, 1.0)[1], rel=1e-4)
    assert len(rows) <= 8 * 7  # six kinds and the pick itself


def test_cosines_serve_by_direction_only(rng):
    x = np.repeat(np.eye(3), [5, 8, 2], axis=0) * rng.uniform(0.1, 9, (15, 1))
    strategy = Strategy(representation=Embedding(), selector=FacilityLocation(Cosine()))
    made = lw.query(strategy, 3, embedding=x, rng=0)
    assert np.flatnonzero(np.eye(3)[:, x[made.indices].argmax(1)].T)[:3].tolist() == [1, 3, 8]
    assert made.scores.round(3).tolist() == [8.0, 5.0, 2.0]


def test_negative_weights_are_refused():
    def below(proba):
        return -proba[:, 0]

    strategy = Strategy(measure=below, representation=Embedding(), selector=FacilityLocation())
    with pytest.raises(BadParameter, match="weighs points by a score of"):
        lw.query(strategy, 1, proba=np.full((4, 2), 0.5), embedding=np.eye(4), rng=0)
