from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.representations import Embedding
from labelwise.selectors import Falcun, Picker
from labelwise.strategy import Strategy, View
from labelwise.types import Dense, Slate

PROBA = np.random.default_rng(0).dirichlet(np.ones(4), 40)


def slate(score=None):
    score = margin(PROBA) if score is None else score
    return Slate(
        np.arange(40),
        12,
        np.random.default_rng(0),
        np.full(40, -1),
        np.ones(40),
        score=score,
        points=Dense(PROBA),
    )


@pytest.mark.parametrize("gamma", [0.0, 1.0, 10.0])
def test_equals_the_naive_version_pick_by_pick(gamma):
    run, u = Falcun(gamma).start(slate()), margin(PROBA)
    away = u.copy()
    np.testing.assert_allclose(run.scores(), (u / u.max()) ** gamma)
    for i in np.random.default_rng(1).permutation(40)[:12]:
        run.add(int(i))
        away = np.minimum(away, [sum(abs(a - b) for a, b in zip(PROBA[i], p, strict=True)) for p in PROBA])
        away = (away - away.min()) / (away.max() - away.min())
        np.testing.assert_allclose(run.scores(), ((u + away) / (u + away).max()) ** gamma)


def test_gamma_0_is_uniform_and_equal_rows_are_drawn_too():
    made = Picker(slate(), Falcun(0.0)).fill().selection()
    np.testing.assert_allclose(made.p, 1 / np.arange(40, 28, -1))
    strategy = Strategy(measure=margin, representation=Embedding("proba"), selector=Falcun())
    view = View(arrays={"proba": np.tile([[1.0, 0.0]], (9, 1))})
    assert sorted(strategy.select(view, 9, np.random.default_rng(0)).indices.tolist()) == list(range(9))


def test_scores_below_0_are_refused():
    with pytest.raises(BadParameter, match="score below 0"):
        Falcun().start(slate(-np.ones(40)))


def test_large_scores_and_a_large_gamma_do_not_overflow():
    made = Picker(slate(np.linspace(50, 90, 40)), Falcun(500.0)).fill().selection()
    assert made.indices[0] == 39 and np.isfinite(made.p).all()
