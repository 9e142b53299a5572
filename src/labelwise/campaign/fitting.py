"""One training: what a learner gives is checked, and its errors speak of items."""

from __future__ import annotations

import numpy as np

from labelwise.errors import BadData, BadParameter
from labelwise.learners.progress import report
from labelwise.pool import Pool
from labelwise.types import Learner, Model, Training


def fitted(learner: Learner, data: Training, rng: np.random.Generator, pool: Pool) -> Model:
    """A model of ``learner``.

    Raises
    ------
    BadData
        As the learner does; where its error names ``rows``, this one names the items of ``pool``.
    BadParameter
        If it gives no model.
    """
    report("training", 0.0)
    try:
        model = learner.fit(data, rng)
    except BadData as error:
        raise of_items(error, pool) from error
    if not hasattr(model, "provides"):
        raise BadParameter(
            f"{type(learner).__name__}.fit() gave {model!r}",
            allowed="a model: what has provides, and a method for each of these names",
            fix="let fit() return the trained model",
        )
    return model


def of_items(error: BadData, pool: Pool) -> BadData:
    """An error that names rows of a pool, with the ids of these items instead.

    Examples
    --------
    >>> error = BadData("the loss became nan, with the items [1]")
    >>> error.rows = np.array([1])
    >>> print(of_items(error, Pool(["good", "bad"], ids=["a", "b"])))
    the loss became nan, with the items 'b'.
    """
    rows = getattr(error, "rows", None)
    if rows is None:
        return error
    ids = ", ".join(repr(pool.id(row)) for row in rows)
    problem = error.problem.replace(str([int(row) for row in rows]), ids)
    return BadData(problem if ids in problem else f"{problem}: {ids}", allowed=error.allowed, fix=error.fix)
