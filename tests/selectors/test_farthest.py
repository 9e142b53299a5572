import importlib

import numpy as np
import pytest

from labelwise.selectors import KCenter, Picker
from labelwise.selectors.farthest import least_to
from labelwise.testing.selector_suite import Eager
from labelwise.types import Dense, Product, Slate

farthest = importlib.import_module("labelwise.selectors.farthest")


def slate_of(x, n, centres, kind=Dense):
    size = len(x)
    rng = np.random.default_rng(0)
    return Slate(
        np.arange(size), n, rng, np.full(size, -1), np.ones(size), points=kind(x), centres=kind(centres)
    )


def test_lazy_looks_at_a_small_part_of_the_distances(monkeypatch, rng):
    """20,000 points, 300 centres, 100 picks: at most one in 50 of the distances of the plain form."""
    looked, right = [0], farthest._search

    def counted(*given):
        made = right(*given)
        looked[0] += made[3]
        return made

    monkeypatch.setattr(farthest, "_search", counted)
    x, centres = rng.normal(size=(20_000, 64)), rng.normal(size=(300, 64))
    picks, counts = [], []
    for selector in (KCenter(), Eager(KCenter())):
        looked[0] = 0
        picks.append(Picker(slate_of(x, 100, centres), selector).fill().selection().indices.tolist())
        counts.append(looked[0])
    assert picks[0] == picks[1]
    assert counts[1] == 99 * 20_000
    assert counts[0] < counts[1] / 50


@pytest.mark.parametrize("busy", [0, 2**60])
def test_in_one_job_or_in_many_the_picks_are_the_same(busy, monkeypatch, rng):
    """Also in float32, with many ties, and where nobody is as far as the limit."""
    monkeypatch.setattr(farthest, "BUSY", busy)
    monkeypatch.setattr(farthest, "STEP", 256)
    for x in (rng.normal(size=(3000, 5)).astype(np.float32), rng.integers(0, 6, (3000, 3)) / 8):
        lazy, plain = (
            Picker(slate_of(x, 120, x[:2]), s).fill().selection() for s in (KCenter(), Eager(KCenter()))
        )
        assert lazy.indices.tolist() == plain.indices.tolist()
        assert lazy.scores.tolist() == plain.scores.tolist()


def test_dense_points_are_picked_as_points_of_another_kind(rng):
    x = rng.normal(size=(400, 6))
    ones = lambda part: Product(Dense(np.ones((len(part), 1))), Dense(part))  # noqa: E731
    dense, other = (
        Picker(slate_of(x, 60, x[:3] + 0.1, kind), KCenter()).fill().selection() for kind in (Dense, ones)
    )
    assert dense.indices.tolist() == other.indices.tolist()
    np.testing.assert_allclose(dense.scores, other.scores, rtol=1e-9)


def test_distances_far_from_the_origin_are_exact():
    """Inner products of 1e14 would leave nothing of distances of 1."""
    x = 1e7 + np.arange(50.0)[:, None] * np.ones((1, 3))
    assert least_to(Dense(x), Dense(x[::10]))[0].tolist()[:12] == [
        3.0 * min(k % 10, 10 - k % 10) ** 2 for k in range(12)
    ]


def test_more_are_added_than_were_asked_for(rng):
    x = rng.normal(size=(30, 2))
    run = KCenter().start(slate_of(x, 2, x[:1]))
    for i in range(1, 12):
        run.add(i)
    expected = ((x[:, None] - x[:12]) ** 2).sum(axis=2).min(axis=1)
    np.testing.assert_allclose(run.scores(), expected, atol=1e-12)
    assert run.score(20) == run.scores()[20]


def test_centres_far_away_are_ruled_out_and_nothing_changes(monkeypatch, rng):
    """Tight clusters, 199 centres that nobody knows: less than an eighth is compared, for the same bits."""
    x = 20 * rng.normal(size=(30, 8))[rng.integers(0, 30, 4000)] + rng.normal(size=(4000, 8))
    x, found, counts = x.astype(np.float32), [], []
    seen, near = np.ones(4000, dtype=np.int32), np.zeros(4000, dtype=np.int32)
    for table in (2**24, 0):
        monkeypatch.setattr(farthest, "TABLE", table)
        least, _ = least_to(Dense(x), Dense(x[:1]))
        known = farthest.Known(Dense(x[:200]), seen, near)
        run = farthest.farthest(slate_of(x, 5, x[:1]), Dense(x), least, known)
        counts.append(run._look(slice(0, len(run._top)), run._everyone, -1.0, True)[3])
        found.append(run.scores())
    assert found[0].tobytes() == found[1].tobytes()
    assert counts[1] == 199 * 4000 and counts[0] < counts[1] / 8
