"""Training pool and test items of one seed, encoded once for all strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.metrics import comparable
from labelwise.campaign.inputs import Inputs
from labelwise.errors import BadData
from labelwise.learners import as_learner, bare
from labelwise.learners.cache import frozen
from labelwise.pool import Pool, as_pool, subset
from labelwise.random import generator
from labelwise.tasks import Task
from labelwise.types import CHUNK, Value

TEST_SHARE = 0.3
"""Share of the items that is set aside for scoring when no test set is given."""


@dataclass(frozen=True, eq=False)
class Split:
    """What every strategy of one seed gets.

    Parameters
    ----------
    seed : int
        Of split, encoder and campaign.
    pool : Pool
        The training items as the learner sees them.
    truth : list of N values
        Their true labels, as an annotator answers.
    blocks : sequence
        Inputs of the test items as the learner sees them, in chunks.
    test : (M,) or (M, C) array
        Their true labels, as a metric takes them.
    task : Task
        What is asked.
    learner : Learner
        Without its encoder, which has done its work.
    """

    seed: int
    pool: Pool
    truth: list[Value]
    blocks: Sequence[Any]
    test: NDArray[Any]
    task: Task
    learner: Any


def given(
    pool: Pool, y: list[Value], test: tuple[Any, list[Value]], task: Task, learner: Any, seed: int
) -> Split:
    """The split of a given test set; the whole pool is for training."""
    others = as_pool(test[0])
    encoded, bare, encoder = _encoded(learner, pool, task, seed)
    blocks = _blocks(others, np.arange(len(others)), encoder)
    return Split(seed, encoded, y, blocks, comparable(task, test[1]), task, bare)


def held_out(size: int) -> int:
    """How many of ``size`` items are set aside for scoring.

    Raises
    ------
    BadData
        If that leaves nothing on one side.
    """
    cut = round(TEST_SHARE * size)
    if not 0 < cut < size:
        raise BadData(f"a pool of {size} items cannot be split", fix="pass test=(X, y), or more items")
    return cut


def drawn(pool: Pool, y: list[Value], task: Task, learner: Any, seed: int) -> Split:
    """A random share of the pool for scoring, the rest for training."""
    order, cut = generator(seed, "split").permutation(len(pool)), held_out(len(pool))
    return parted(pool, y, (np.sort(order[cut:]), np.sort(order[:cut])), task, learner, seed)


def parted(
    pool: Pool, y: list[Value], rows: tuple[NDArray[Any], NDArray[Any]], task: Task, learner: Any, seed: int
) -> Split:
    """The split into rows for training and rows for scoring; an encoder is fitted to the former only.

    What a frozen encoder gives depends on each item alone: the whole pool is encoded, once for all seeds.
    """
    rest, held = rows
    part, truth, test = subset(pool, rest), [y[i] for i in rest], comparable(task, [y[i] for i in held])
    if _frozen(as_learner(learner, part, task)):
        whole, alone, _ = _encoded(learner, pool, task, seed)
        if whole is not pool:
            seen, blocks = part.encoded(whole.x(rest)), _blocks(whole, held, None)
            return Split(seed, seen, truth, blocks, test, task, alone)
    encoded, alone, encoder = _encoded(learner, part, task, seed)
    return Split(seed, encoded, truth, _blocks(pool, held, encoder), test, task, alone)


def _encoded(learner: Any, pool: Pool, task: Task, seed: int) -> tuple[Pool, Any, Any]:
    """The pool in the learner's features, the learner without its encoder, the fitted encoder.

    Where one asks and another with an encoder of its own is delivered, the campaign encodes for both.
    """
    made = as_learner(learner, pool, task)
    inputs = Inputs(pool, seed)
    if isinstance(made, Mapping):
        (asked, _), (seen, encoder) = inputs.of(made["acquire"]), inputs.of(made["final"])
        if asked is not seen:
            return pool, made, encoder
        return seen, {name: bare(one) for name, one in made.items()}, encoder
    encoded, encoder = inputs.of(made)
    return encoded, bare(made), encoder


def _frozen(made: Any) -> bool:
    """Whether the features of an item depend on nothing else."""
    learners = made.values() if isinstance(made, Mapping) else [made]
    return all(frozen(getattr(one, "encoder", None)) for one in learners)


def _blocks(pool: Pool, rows: NDArray[Any], encoder: Any) -> list[Any]:
    parts = [pool.x(rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK)]
    return parts if encoder is None else [encoder.transform(part) for part in parts]
