"""What every stopping rule must do; ``CHECKS`` run on one at a time.

A rule of its own kind says so by class attributes: ``fixed`` where it was decided beforehand and looks at no
model, ``flaw`` where it is known to stop on a path that rises steadily, which is then shown.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.stopping.base import ROUNDS
from labelwise.evaluation.stopping.believed import believed
from labelwise.params import from_config, to_config
from labelwise.types import History

TAUS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3)
BATCH, CLASSES = 20, ("a", "b", "c")
FLAT = [0.93 - 0.6 * (1 + t) ** -2.0 for t in range(8)] + [0.92] * 14
"""Accuracies that rise fast and do not change from round 8 on."""
RISING = [0.2 + 0.027 * t for t in range(28)]
"""Accuracies that rise by 13.5 points per 100 labels."""


def path(
    accuracy: Sequence[float],
    *,
    sure: float = 0.95,
    wrong: float = 0.6,
    seed: int = 0,
    numbers: bool = False,
) -> History:
    """A campaign of 20 labels a round whose models are right on such shares of 400 items; 200 are reserve.

    Parameters
    ----------
    accuracy : sequence of float
        Of each round; an item that one round's model gets right stays right while it rises.
    sure, wrong : float
        Probability of an answer that is right, and of a wrong one.
    seed : int
        Which items are easy.
    numbers : bool
        A campaign about numbers instead, whose error falls as the accuracy rises.

    Examples
    --------
    >>> made = path([0.5, 0.75])
    >>> made.labels.tolist(), made.right.mean(axis=1).tolist(), made.probe(-1).shape
    ([20, 40], [0.5, 0.75], (400, 3))
    """
    rng, rounds = np.random.default_rng(seed), len(accuracy)
    hard, truth = rng.permutation(np.arange(400) / 400), rng.integers(3, size=400)
    away = rng.normal(size=200)
    seen = np.outer(BATCH * np.arange(1, rounds + 1), np.ones(3)).astype(np.int64) // 3 + 1

    def right(t: int) -> NDArray[np.bool_]:
        return np.asarray(hard < accuracy[t])

    def proba(t: int) -> NDArray[Any]:
        said = np.where(right(t), truth, (truth + 1) % 3)
        high = np.where(right(t), sure, wrong)
        made = np.repeat((1 - high)[:, None] / 2, 3, axis=1)
        made[np.arange(400), said] = high
        return made

    of = rng.permutation(np.argsort(hard)[::2])
    labels = BATCH * np.arange(1, rounds + 1)
    if numbers:
        told = np.array([truth[of] + (1 - a) * away for a in accuracy])
        return History(labels, lambda t: truth + (1 - accuracy[t]) * hard, 1.0 * truth[of], told)
    told = np.array([np.where(right(t), truth, (truth + 1) % 3)[of] for t in range(rounds)])
    return History(labels, proba, truth[of], told, CLASSES, seen=seen)


def cut(history: History, rounds: int) -> History:
    """The first rounds of a history.

    Examples
    --------
    >>> len(cut(path([0.5, 0.6, 0.7]), 2))
    2
    """
    from labelwise.evaluation.stopping.base import earlier

    return earlier(history, len(history) - rounds)


def _ask(rule: Any, history: History, tau: float = 0.01, seed: int = 0) -> Any:
    return rule(history, tau=tau, rng=np.random.default_rng(seed))


def _wild(seed: int) -> History:
    """A path that goes up and down."""
    rng = np.random.default_rng(seed)
    rises = np.abs(rng.normal(0, 0.1, 14)) / (1 + np.arange(14))
    return path(np.clip(0.4 + np.cumsum(rises * rng.choice([1, 1, -1], 14)), 0, 1).tolist(), seed=seed)


def verdicts_are_verdicts(rule: Any) -> None:
    """stop is a bool or None, value a number or None, the sentence is one; for numbers too."""
    for history in (path(FLAT), path(RISING), path(FLAT, numbers=True), _wild(1)):
        made = _ask(rule, history)
        assert made.stop is None or type(made.stop) is bool, made
        assert made.value is None or type(made.value) is float, made
        assert made.value is None or np.isfinite(made.value), made
        assert made.stop is None or made.value is not None, "a verdict names its number"
        assert made.sentence.endswith(".") and not made.sentence[0].islower(), made
        assert not made.near or made.stop is False, made


def no_advice_before_nine_rounds(rule: Any) -> None:
    """Nothing is said of a history of less than nine rounds, however flat."""
    if not rule.fixed:
        for rounds in range(1, ROUNDS):
            assert _ask(rule, path([0.9] * rounds, sure=0.999, wrong=0.99)).stop is None, f"{rounds} rounds"


def nothing_changes_nothing_is_gained(rule: Any) -> None:
    """Where no answer changes the believed gain is 0, and so is the value of every rule that says a gain."""
    same = path([0.9] * 12)
    assert believed(same) == 0
    if rule.gain:
        np.testing.assert_allclose(_ask(rule, same).value, 0, atol=1e-12)


def larger_tau_stops_no_later(rule: Any) -> None:
    """A rule that stops for a tau stops for every larger one."""
    for history in (path(FLAT), path(RISING), *(_wild(seed) for seed in range(4))):
        for rounds in range(ROUNDS, len(history) + 1):
            made = [_ask(rule, cut(history, rounds), tau).stop for tau in TAUS]
            said = [bool(stop) for stop in made]
            assert said == sorted(said), f"{rounds} rounds: {dict(zip(TAUS, made, strict=True))}"


def a_plateau_stops(rule: Any) -> None:
    """Of a path that is flat for 100 labels it stops within five rounds more."""
    if not rule.fixed:
        flat = path(FLAT, sure=0.999, wrong=0.99)
        said = [_ask(rule, cut(flat, rounds)).stop for rounds in range(13, 19)]
        assert any(said), said


def a_rising_path_never_stops(rule: Any) -> None:
    """Not once, unless the rule names the flaw, and then it does."""
    if rule.fixed:
        return
    steep = path(RISING)
    said = [_ask(rule, cut(steep, rounds)).stop for rounds in range(ROUNDS, len(steep) + 1)]
    assert any(said) == bool(rule.flaw), said


def decided_beforehand_stays_decided(rule: Any) -> None:
    """A fixed rule that stopped does not start again, whatever the models say."""
    if rule.fixed:
        for history in (path(RISING), _wild(0)):
            said = [bool(_ask(rule, cut(history, k)).stop) for k in range(1, len(history) + 1)]
            assert said == sorted(said)


def same_history_same_verdict(rule: Any) -> None:
    """Asked again with the same generator it says the same, and nothing was changed."""
    history = _wild(2)
    before = copy.deepcopy((history.labels, history.truth, history.said, history.probe(-1)))
    assert _ask(rule, history) == _ask(rule, history)
    for then, now in zip(
        before, (history.labels, history.truth, history.said, history.probe(-1)), strict=True
    ):
        np.testing.assert_array_equal(then, now)


def config_comes_back(rule: Any) -> None:
    """Its configuration builds it again; its repr names it."""
    assert from_config(to_config(rule)) == rule
    assert repr(rule).startswith(type(rule).__name__)


CHECKS: tuple[Callable[[Any], None], ...] = (
    verdicts_are_verdicts,
    no_advice_before_nine_rounds,
    nothing_changes_nothing_is_gained,
    larger_tau_stops_no_later,
    a_plateau_stops,
    a_rising_path_never_stops,
    decided_beforehand_stays_decided,
    same_history_same_verdict,
    config_comes_back,
)
