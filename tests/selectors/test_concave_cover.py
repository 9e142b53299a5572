from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadParameter
from labelwise.representations import Embedding, Groups
from labelwise.selectors import ConcaveCover, MaxCover, PerCost, Picker
from labelwise.selectors.decay import Decay
from labelwise.strategy import Strategy, View
from labelwise.types import Incidence, Slate


def slate(sets, n, centres=None, seed=0, **more):
    m = len(sets)
    taken = None if centres is None else Incidence(centres)
    rng = np.random.default_rng(seed)
    return Slate(
        np.arange(m), n, rng, np.full(m, -1), np.ones(m), points=Incidence(sets), centres=taken, **more
    )


def first(n):
    """The curve of coverage: the first label of a group says all."""
    return np.maximum(1 - np.asarray(n), 0.0)


@given(st.integers(0, 10_000))
def test_every_pick_lowers_the_error_the_most(seed):
    """Against the formula, for counts of 0 to 3 and groups with different masses and curves."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 4, (12, 4)) * (rng.random((12, 4)) < 0.5)
    curves = {f"counts={g}": Decay(((float(rng.uniform(0, 2)), 0.5),), floor=0.1) for g in range(4)}
    view = View.from_arrays(counts=counts, labelled=[0, 1], y=[0, 0])
    strategy = Strategy(representation=Groups(("counts",)), selector=ConcaveCover(curves))
    made = strategy.select(view, 6, np.random.default_rng(seed))
    have, mass = counts[:2].sum(axis=0).astype(float), counts.sum(axis=0) / max(counts.sum(), 1)
    left = set(range(2, 12))
    for row, score in zip(made.indices.tolist(), made.scores, strict=True):
        gains = {
            i: sum(
                mass[g] * (curves[f"counts={g}"](have[g]) - curves[f"counts={g}"](have[g] + counts[i, g]))
                for g in range(4)
            )
            for i in left
        }
        assert gains[row] == pytest.approx(score, abs=1e-12)
        assert score == pytest.approx(max(gains.values()), abs=1e-12)
        have += counts[row]
        left.remove(row)


@given(st.integers(0, 10_000))
def test_with_the_curve_of_coverage_it_is_maximum_coverage(seed):
    rng = np.random.default_rng(seed)
    sets, centres = rng.random((12, 15)) < 0.25, rng.random((2, 15)) < 0.2
    picks = [
        Picker(slate(sets, 10, centres, seed), selector).fill().selection()
        for selector in (ConcaveCover(first), MaxCover())
    ]
    assert picks[0].indices.tolist() == picks[1].indices.tolist()
    assert picks[0].scores.tolist() == picks[1].scores.tolist()


def test_when_nothing_falls_chance_decides_and_says_so():
    made = Picker(slate(np.eye(3), 3), ConcaveCover(Decay(()))).fill().selection()
    assert made.why == ("nothing falls, by chance",) * 3


def test_per_token_a_short_sentence_goes_first():
    """Nine tokens lower the error more than one, but not nine times as much."""
    sets, cost = np.array([[9.0], [1.0]]), np.array([9.0, 1.0])
    both = slate(sets, 1)
    assert Picker(both, ConcaveCover()).best() == 0
    both.cost = cost
    assert Picker(both, PerCost(ConcaveCover())).best() == 1


def test_a_group_without_a_curve_and_points_without_sets_are_refused():
    view = View.from_arrays(group=np.array(["a", "b"]), embedding=np.eye(2))
    lacking = Strategy(representation=Groups(), selector=ConcaveCover({"group=a": Decay()}))
    with pytest.raises(BadParameter, match="no curve for group=b"):
        lacking.select(view, 1, np.random.default_rng(0))
    with pytest.raises(BadParameter, match="no curve for groups without names"):
        Picker(slate(np.eye(2), 1), ConcaveCover({"a": Decay()}))
    wrong = Strategy(representation=Embedding(), selector=ConcaveCover())
    with pytest.raises(BadParameter, match=r"ConcaveCover got Dense.*Groups"):
        wrong.select(view, 1, np.random.default_rng(0))
