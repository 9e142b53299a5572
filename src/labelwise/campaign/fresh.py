"""Items that are not in the campaign's pool: checked against it, and read as its learners read."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from labelwise.campaign.subject import Subject
from labelwise.engines import Spread
from labelwise.errors import BadData
from labelwise.pool import Pool, subset
from labelwise.pool.inputs import is_arrow, names
from labelwise.scoring import chunkwise
from labelwise.strategy.arrays import join
from labelwise.strategy.outputs import Outputs
from labelwise.tasks import Task
from labelwise.types import Model, Rows


class Encoded:
    """New items as the models of a campaign read them, encoded when they are asked for.

    Parameters
    ----------
    pool : Pool
        The new items.
    like : Pool
        The campaign's pool.
    encoder : fitted transformer or None
        What its items went through.

    Raises
    ------
    BadData
        If the items are of another kind than the campaign's pool, have another number of features, or
        lack a column.
    """

    def __init__(self, pool: Pool, like: Pool, encoder: Any) -> None:
        _check_alike(like, pool)
        self._pool, self._like, self._encoder = pool, like, encoder
        self.columns = pool.columns

    def __len__(self) -> int:
        return len(self._pool)

    def x(self, rows: Rows) -> Any:
        """Inputs of ``rows``."""
        x = self._pool.x(rows)
        x = _in_order(x, self._like) if self._pool.kind == "table" else x
        return x if self._encoder is None else self._encoder.transform(x)


class Said:
    """What a model says of new items, chunk by chunk.

    Parameters
    ----------
    model : Model
        Of the delivered learner.
    task : Task
        What is asked.
    like : Pool
        The campaign's pool; its first item alone travels to other processes.
    encoder : fitted transformer or None
        What its items went through.
    """

    def __init__(self, model: Model, task: Task, like: Pool, encoder: Any) -> None:
        self._model, self._task = model, task
        self._like, self._encoder = subset(like, np.arange(1)), encoder

    def of(self, pool: Pool, engine: str, spread: Spread) -> Any:
        """The output that the task's predictions are made of, for every unit of ``pool``.

        Raises
        ------
        BadData
            As :class:`Encoded` does.
        """
        _check_alike(self._like, pool)
        return join(self._task.output, chunkwise(self, pool, engine, spread))

    def __call__(self, chunk: Pool) -> Any:
        """The same of one chunk."""
        subject = Subject(chunk, self._task)
        seen = subject.seen_as(Encoded(chunk, self._like, self._encoder))
        return Outputs(seen, self._model, "").get(self._task.output, np.arange(len(subject)))


def _form(pool: Pool) -> str:
    """What a pool holds, in words."""
    if pool.kind == "array":
        return "a sparse matrix" if sparse.issparse(pool.data) else "a dense array"
    return {"table": "a table", "text": "texts", "image": "images", "parts": "features of parts"}[pool.kind]


def _width(pool: Pool) -> int:
    """Features of an item; of each part of it, or colours of a pixel, where there are parts."""
    return int((pool.data.values if pool.kind == "parts" else pool.data).shape[-1])


def _check_alike(had: Pool, new: Pool) -> None:
    """Refuse items that the models of ``had`` cannot read; a dense array may stand for a sparse matrix."""
    was, now = _form(had), _form(new)
    if had.kind != new.kind or (was, now) == ("a dense array", "a sparse matrix"):
        fix = "pass items.toarray()" if had.kind == new.kind else f"pass {was} like the campaign's pool"
        raise BadData(f"the items are {now} and the campaign's pool is {was}", allowed=was, fix=fix)
    if had.kind == "array" and had.data.ndim != new.data.ndim:
        raise BadData(
            f"the items are an array of {new.data.ndim} dimensions",
            allowed=f"{had.data.ndim}, as in the campaign's pool",
        )
    grey = had.kind == "array" and had.data.ndim == 3  # rows and columns of pixels, as many as you like
    if had.kind in ("array", "parts") and not grey and _width(had) != _width(new):
        raise BadData(
            f"the items have {_width(new)} features", allowed=f"{_width(had)}, as in the campaign's pool"
        )
    lost = sorted(set(names(had.data)) - set(names(new.data))) if had.kind == "table" else []
    if lost:
        raise BadData(
            f"the items are a table without the column {lost[0]!r} and the campaign's pool is a table",
            allowed=f"all of its columns: {', '.join(names(had.data))}",
            fix="add the missing columns",
        )


def _in_order(table: Any, like: Pool) -> Any:
    """The columns of the pool ``like``, in its order, from a table that may have more."""
    found = names(table)
    at = [found.index(name) for name in names(like.data)]
    return table.select(at) if is_arrow(table) else table.iloc[:, at]
