"""What a greedy oracle shows on synthetic tables, for networks that learn to choose as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from labelwise.bench.datasets.synthetic import synthetic_table
from labelwise.candidates.furthest import Furthest
from labelwise.evaluation.oracle import greedy_oracle
from labelwise.measures.imital import around, item_states
from labelwise.random import generator
from labelwise.selectors.imital_batch import ImitalBatch
from labelwise.strategy import View
from labelwise.types import Dense, Rows, Slate

__all__ = ["Demonstrations", "batch_form", "demonstrations", "item_form"]

Array = NDArray[Any]
Form = Callable[[View, Rows, int, np.random.Generator], tuple[Any, Array]]
"""``form(view, rows, count, rng)`` gives at most ``count`` candidates among rows, and the state of each."""

STEPS, STEP = 10, 5
"""Lists that are shown on a table, and random labels between two of them."""


@dataclass(frozen=True, eq=False)
class Demonstrations:
    """Lists of candidates, what is seen of them, and what the expert found.

    Parameters
    ----------
    states : (L, k, B) float64
        Of each candidate of each list.
    gains : (L, k) float64
        Share of the table that a model says right once it has that candidate.
    tables : (L,) int64
        Number of the table.
    """

    states: Array
    gains: Array
    tables: Array


def item_form(view: View, rows: Rows, count: int, rng: np.random.Generator) -> tuple[Rows, Array]:
    """Single rows of a set that is spread out, as :class:`labelwise.measures.Imital` sees them."""
    found = Furthest(count, 1)(view, rows, 1, rng)
    points = Dense(np.asarray(view.get("embedding", found)))
    return found, item_states(view.get("proba", found), points, *around(view, rng))


def batch_form(view: View, rows: Rows, count: int, rng: np.random.Generator) -> tuple[Rows, Array]:
    """Batches of five, as :class:`labelwise.selectors.ImitalBatch` sees them."""
    x, selector = np.asarray(view.get("embedding")), ImitalBatch(count=count)
    slate = Slate(
        rows,
        selector.size,
        rng,
        labels=view.labels,
        cost=np.ones(len(rows)),
        points=Dense(x, rows),
        view=view,
    )
    offered, states = selector.offer(slate, np.arange(len(rows)), selector.size, Dense(x, view.labelled))
    return rows[offered], states


def demonstrations(form: Form, tables: Any, *, count: int = 20, seed: int = 0) -> Demonstrations:
    """Show, on every table, ten lists and what each of their candidates would bring.

    A logistic regression starts from one random label of each class and gets five random ones after each
    list. The expert is :func:`labelwise.evaluation.oracle.greedy_oracle`.

    Parameters
    ----------
    form : callable
        ``item_form`` or ``batch_form``.
    tables : sequence of int
        Numbers of the tables; the same number and seed is the same table.
    count : int
        Candidates of a list.
    seed : int
        Other tables for another seed.

    Notes
    -----
    The authors go on with what the expert chose. A model that was led so, by the very items that it is judged
    on, hardly gains from anything any more in a way that could be foreseen; from random labels the same
    network learns a rank correlation of three times as much.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "ImitAL: learned active learning strategy on synthetic data" (S019),
    2022.

    Examples
    --------
    >>> shown = demonstrations(item_form, [0], count=10)
    >>> shown.states.shape, shown.gains.shape
    ((10, 10, 5), (10, 10))
    """
    shown = [
        (states, gains, number)
        for number in tables
        for states, gains in _on_table(form, count, generator(seed, int(number)))
    ]
    states, gains, numbers = zip(*shown, strict=True)
    return Demonstrations(np.array(states), np.array(gains), np.array(numbers, dtype=np.int64))


def _on_table(form: Form, count: int, rng: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    x, y = synthetic_table(rng)
    order = rng.permutation(len(y))
    known = np.sort(order[np.unique(y[order], return_index=True)[1]])

    def model(rows: Rows) -> LogisticRegression:
        return LogisticRegression(tol=1e-3, max_iter=1000).fit(x[rows], y[rows])

    for _ in range(STEPS):
        free = np.setdiff1d(np.arange(len(y)), known)
        view = View.from_arrays(proba=model(known).predict_proba(x), embedding=x, labelled=known, y=y[known])
        candidates, states = form(view, free, count, rng)
        yield states, greedy_oracle(lambda rows: model(rows).predict(x), y, known, list(candidates))
        known = np.union1d(known, rng.choice(free, STEP, replace=False))
