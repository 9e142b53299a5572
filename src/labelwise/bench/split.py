"""Training pool and test items of one seed, encoded once for all strategies."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.learners import as_learner, encode
from labelwise.pool import Pool, as_pool
from labelwise.random import generator
from labelwise.tasks import Classification
from labelwise.types import CHUNK

TEST_SHARE = 0.3
"""Share of the items that is set aside for scoring when no test set is given."""

Names = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Split:
    """What every strategy of one seed gets.

    Parameters
    ----------
    seed : int
        Of split, encoder and campaign.
    pool : Pool
        The training items as the learner sees them.
    truth : (N,) str
        Their true classes.
    blocks : sequence
        Inputs of the test items as the learner sees them, in chunks.
    test : (M,) str
        Their true classes.
    task : Classification
        All classes.
    learner : Learner
        Without its encoder, which has done its work.
    """

    seed: int
    pool: Pool
    truth: Names
    blocks: Sequence[Any]
    test: Names
    task: Classification
    learner: Any


def names_of(y: Any, what: str, size: int) -> Names:
    """Labels as text, one per item.

    Raises
    ------
    BadData
        If there is not one label per item, or one is missing.
    """
    values = list(y.tolist() if hasattr(y, "tolist") else y)
    if len(values) != size:
        raise BadData(f"{what}: {len(values)} labels for {size} items", allowed="one label per item")
    named = [_name(v) for v in values]
    if "" in named:
        raise BadData(f"{what}: item {named.index('')} has no label", fix="simulate with labelled items only")
    return np.array(named)


def _name(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def task_of(*labels: Names) -> Classification:
    """The task whose classes are all that occur, numbers in their order, else by alphabet.

    Examples
    --------
    >>> task_of(np.array(["10", "9"])).classes
    ('9', '10')
    """
    found = sorted(set(np.concatenate(labels).tolist()))
    if len(found) < 2:
        raise BadData(f"all labels are {found[0]!r}", allowed="labels of two classes or more")
    numbers = all(c.lstrip("-").isdigit() for c in found)
    return Classification(tuple(sorted(found, key=int) if numbers else found))


def given(pool: Pool, y: Names, test: tuple[Any, Any], learner: Any, seed: int) -> Split:
    """The split of a given test set; the whole pool is for training."""
    others = as_pool(test[0])
    truth = names_of(test[1], "test", len(others))
    encoded, bare, encoder = _encoded(learner, pool, seed)
    blocks = _blocks(others, np.arange(len(others)), encoder)
    return Split(seed, encoded, y, blocks, truth, task_of(y, truth), bare)


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


def drawn(pool: Pool, y: Names, learner: Any, seed: int) -> Split:
    """A random share of the pool for scoring, the rest for training; the encoder sees the rest only."""
    order, cut = generator(seed, "split").permutation(len(pool)), held_out(len(pool))
    held, rest = np.sort(order[:cut]), np.sort(order[cut:])
    encoded, bare, encoder = _encoded(learner, subset(pool, rest), seed)
    return Split(seed, encoded, y[rest], _blocks(pool, held, encoder), y[held], task_of(y), bare)


def subset(pool: Pool, rows: NDArray[Any]) -> Pool:
    """The items of ``rows`` as a pool of their own."""
    own = [name for name in pool.columns if pool.kind != "table"]
    x = pool.x(rows)
    return Pool(
        np.array(x, dtype=object) if pool.kind == "text" else x,
        ids=[pool.id(r) for r in rows],
        columns={name: pool.column(name, rows) for name in own},
    )


def _encoded(learner: Any, pool: Pool, seed: int) -> tuple[Pool, Any, Any]:
    """The pool in the learner's features, the learner without its encoder, the fitted encoder."""
    made = as_learner(learner, pool)
    asking = made["acquire"] if isinstance(made, Mapping) else made
    encoded, encoder = encode(asking, pool, seed)
    if encoder is None:
        return pool, made, None
    bare = dataclasses.replace(asking, encoder=None)
    return encoded, ({**made, "acquire": bare} if isinstance(made, Mapping) else bare), encoder


def _blocks(pool: Pool, rows: NDArray[Any], encoder: Any) -> list[Any]:
    parts = [pool.x(rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK)]
    return parts if encoder is None else [encoder.transform(part) for part in parts]
