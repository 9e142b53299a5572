"""What everything with ``select`` must do, strategies and policies; ``CHECKS`` run on one at a time."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import from_config, to_config
from labelwise.strategy import View
from labelwise.testing.examples import MODES, arrays, view
from labelwise.types import Selection


def _select(strategy: Any, n: int, seed: int = 0, **kind: Any) -> Selection:
    made: Selection = strategy.select(view(**kind), n, np.random.default_rng(seed))
    return made


def _reopens(strategy: Any) -> bool:
    """Whether what has a label may be asked again."""
    return any(getattr(stage, "reopens", False) for stage in getattr(strategy, "stages", ()))


def never_twice_never_taken(strategy: Any) -> None:
    """No row twice, none that is labelled or pending unless a stage reopens them; for every kind of pool."""
    for mode in MODES:
        for seed in range(2):
            picks = _select(strategy, 9, seed, mode=mode).indices
            assert picks.dtype == np.int64
            assert len(np.unique(picks)) == len(picks)
            assert _reopens(strategy) or not set(picks.tolist()) & {0, 1, 2, 3}


def exactly_n_or_a_reason(strategy: Any) -> None:
    """n = 0, 1, some, all and too many; fewer only with a reason, never more."""
    for mode in MODES:
        for n in (0, 1, 7, 36, 40, 50):
            made = _select(strategy, n, mode=mode)
            assert len(made) == n or (len(made) < n and made.short), f"{len(made)} of {n}: {made.short!r}"


def fields_have_one_entry_a_pick(strategy: Any) -> None:
    """Scores, reasons, costs and probabilities fit the picks."""
    for n in (0, 7):
        made = _select(strategy, n)
        assert len(made.scores) == len(made.why) == len(made.cost) == len(made)
        assert all(made.why)
        if made.p is not None:
            assert made.design in ("sequence", "inclusion")
            assert ((made.p > 0) & (made.p <= 1)).all()


def a_pool_of_one(strategy: Any) -> None:
    """One row is picked; none when it is labelled and no stage reopens it."""
    made = _select(strategy, 1, size=1)
    assert made.indices.tolist() == [0] or made.short
    taken = View.from_arrays(labelled=[0], y=[0], classes=3, **arrays(1))
    made = strategy.select(taken, 1, np.random.default_rng(0))
    assert len(made) == 0 or _reopens(strategy)
    assert len(made) == 1 or made.short


def same_seed_same_picks(strategy: Any) -> None:
    """The same arrays and seed give the same picks, and leave nothing behind in the strategy."""
    for mode in MODES:
        first, other = _select(strategy, 6, 7, mode=mode), _select(strategy, 6, 8, mode=mode)
        again = _select(strategy, 6, 7, mode=mode)
        assert first.indices.tolist() == again.indices.tolist()
        assert first.why == again.why
        assert len(other) == len(first)


def only_rows_that_were_offered(strategy: Any) -> None:
    """``rows`` limits the choice, in whatever order it comes."""
    rows = np.arange(4, 40, 2)
    made = strategy.select(view(), 5, np.random.default_rng(0), rows)
    turned = strategy.select(view(), 5, np.random.default_rng(0), rows[::-1].copy())
    assert np.isin(made.indices, rows).all()
    assert made.indices.tolist() == turned.indices.tolist()


def inputs_stay(strategy: Any) -> None:
    """The arrays are as they were."""
    given = arrays()
    before = copy.deepcopy(given)
    looked = View.from_arrays(labelled=[0], y=[1], classes=3, **given)
    strategy.select(looked, 6, np.random.default_rng(0))
    for name in ("proba", "embedding", "samples", "cost", "group", "coords"):
        np.testing.assert_array_equal(given[name], before[name])


def storage_does_not_matter(strategy: Any) -> None:
    """Column order, slices of larger arrays and memory maps give the same picks as plain arrays."""
    plain = arrays()
    expected = _pick_from(strategy, plain)
    with tempfile.TemporaryDirectory() as folder:
        for turn in (np.asfortranarray, _sliced, lambda x: _mapped(x, Path(folder))):
            changed = {k: turn(plain[k]) for k in ("proba", "embedding")}
            assert _pick_from(strategy, {**plain, **changed}) == expected


def _pick_from(strategy: Any, given: dict[str, Any]) -> list[int]:
    looked = View.from_arrays(labelled=[0], y=[1], classes=3, **given)
    picks: list[int] = strategy.select(looked, 8, np.random.default_rng(3)).indices.tolist()
    return picks


def _sliced(x: NDArray[Any]) -> NDArray[Any]:
    wide = np.zeros((2 * len(x), x.shape[1] + 3))
    wide[::2, 1:-2] = x
    return wide[::2, 1:-2]


def _mapped(x: NDArray[Any], folder: Path) -> NDArray[Any]:
    path = folder / f"{len(list(folder.iterdir()))}.npy"
    np.save(path, x)
    mapped: NDArray[Any] = np.load(path, mmap_mode="r")
    return mapped


def it_picks_as_many_as_it_says(strategy: Any) -> None:
    """Where it has ``sizes``, ``n=None`` gives one of them, or fewer with a reason."""
    sizes = getattr(strategy, "sizes", ())
    for mode in MODES if sizes else ():
        made = strategy.select(view(mode=mode), None, np.random.default_rng(0))
        assert len(made) in sizes or (len(made) < max(sizes) and made.short), f"{len(made)}: {made.short!r}"


def config_comes_back(strategy: Any) -> None:
    """Its configuration builds it again; its repr names it."""
    assert from_config(to_config(strategy)) == strategy
    assert repr(strategy)


CHECKS: tuple[Callable[[Any], None], ...] = (
    never_twice_never_taken,
    exactly_n_or_a_reason,
    fields_have_one_entry_a_pick,
    a_pool_of_one,
    same_seed_same_picks,
    only_rows_that_were_offered,
    inputs_stay,
    storage_does_not_matter,
    it_picks_as_many_as_it_says,
    config_comes_back,
)
