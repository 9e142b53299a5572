from __future__ import annotations

import numpy as np
import pytest

from labelwise.candidates.hybrid import batch_traits
from labelwise.errors import BadParameter
from labelwise.representations import Embedding
from labelwise.selectors.imital_batch import ImitalBatch, batch_states, network
from labelwise.strategy import Strategy, View
from labelwise.types import Dense, Slate


def pool(size: int = 80, labels: int = 6, seed: int = 0) -> View:
    rng = np.random.default_rng(seed)
    arrays = {"proba": rng.dirichlet(np.ones(3), size), "embedding": rng.normal(size=(size, 4))}
    return View.from_arrays(labelled=np.arange(labels), y=np.arange(labels) % 3, classes=3, **arrays)


def slate_of(view: View, n: int, seed: int = 0) -> Slate:
    rows, x = np.flatnonzero(view.labels < 0), view.get("embedding")
    known = Dense(x[view.labelled])
    rng = np.random.default_rng(seed)
    return Slate(
        rows, n, rng, view.labels, np.ones(len(rows)), points=Dense(x[rows]), centres=known, view=view
    )


def test_states_equal_the_naive_version():
    view, rng = pool(), np.random.default_rng(1)
    p, x, known = view.get("proba")[6:], view.get("embedding")[6:], view.get("embedding")[:6]
    batches = np.array([rng.choice(len(x), 4, replace=False) for _ in range(7)])
    made = batch_states(batch_traits(p, Dense(x), batches), Dense(x), batches, Dense(known))
    both = np.vstack([x, known])
    size = np.linalg.norm(both.max(axis=0) - both.min(axis=0))
    for state, at in zip(made, batches, strict=True):
        gaps = [sorted(row)[-1] - sorted(row)[-2] for row in p[at]]
        pairs = [np.linalg.norm(x[a] - x[b]) for i, a in enumerate(at) for b in at[:i]]
        away = [np.linalg.norm(x[a] - z) for a in at for z in known]
        expected = [(len(at) - sum(gaps)) / len(at), np.mean(pairs) / size, np.mean(away) / size]
        expected.append(len({int(row.argmax()) for row in p[at]}) / 3)
        np.testing.assert_allclose(state, expected, rtol=1e-6)
    assert made.min() >= 0 and made.max() <= 1


def test_takes_the_batch_with_the_highest_score():
    selector, view = ImitalBatch(size=4, count=6, drawn=30), pool()
    slate = slate_of(view, 4)
    batches, states = selector.offer(slate_of(view, 4), np.arange(len(slate.rows)), 4, slate.centres)
    assert batches.shape == (6, 4) and states.shape == (6, 4)
    assert selector.choose(slate).tolist() == batches[network().scores(states).argmax()].tolist()


@pytest.mark.parametrize("n", [1, 5, 12, 74, 90])
def test_more_picks_are_several_batches(n):
    order = ImitalBatch().choose(slate_of(pool(), n))
    assert len(order) == len(set(order.tolist())) == min(n, 74)


def test_later_batches_know_the_earlier_ones(monkeypatch):
    seen = []
    offer = ImitalBatch.offer

    def watched(self, slate, left, size, known):
        seen.append((size, len(left), len(known)))
        return offer(self, slate, left, size, known)

    monkeypatch.setattr(ImitalBatch, "offer", watched)
    ImitalBatch().choose(slate_of(pool(), 12))
    assert seen == [(5, 74, 6), (5, 69, 11), (2, 64, 16)]


def test_reads_no_more_of_a_large_pool():
    class Watched(View):
        read = 0

        def get(self, name, rows=None):
            self.read += len(rows) if name == "proba" else 0
            return super().get(name, rows)

    for size in (2_000, 20_000):
        rng = np.random.default_rng(0)
        view = Watched(arrays={"proba": rng.dirichlet((1, 1), size), "embedding": rng.normal(size=(size, 2))})
        strategy = Strategy(representation=Embedding(), selector=ImitalBatch())
        assert len(strategy.select(view, 5, rng)) == 5
        assert view.read <= 200 * 5


def test_a_slate_without_a_view_is_refused():
    slate = Slate(
        np.arange(3), 1, np.random.default_rng(0), np.full(3, -1), np.ones(3), points=Dense(np.eye(3))
    )
    with pytest.raises(BadParameter, match="without a view"):
        ImitalBatch().choose(slate)


def test_the_weights_say_how_they_were_made():
    recipe = network().recipe
    assert recipe["form"] == "batch" and recipe["tables"] >= 100 and isinstance(recipe["seed"], int)
