"""What a selector sees and what a strategy returns."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from labelwise.types import Iterative, OneShot, Selection, Selects, Slate


def test_a_selection_is_as_long_as_its_rows():
    picked = Selection(np.array([4, 2]), np.array([0.1, np.nan]), ("a", "b"))
    assert len(picked) == 2 and len(Selection(np.zeros(0, np.int64), np.zeros(0), ())) == 0
    assert (picked.p, picked.design, picked.short, dict(picked.state)) == (None, None, "", {})
    with pytest.raises(FrozenInstanceError):
        picked.short = "none left"


def test_selections_do_not_share_their_defaults():
    one, two = (Selection(np.zeros(0, np.int64), np.zeros(0), ()) for _ in range(2))
    assert one.state is not two.state and one.cost is not two.cost


def test_a_slate_starts_without_score_and_points():
    slate = Slate(np.arange(3), 2, np.random.default_rng(0), labels=np.full(9, -1), cost=np.ones(3))
    assert (slate.score, slate.points, slate.centres, slate.space, slate.budget, slate.view) == (None,) * 6


def test_protocols_are_told_apart_by_their_methods():
    class Lazy:
        pick = "max"

        def start(self, slate): ...

    class Whole:
        def choose(self, slate): ...

    class Policy:
        def select(self, view, n, rng, rows=None, state=None): ...

    found = [[isinstance(x, p) for p in (Iterative, OneShot, Selects)] for x in (Lazy(), Whole(), Policy())]
    assert found == np.eye(3, dtype=bool).tolist()
