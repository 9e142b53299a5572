"""What every gate must do; ``CHECKS`` run on one at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from labelwise.params import from_config, to_config
from labelwise.selectors.base import plain
from labelwise.selectors.feeding import Offered, feed
from labelwise.store.artefacts import name_of, pack, unpack
from labelwise.strategy import View
from labelwise.testing.examples import MODES, arrays
from labelwise.types import Decision, Spent, State

ITEMS = 40
LIMITS: tuple[int | None, ...] = (0, 1, 7, ITEMS)


def stream(mode: str = "random", seed: int = 0) -> View:
    """Items as they come by: nothing is labelled.

    Examples
    --------
    >>> stream().size, stream().labelled.tolist()
    (40, [])
    """
    return View.from_arrays(classes=3, **arrays(ITEMS, seed, mode))


def _fed(
    gate: Any, *, mode: str = "random", blocks: int = 1, limit: int | None = 7, seed: int = 3
) -> tuple[list[Decision], State, Spent]:
    """The stream in ``blocks`` parts, the state packed and unpacked between two of them."""
    view, spent, state = stream(mode), Spent(limit=limit, horizon=ITEMS), gate.start()
    made: list[Decision] = []
    for rows in np.array_split(np.arange(ITEMS), blocks):
        found, state, spent = feed(gate, view, rows, seed, spent, state)
        made += found
        state = _stored(state)
    return made, state, spent


def _stored(state: State) -> State:
    """What comes back of a state that was an artefact."""
    content = pack({k: np.asarray(v) for k, v in state.items()})
    return plain(unpack(content, name_of(content)))


def _same(a: State, b: State) -> bool:
    return a.keys() == b.keys() and all(
        np.asarray(a[k]).dtype == np.asarray(b[k]).dtype and np.array_equal(a[k], b[k]) for k in a
    )


def the_state_is_flat(gate: Any) -> None:
    """From the start on: texts as keys, arrays, numbers and strings as values, storable without pickle."""
    for state in (gate.start(), _fed(gate)[1]):
        assert all(isinstance(key, str) and "." not in key for key in state), list(state)
        assert all(np.asarray(value).dtype.kind in "biufU" for value in state.values()), dict(state)
        assert _same(_stored(state), _stored(_stored(state)))


def deciding_changes_nothing(gate: Any) -> None:
    """Neither the state it was given, nor the arrays, nor itself."""
    view, before = stream(), repr(gate)
    state: State = gate.start()
    for k in range(12):
        then = copy.deepcopy(dict(state))
        spent = Spent(k, 0, limit=7, horizon=ITEMS)
        first = gate.decide(Offered(view, k), spent, state, np.random.default_rng(k))
        again = gate.decide(Offered(view, k), spent, state, np.random.default_rng(k))
        assert _same(then, state), f"item {k} changed the state it was given"
        assert first[0] == again[0] and _same(first[1], again[1]), f"item {k} again is decided otherwise"
        state = first[1]
    for name, array in arrays(ITEMS).items():
        if isinstance(array, np.ndarray):
            np.testing.assert_array_equal(view.get(name), array)
    assert repr(gate) == before


def decisions_are_decisions(gate: Any) -> None:
    """p from 0 to 1, a question never with p 0; a label that is a class and a weight of 0 or more."""
    for mode in MODES:
        for made in _fed(gate, mode=mode)[0]:
            assert made.action in ("skip", "ask", "self-label") and 0 <= made.p <= 1, made
            assert made.action != "ask" or made.p > 0, made
            assert (made.action == "self-label") == (made.label is not None), made
            assert made.label is None or (made.label in range(3) and made.weight >= 0), made


def asks_come_as_often_as_p_says(gate: Any) -> None:
    """The probability it records is the one it draws with: 400 draws for some items."""
    view = stream()
    state: State = gate.start()
    for k in range(10):
        spent = Spent(k, 0, limit=20, horizon=ITEMS)
        drawn = [
            gate.decide(Offered(view, k), spent, state, np.random.default_rng(seed))[0] for seed in range(400)
        ]
        p = drawn[0].p
        assert all(made.p == p for made in drawn), f"item {k} has several p"
        asked = sum(made.action == "ask" for made in drawn)
        off = abs(asked - 400 * p)
        assert off <= 5 * np.sqrt(400 * p * (1 - p)), (
            f"item {k} with p {p:.3f} was asked {asked} times of 400"
        )
        state = gate.decide(Offered(view, k), spent, state, np.random.default_rng(0))[1]


def the_limit_is_never_passed(gate: Any) -> None:
    """Not by one, for any limit; after it nothing is asked and p is 0."""
    for mode in MODES:
        for limit in LIMITS:
            made, _, spent = _fed(gate, mode=mode, limit=limit)
            asks = np.flatnonzero([d.action == "ask" for d in made])
            assert len(asks) == spent.asked <= (limit or 0)
            after = made if not limit else made[asks[-1] + 1 :] if len(asks) == limit else []
            assert all(d.p == 0 for d in after)


def blocks_do_not_matter(gate: Any) -> None:
    """One by one, in parts or whole, through artefacts or not: the same decisions and the same state."""
    for mode in MODES:
        whole = _fed(gate, mode=mode)
        for blocks in (4, ITEMS):
            parts = _fed(gate, mode=mode, blocks=blocks)
            assert parts[0] == whole[0] and parts[2] == whole[2]
            assert _same(parts[1], whole[1])


def same_seed_same_decisions(gate: Any) -> None:
    """All randomness comes from the generator."""
    assert _fed(gate, seed=5)[0] == _fed(gate, seed=5)[0]


def needs_are_enough(gate: Any) -> None:
    """What it reads is what it says."""
    asked: set[str] = set()

    class Watched(Offered):
        def get(self, name: str, rows: Any = None) -> Any:
            asked.add(name)
            return super().get(name, rows)

    gate.decide(Watched(stream(), 0), Spent(limit=7, horizon=ITEMS), gate.start(), np.random.default_rng(0))
    assert asked <= set(gate.needs), f"reads {asked - set(gate.needs)} without saying so"


def config_comes_back(gate: Any) -> None:
    """Its configuration builds it again; its repr names it."""
    assert from_config(to_config(gate)) == gate
    assert repr(gate)


CHECKS: tuple[Callable[[Any], None], ...] = (
    the_state_is_flat,
    deciding_changes_nothing,
    decisions_are_decisions,
    asks_come_as_often_as_p_says,
    the_limit_is_never_passed,
    blocks_do_not_matter,
    same_seed_same_decisions,
    needs_are_enough,
    config_comes_back,
)
