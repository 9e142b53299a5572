"""What must do whatever gives slots to arms, such as ``Tailor()``; ``CHECKS`` run on one at a time.

A chooser has ``start(view, arms, state, rng) -> Turn``, and perhaps ``fold(turns, classes, arms) -> State``
and a ``title`` by which its questions are known again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures import margin
from labelwise.params import from_config, to_config
from labelwise.policies import Interleave
from labelwise.selectors import Random
from labelwise.strategy import Strategy, View
from labelwise.testing import strategy_suite
from labelwise.testing.examples import MODES, view
from labelwise.types import Answer, Reply, State

ARMS, CLASSES = 3, ("a", "b", "c")
VALUES: tuple[tuple[Any, Any], ...] = (
    ("is", "a"), ("is", "b"), ("skip", None), ("not", ["a"]), ("is", "c"), ("is", "unknown"),
)  # fmt: skip
TAGGED: tuple[tuple[Any, Any], ...] = (("is", ["a", "c"]), ("is", {"b": True, "c": False}), *VALUES)
"""Beside them what those are told that say ``tags = True``."""

Turns = list[tuple[int, Reply]]


def turns(size: int, arms: int = ARMS, *, tags: bool = False) -> Turns:
    """Answers to questions of the arms, four of a plan; with ``tags`` some name several classes.

    Examples
    --------
    >>> [arm for arm, _ in turns(4)]
    [0, 1, 2, 0]
    """
    found, values = [], TAGGED if tags else VALUES
    for k in range(size):
        kind, value = values[k % len(values)]
        asked = {"why": "", "seed": k // 4, "seq": k, "p": None}
        found.append((k % arms, Reply(asked, Answer(f"a{k}", f"q{k}", "human:anna", kind, value))))
    return found


def _turns(chooser: Any, size: int, arms: int = ARMS) -> Turns:
    return turns(size, arms, tags=bool(getattr(chooser, "tags", False)))


def _folded(chooser: Any, given: Turns, arms: int = ARMS) -> State:
    made: State = chooser.fold(given, CLASSES, arms) if hasattr(chooser, "fold") else {}
    return made


def _live(arms: int) -> Iterator[NDArray[np.bool_]]:
    for bits in range(1, 2**arms):
        yield np.array([bits >> k & 1 for k in range(arms)], dtype=bool)


def _started(chooser: Any, size: int, arms: int = ARMS, seed: int = 0, looked: View | None = None) -> Any:
    state = _folded(chooser, _turns(chooser, size, arms), arms)
    return chooser.start(looked or view(), arms, state, np.random.default_rng(seed))


def a_live_arm_goes(chooser: Any) -> None:
    """One of those that have rows left, or None; whatever was answered, for every pool and number of arms."""
    for mode in MODES:
        for size in (0, 1, 20):
            for arms in (1, 2, 4):
                turn = _started(chooser, size, arms, looked=view(mode=mode))
                for live in _live(arms):
                    arm = turn.draw(live)
                    assert arm is None or (isinstance(arm, int) and 0 <= arm < arms and live[arm]), (
                        f"{arm} of {live}"
                    )


def shares_are_shares(chooser: Any) -> None:
    """None where nobody knows them, else together 1 over the live arms, or all 0 where none of them goes."""
    for size in (0, 20):
        turn = _started(chooser, size)
        for live in _live(ARMS):
            share = turn.shares(live)
            if share is None:
                continue
            assert share.shape == (ARMS,) and (share >= 0).all() and not share[~live].any(), (
                f"{share} of {live}"
            )
            assert np.isclose(share.sum(), 1) or not share.any(), f"{share} of {live}"
            assert (turn.draw(live) is None) == (not share.any())


def draws_follow_the_shares(chooser: Any) -> None:
    """Where shares are known, arms are drawn as often as they say: 600 draws."""
    for live in _live(ARMS):
        turn = _started(chooser, 20)
        share = turn.shares(live)
        if share is not None and share.any():
            drawn = np.bincount([turn.draw(live) for _ in range(600)], minlength=ARMS)
            off = np.abs(drawn - 600 * share)
            assert (off <= 5 * np.sqrt(600 * share * (1 - share)) + 1e-9).all(), f"{drawn} of 600 by {share}"


def same_seed_same_arms(chooser: Any) -> None:
    """All randomness comes from the generator, and nothing stays behind."""
    live = np.ones(ARMS, dtype=bool)
    first, _, again = (
        [turn.draw(live) for _ in range(30)] for turn in (_started(chooser, 20, seed=s) for s in (5, 6, 5))
    )
    assert first == again


def the_fold_is_flat(chooser: Any) -> None:
    """It learns finite arrays, numbers and strings by names that begin with ``fold.``; twice the same."""
    for size in (0, 1, 20):
        state = _folded(chooser, _turns(chooser, size))
        for name, value in state.items():
            assert isinstance(name, str) and name.startswith("fold."), f"{name!r} does not begin with fold."
            assert np.asarray(value).dtype.kind in "biufU", f"{name}: {value!r}"
            assert np.asarray(value).dtype.kind == "U" or np.isfinite(value).all(), f"{name}: {value!r}"
        assert _equal(state, _folded(chooser, _turns(chooser, size)))


def answers_come_in_any_order(chooser: Any) -> None:
    """A late answer counts as if it had been in time, and one that was taken back as if it had never been."""
    given = _turns(chooser, 5)
    whole = _folded(chooser, given)
    assert all(_equal(_folded(chooser, list(order)), whole) for order in permutations(given))
    assert _equal(_folded(chooser, given[:4]), _folded(chooser, [t for t in given if t is not given[4]]))


def _equal(a: State, b: State) -> bool:
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)


def inputs_stay(chooser: Any) -> None:
    """Neither the View nor the state it is given changes, nor the chooser."""
    looked, same, before = view(), view(), repr(chooser)
    state = dict(_folded(chooser, _turns(chooser, 20)))
    then = {name: np.array(value) for name, value in state.items()}
    turn = chooser.start(looked, ARMS, state, np.random.default_rng(0))
    for _ in range(5):
        turn.draw(np.ones(ARMS, dtype=bool))
    assert _equal(state, then) and repr(chooser) == before
    for name in ("proba", "embedding", "labels"):
        np.testing.assert_array_equal(looked.get(name), same.get(name))


def config_comes_back(chooser: Any) -> None:
    """Its configuration, in JSON, builds it again; its repr names it."""
    assert from_config(json.loads(json.dumps(to_config(chooser)))) == chooser
    assert repr(chooser)


def _interleaving(check: Callable[[Any], None]) -> Callable[[Any], None]:
    def checked(chooser: Any) -> None:
        arms = (Strategy(measure=margin), Strategy(selector=Random()))
        check(Interleave(arms, chooser))

    checked.__name__, checked.__doc__ = check.__name__, check.__doc__
    return checked


CHECKS: tuple[Callable[[Any], None], ...] = (
    a_live_arm_goes,
    shares_are_shares,
    draws_follow_the_shares,
    same_seed_same_arms,
    the_fold_is_flat,
    answers_come_in_any_order,
    inputs_stay,
    config_comes_back,
    *map(_interleaving, strategy_suite.CHECKS[:-1]),
)
