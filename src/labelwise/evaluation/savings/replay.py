"""Third rung: both campaigns run again in worlds whose labels a model draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingCapability
from labelwise.evaluation.savings.replays import Replayed
from labelwise.evaluation.savings.trainer import fitted, says
from labelwise.evaluation.savings.worlds import Known, world
from labelwise.parallel import single_thread
from labelwise.strategy import View, needs_now
from labelwise.types import Learner, Savings, Selects

__all__ = ["replay", "replayed"]

Array = NDArray[Any]

SIZES, DRAWS = 12, 2
"""Sizes of the random arm, and random draws of each."""

HELD_OUT, MOST = 0.2, 1000
"""Share of the pool that each world is scored on, and the most items."""

LARGEST = 4000
"""Of a larger pool, the labelled items and a random part of the others are played with."""


def replay(
    known: Known,
    learner: Learner,
    strategy: Selects,
    rng: np.random.Generator,
    *,
    joined: bool = False,
    level: float = 0.9,
) -> Savings:
    """Labels saved, by simulation: a model-based estimate with a lower bound.

    As :func:`replayed`, as a statement. The bound allows for the spread of the replays and for
    :data:`~labelwise.evaluation.savings.replays.SPREAD`; there is no upper one, because the estimate errs
    on the low side for strong strategies.

    Parameters
    ----------
    known, learner, strategy, rng
        As for :func:`replayed`.
    joined : bool
        Whether the delivered model trains on the reserve too. Otherwise its labels are taken off.
    level : float
        Confidence of the bound.

    Returns
    -------
    Savings
        Of kind ``replay``; ``labels`` None, with the reason, where nothing can be said.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.learners import SklearnLearner
    >>> from labelwise.measures import margin
    >>> from labelwise.pool import Pool
    >>> from labelwise.strategy import Strategy
    >>> rng = np.random.default_rng(0)
    >>> x, rows = rng.normal(size=(200, 2)), np.arange(40)
    >>> y = (x[:, 0] > 0).astype(int)
    >>> known = Known(Pool(x), rows[:20], y[:20], rows[20:], y[20:40], ("low", "high"), batch=10)
    >>> replay(known, SklearnLearner(LogisticRegression()), Strategy(measure=margin), rng).labels is None
    True
    """
    try:
        with single_thread():  # many small fits
            found = replayed(known, learner, strategy, rng)
    except MissingCapability as error:
        return Savings(level=level, reason=f"No replay: {error.problem}.")
    return found.savings(0 if joined else len(known.reserve), level)


def replayed(
    known: Known,
    learner: Learner,
    strategy: Selects,
    rng: np.random.Generator,
    *,
    replays: int = 4,
    labeller: Learner | None = None,
) -> Replayed:
    """Run the strategy and random choice in worlds whose labels are known.

    Labels that the campaign has stay; the others are drawn from a model of all of them. Each replay draws
    them anew and holds out a fifth of the pool, 1000 items at most. The strategy asks from a random first
    batch to as many labels as the campaign has; random choice is trained on twice 12 sizes up to all.

    Parameters
    ----------
    known : Known
        What the campaign knows.
    learner : Learner
        What it learns with.
    strategy : Selects
        What it asks by.
    rng : numpy.random.Generator
        Everything random.
    replays : int
        How many, 2 or more.
    labeller : Learner, optional
        Draws the labels instead of ``learner``, to see how much that matters.

    Returns
    -------
    Replayed

    Raises
    ------
    MissingCapability
        If the model gives neither ``proba`` nor ``mean``, or the strategy needs what only people give, such
        as votes.

    Notes
    -----
    Costs about ``replays`` campaigns and ``24 * replays`` fits: where one takes more than some seconds, pass
    a fast learner on the same features and say so. Of a pool of more than 4000 items the labelled ones and
    a random part of the others take part.
    """
    draw = world(known, labeller or learner, rng)
    told, _ = known.told()
    pool = np.arange(len(known.pool), dtype=np.int64)
    if len(pool) > LARGEST:
        others = np.setdiff1d(pool, told)
        more = min(max(LARGEST - len(told), len(told)), len(others))
        pool = np.union1d(told, rng.choice(others, more, replace=False))
    held = min(MOST, int(HELD_OUT * len(pool)))
    sizes = np.unique(
        np.geomspace(max(len(known.rows) / 4, 2), len(pool) - held, SIZES).round().astype(np.int64)
    )
    random, active = np.zeros((replays, len(sizes))), np.zeros(replays)
    for r in range(replays):
        labels, order = draw(rng), rng.permutation(pool)
        arm = _Arm(known, learner, labels, np.sort(order[:held]))
        active[r] = arm.score(_asked(arm, strategy, np.sort(order[held:]), rng), rng)
        for _ in range(DRAWS):
            order[held:] = rng.permutation(order[held:])
            random[r] += [arm.score(order[held : held + size], rng) / DRAWS for size in sizes]
    real = _Arm(known, learner, _spread(known, told), known.reserve)
    gap = active.mean() - real.score(known.rows, rng)
    scale = 1.0 if known.classes else max(float(np.std(known.truth)), float(np.finfo(float).tiny))
    return Replayed(len(known.rows), sizes, random, active, float(gap / scale))


@dataclass(frozen=True, eq=False)
class _Arm:
    """One world and the items that are held out of it."""

    known: Known
    learner: Learner
    labels: Array
    held: NDArray[np.int64]

    def model(self, rows: NDArray[np.int64], rng: np.random.Generator) -> Any:
        return fitted(self.learner, self.known.pool.x, rows, self.labels[rows], self.known.classes, rng)

    def score(self, rows: NDArray[np.int64], rng: np.random.Generator) -> float:
        model, classes = self.model(rows, rng), self.known.classes
        said, truth = (
            says(model, self.known.pool.x, self.held, self.labels[rows], classes),
            self.labels[self.held],
        )
        return float(np.mean(said == truth) if classes else -np.sqrt(np.mean((said - truth) ** 2)))


def _spread(known: Known, told: NDArray[np.int64]) -> Array:
    """(N,) the labels known, 0 elsewhere."""
    labels = np.zeros(len(known.pool), known.truth.dtype)
    labels[told] = known.told()[1]
    return labels


def _asked(
    arm: _Arm, strategy: Selects, rows: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """The rows that the strategy asks about, up to the campaign's number of labels."""
    known, target, state, count = arm.known, len(arm.known.rows), None, 0
    asked = rng.choice(rows, min(known.batch, target), replace=False)
    while len(asked) < target:
        count += 1
        labels, values = np.full(len(known.pool), -1), np.zeros(len(known.pool))
        labels[asked] = arm.labels[asked] if known.classes else 0
        values[asked] = arm.labels[asked]
        arrays = {} if known.classes else {"values": values}
        view = View(
            known.pool,
            arm.model(asked, rng),
            arrays,
            labels=labels,
            round=count,
            classes=len(known.classes) or None,
        )
        left, n = np.setdiff1d(rows, asked), min(known.batch, target - len(asked))
        lacking = any(not view.has(name) for name in needs_now(strategy, view))
        if lacking and len(np.unique(arm.labels[asked])) < 2:  # at random, as the campaign does
            picked = rng.choice(left, min(n, len(left)), replace=False)
        else:
            made = strategy.select(view, n, rng, left, state)
            picked, state = np.asarray(made.indices), made.state
        if not len(picked):
            return asked
        asked = np.concatenate([asked, picked])
    return asked
