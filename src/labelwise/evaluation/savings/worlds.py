"""Worlds whose labels are known: those a campaign has stay, a model draws the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, MissingCapability
from labelwise.evaluation.savings.trainer import fitted, says
from labelwise.pool import Pool
from labelwise.tasks.tempering import fitted_temperature, tempered
from labelwise.types import Learner

__all__ = ["Known", "world"]

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Known:
    """What a campaign knows of its pool.

    Parameters
    ----------
    pool : Pool
        The items, as the learner sees them (encoded).
    rows : (l,) int64
        The items that the strategy asked about.
    values : (l,) int64 or float64
        Their class indices or numbers.
    reserve : (m,) int64
        The random items that were asked about.
    truth : (m,) int64 or float64
        Theirs.
    classes : tuple of str
        Names of the classes; empty for numbers.
    batch : int
        Questions a round.

    Raises
    ------
    BadData
        Fewer than two labels, or an item with two.

    Examples
    --------
    >>> rows = np.arange(4)
    >>> known = Known(Pool(np.eye(6)), rows[:3], np.array([0, 1, 0]), rows[3:], np.array([1]), ("a", "b"))
    >>> len(known.rows), known.told()[1].tolist()
    (3, [0, 1, 0, 1])
    """

    pool: Pool
    rows: NDArray[np.int64]
    values: Array
    reserve: NDArray[np.int64]
    truth: Array
    classes: tuple[str, ...] = ()
    batch: int = 20

    def __post_init__(self) -> None:
        rows, values = self.told()
        if (
            len(np.unique(rows)) < len(rows)
            or len(rows) != len(values)
            or min(len(self.rows), self.batch) < 2
        ):
            raise BadData(
                f"{len(self.rows)} rows with {len(self.values)} labels and {len(self.reserve)} reserve rows "
                f"with {len(self.truth)}, batches of {self.batch}",
                allowed="each row once, a label each, two labels or more, batches of two or more",
            )

    def told(self) -> tuple[NDArray[np.int64], Array]:
        """All rows with a label, and their labels."""
        return np.concatenate([self.rows, self.reserve]), np.concatenate([self.values, self.truth])


def world(known: Known, learner: Learner, rng: np.random.Generator) -> Callable[[np.random.Generator], Array]:
    """A function that draws the labels of the whole pool anew.

    The model learns from all labels. Classes are drawn from its probabilities at the
    :func:`temperature` that fits the reserve best when the model has not seen it; numbers from a normal
    distribution around its mean, as wide as the errors of a model that has not seen the reserve.

    Raises
    ------
    MissingCapability
        If the model gives neither ``proba`` nor ``mean``.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.learners import SklearnLearner
    >>> x, rows = np.arange(40.0)[:, None], np.arange(0, 40, 4)
    >>> known = Known(Pool(x), rows, rows // 20, rows + 1, (rows + 1) // 20, ("low", "high"))
    >>> rng = np.random.default_rng(0)
    >>> y = world(known, SklearnLearner(LogisticRegression()), rng)(rng)
    >>> y[:5].tolist(), (y == np.arange(40) // 20).mean() > 0.8
    ([0, 0, 0, 0, 0], np.True_)
    """
    pool, rows = known.pool, np.arange(len(known.pool), dtype=np.int64)
    told, values = known.told()
    both = fitted(learner, pool.x, told, values, known.classes, rng)
    alone = fitted(learner, pool.x, known.rows, known.values, known.classes, rng)
    name = "proba" if known.classes else "mean"
    if name not in both.provides or name not in alone.provides:
        raise MissingCapability(
            f"{type(both).__name__} gives no {name}, from which a world could be drawn",
            fix=f"replay with a learner that gives {name}",
        )
    if not known.classes:
        mean = says(both, pool.x, rows, values, ())
        width = float(np.sqrt(np.mean((says(alone, pool.x, known.reserve, values, ()) - known.truth) ** 2)))

        def numbers(rng: np.random.Generator) -> Array:
            made = mean + width * rng.normal(size=len(mean))
            made[told] = values
            return made

        return numbers
    said = np.asarray(alone.proba(pool.x(known.reserve)))
    heat = fitted_temperature(np.eye(said.shape[1])[known.truth], said)
    total = tempered(both.proba(pool.x(rows)), heat).cumsum(axis=1)

    def classes(rng: np.random.Generator) -> Array:
        made = np.asarray((rng.random((len(total), 1)) * total[:, -1:] > total).sum(axis=1))
        made[told] = values
        return made

    return classes
