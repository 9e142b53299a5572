"""What every candidates stage must do; ``CHECKS`` run on one at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from labelwise.params import from_config, to_config
from labelwise.testing.examples import MODES, view
from labelwise.types import Rows


def _run(stage: Any, rows: Rows, n: int = 4, seed: int = 0, mode: str = "random") -> Rows:
    looked, rng = view(mode=mode), np.random.default_rng(seed)
    if not getattr(stage, "stateful", False):
        return np.asarray(stage(looked, rows, n, rng))
    kept = stage(looked, rows, n, rng, {})[1]
    return np.asarray(stage(looked.now(), rows, n, rng, kept)[0])


def a_part_of_what_it_was_given(stage: Any) -> None:
    """No row twice, no row from elsewhere; for every kind of pool and part of it."""
    for mode in MODES:
        for rows in (np.arange(40), np.arange(5, 40, 3), np.array([7])):
            found = _run(stage, rows, mode=mode)
            assert len(np.unique(found)) == len(found)
            assert np.isin(found, rows).all()


def nothing_from_nothing(stage: Any) -> None:
    """No rows in, no rows out."""
    assert len(_run(stage, np.zeros(0, dtype=np.int64))) == 0


def same_seed_same_rows(stage: Any) -> None:
    """Reproducible."""
    np.testing.assert_array_equal(_run(stage, np.arange(40), seed=5), _run(stage, np.arange(40), seed=5))


def rows_stay(stage: Any) -> None:
    """The rows it is given are as they were."""
    rows = np.arange(40)
    _run(stage, rows)
    np.testing.assert_array_equal(rows, np.arange(40))


def state_can_be_stored(stage: Any) -> None:
    """What a stateful one keeps is flat: arrays, numbers and strings by name; what it was given stays."""
    if not getattr(stage, "stateful", False):
        return
    state = dict(stage(view(), np.arange(40), 4, np.random.default_rng(0), {})[1])
    before = copy.deepcopy(state)
    after = stage(view(), np.arange(40), 4, np.random.default_rng(1), state)[1]
    for name, value in [*state.items(), *after.items()]:
        assert isinstance(name, str) and isinstance(value, np.ndarray | int | float | str), (
            f"{name}: {value!r}"
        )
    assert state.keys() == before.keys()
    for name in state:
        np.testing.assert_array_equal(state[name], before[name])


def config_comes_back(stage: Any) -> None:
    """Its configuration builds it again; its repr names it."""
    assert from_config(to_config(stage)) == stage
    assert repr(stage)


CHECKS: tuple[Callable[[Any], None], ...] = (
    a_part_of_what_it_was_given,
    nothing_from_nothing,
    same_seed_same_rows,
    rows_stay,
    state_can_be_stored,
    config_comes_back,
)
