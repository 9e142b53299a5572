"""How the questions of a batch are put when several strategies picked it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from labelwise.strategy import View
from labelwise.types import Posed, Rows, Selection

__all__ = ["posed_by"]

ALWAYS = ("indices", "scores", "cost", "p")
BLANK: dict[str, Any] = {"options": Posed(), "to": None, "purposes": ""}
"""What a question has where its strategy says nothing."""


def posed_by(
    askers: Sequence[tuple[Rows, Any]], view: View, made: Selection, rng: np.random.Generator
) -> Selection:
    """The selection with options, addressees, purposes and costs as each strategy says.

    Where one of them has to be calibrated first, only its questions of purpose ``calibrate`` are left; the
    rest of the batch is chosen once they are answered.

    Parameters
    ----------
    askers : sequence of (rows, strategy)
        Positions in the selection, and who picked them: anything with ``posed(view, made, rng)``.
    view : View
        The arrays.
    made : Selection
        The whole batch.
    rng : numpy.random.Generator
        For what is drawn.

    Examples
    --------
    >>> from labelwise.selectors import Random
    >>> from labelwise.strategy import Strategy
    >>> view, random, rng = View(labels=[-1, -1]), Strategy(selector=Random()), np.random.default_rng(0)
    >>> made = random.picker(view, 2, rng).fill().selection()
    >>> len(made.options), len(posed_by([(np.arange(2), random)], view, made, rng).options)
    (0, 2)
    """
    parts: list[tuple[Rows, Selection]] = [
        (at, asker.posed(view, _some(made, at, asker, view), rng))
        for at, asker in askers
        if hasattr(asker, "posed")
    ]
    for _, part in parts:
        if part.hold:
            return replace(part, state=made.state, short=made.short)
    columns: dict[str, Any] = {"cost": made.cost.copy()}
    for at, part in parts:
        columns["cost"][at] = part.cost
    for name, blank in BLANK.items():
        if any(len(getattr(part, name)) for _, part in parts):
            values = [blank] * len(made)
            for at, part in parts:
                for i, value in zip(at.tolist(), getattr(part, name) or [blank] * len(at), strict=True):
                    values[i] = value
            columns[name] = tuple(values)
    return replace(made, **columns)


def _some(made: Selection, at: Rows, asker: Any, view: View) -> Selection:
    """Some of the picks, each at the cost of its own strategy."""
    arrays: dict[str, Any] = {
        name: getattr(made, name)[at] for name in ALWAYS if getattr(made, name) is not None
    }
    if hasattr(asker, "costs"):
        arrays["cost"] = asker.costs(view, arrays["indices"])
    return replace(made, why=tuple(made.why[k] for k in at), **arrays)
