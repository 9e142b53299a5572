"""How much would an answer tell? One pure function a file; higher = ask sooner, always.

A measure's parameter names are the View arrays it needs. A plain one scores each unit by
itself and is fed chunk by chunk; one marked ``@pooled`` gets all rows that are scored at once,
one marked ``@whole`` all rows of the pool, whichever are scored. A measure with options is a
frozen dataclass with ``__call__``; ``Per``, ``on``, ``Mix`` and ``RankSum`` make measures of
measures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from labelwise.families import members

Measure = TypeVar("Measure", bound=Callable[..., Any])


def pooled(measure: Measure) -> Measure:
    """Mark a measure that needs all rows at once.

    Examples
    --------
    >>> @pooled
    ... def above_mean(cost):
    ...     return cost - cost.mean()
    >>> above_mean.pooled
    True
    """
    measure.pooled = True  # type: ignore[attr-defined]
    return measure


def whole(measure: Measure) -> Measure:
    """Mark a pooled measure that reads the whole pool, whichever rows are scored.

    For one whose arrays speak of other rows: ``neighbours`` hold rows of the pool, and the votes
    that tell who is reliable stand at rows that nobody asks about any more.

    Examples
    --------
    >>> @whole
    ... def below_mean(votes):
    ...     return (votes != 0).mean() - (votes != 0).mean(axis=1)
    >>> below_mean.pooled, below_mean.whole
    (True, True)
    """
    measure.whole = True  # type: ignore[attr-defined]
    return pooled(measure)


def title(measure: Any) -> str:
    """What a measure is called in messages and in ``Selection.why``.

    Examples
    --------
    >>> title(least_confidence)
    'least-confidence'
    """
    own = getattr(measure, "title", None)
    return str(own) if own else str(getattr(measure, "__name__", None) or repr(measure)).replace("_", "-")


_found = members(__name__, __path__)
globals().update(_found)
__all__ = ["pooled", "title", "whole", *_found]  # noqa: PLE0604 - every key is a string


def __getattr__(name: str) -> Any:
    raise AttributeError(f"there is no measure {name!r}; there are {', '.join(_found)}")
