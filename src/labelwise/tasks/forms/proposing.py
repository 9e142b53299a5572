"""The class that a question proposes, and whether the true one is that."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelwise.errors import BadAnswer
from labelwise.tasks.naming import name_of
from labelwise.types import Posed, Query, Rows, ViewLike

__all__: list[str] = []

PREDICTION = "prediction"
"""Of what a question is by default: the model's most probable class."""


def needs_of(of: str) -> tuple[str, ...]:
    """View names that :func:`proposed` reads."""
    return ("proba",) if of == PREDICTION else (of,)


def proposed(view: ViewLike, rows: Rows, of: str, options: tuple[Any, ...] = ()) -> list[Posed]:
    """A proposal for each row: the most probable class with its probability, or a class from the View.

    Parameters
    ----------
    view : View
        Gives ``proba``, or the class positions called ``of``.
    rows : (m,) int64
        The units.
    of : str
        ``prediction``, or a View name.
    options : tuple
        The values on offer.
    """
    if of != PREDICTION:
        return [Posed(options, int(k)) for k in np.asarray(view.get(of, rows))]
    proba = np.asarray(view.get("proba", rows))
    best = zip(proba.argmax(axis=1), proba.max(axis=1), strict=True)
    return [Posed(options, int(k), round(float(p), 6)) for k, p in best]


def proposal(query: Query) -> str:
    """What a question proposes.

    Raises
    ------
    BadAnswer
        If it proposes nothing.
    """
    if query.proposal is None:
        raise BadAnswer(
            f"the question {query.id!r} proposes nothing",
            allowed=f"questions of the form {query.form!r} with a proposal",
            fix="tell it an Answer, or ask again",
        )
    return str(query.proposal)


def right(query: Query, truth: Any) -> bool:
    """Whether the proposal is the true class."""
    return name_of(truth) == name_of(query.proposal)
