from __future__ import annotations

import numpy as np
import pytest

from labelwise.candidates import Furthest
from labelwise.strategy import View


def pool(size: int = 60, seed: int = 0, labels: int = 4) -> View:
    x = np.random.default_rng(seed).normal(size=(size, 3))
    return View(arrays={"embedding": x}, labels=np.where(np.arange(size) < labels, 0, -1), pending=[labels])


def spread(view: View, rows: np.ndarray) -> float:
    """The sum that is to be large, pair by pair."""
    x, known = view.get("embedding"), [*view.labelled, *view.pending]
    pairs = sum(np.linalg.norm(x[a] - x[b]) for i, a in enumerate(rows) for b in rows[:i])
    return float(pairs + sum(np.linalg.norm(x[a] - x[b]) for a in rows for b in known))


@pytest.mark.parametrize("labels", [0, 4])
@pytest.mark.parametrize("seed", range(3))
def test_takes_the_best_of_the_sets_it_draws(seed, labels):
    view, rows = pool(seed=seed, labels=labels), np.arange(5, 60)
    found = Furthest(6, 1, sets=30)(view, rows, 1, np.random.default_rng(seed))
    again = np.random.default_rng(seed)
    drawn = [rows[np.sort(again.choice(55, 6, replace=False, shuffle=False))] for _ in range(30)]
    best = max(drawn, key=lambda at: spread(view, at))
    assert found.tolist() == best.tolist()


def test_more_sets_are_spread_out_further():
    view, rows = pool(200), np.arange(5, 200)
    means = [
        np.mean(
            [spread(view, Furthest(10, sets=s)(view, rows, 1, np.random.default_rng(k))) for k in range(10)]
        )
        for s in (1, 10, 100)
    ]
    assert means[0] < means[1] < means[2]


def test_sets_grow_with_the_picks_and_never_beyond_what_there_is():
    view, rows, rng = pool(200), np.arange(5, 200), np.random.default_rng(0)
    assert [len(Furthest()(view, rows, n, rng)) for n in (1, 5, 10, 48, 49)] == [20, 20, 40, 192, 195]
    assert Furthest()(view, rows[:20], 1, rng).tolist() == rows[:20].tolist()


def test_far_from_labels_counts():
    x = np.concatenate([np.zeros(10), np.full(10, 1.0), np.full(10, 1.1)])[:, None]
    view = View(arrays={"embedding": x}, labels=np.where(np.arange(30) < 10, 0, -1))
    found = Furthest(4, 1, sets=500)(view, np.arange(10, 30), 1, np.random.default_rng(0))
    assert (found >= 20).all()


def test_reads_no_more_of_a_large_pool():
    class Watched(View):
        read = 0

        def get(self, name, rows=None):
            self.read += len(rows) if rows is not None else self.size
            return super().get(name, rows)

    read = []
    for size in (3_000, 30_000):
        view = Watched(
            arrays={"embedding": np.random.default_rng(0).normal(size=(size, 2))}, labels=np.full(size, -1)
        )
        Furthest(10, 1, sets=20)(view, np.arange(size), 1, np.random.default_rng(0))
        read.append(view.read)
    assert max(read) <= 200
