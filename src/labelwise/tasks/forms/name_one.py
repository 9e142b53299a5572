"""NameOne: name one class that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from zlib import crc32

from labelwise.errors import BadAnswer
from labelwise.tasks.forms.priced import Priced
from labelwise.tasks.naming import name_of
from labelwise.types import Kind, Query, Value

__all__ = ["NameOne"]


@dataclass(frozen=True, repr=False)
class NameOne(Priced):
    """Ask for one tag that is there; the others stay unknown.

    Much cheaper than deciding about every tag. Where an item has exactly one class the answer is that class.

    Parameters
    ----------
    price_each : Decimal
        Money per answer.

    References
    ----------
    D. Zhou et al., "Acknowledging the Unknown for Multi-label Learning with Single Positive Labels", 2022
    (S030): the labels it learns from.

    Examples
    --------
    >>> NameOne().read(Query("q1", "a"), "beach")
    ('is', {'beach': True})
    """

    name: ClassVar[str] = "name-one"

    def read(self, query: Query, raw: Any) -> tuple[Kind, Value]:
        """Kind and value of the tag that was named; None is a skip.

        Raises
        ------
        BadAnswer
            If more or less than one was named.
        """
        if raw is None:
            return "skip", None
        given = raw[0] if isinstance(raw, (list, tuple)) and len(raw) == 1 else raw
        named = None if isinstance(given, bool) else name_of(given)
        if named is None:
            raise BadAnswer(
                f"the answer {raw!r} to the question {query.id!r}, which asks for one that is there",
                allowed="one name, None for a skip",
                fix="tell an Answer to say more than was asked",
            )
        return "is", {named: True}

    @classmethod
    def truthful(cls, query: Query, truth: Any) -> Any:
        """One of those that are there, drawn by the id of the question; None where there is none."""
        if isinstance(truth, Mapping):
            truth = [name for name, there in truth.items() if there]
        if isinstance(truth, (str, bytes)) or not hasattr(truth, "__len__"):
            return truth
        there = sorted(truth, key=str)
        return there[crc32(query.id.encode()) % len(there)] if there else None
