"""An annotator that answers from the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from labelwise.errors import BadData
from labelwise.pool import Pool
from labelwise.tasks.forms import form_of
from labelwise.types import Query


@dataclass(frozen=True, eq=False)
class Simulated:
    """Answers every question from the true value of its item, as the question's form wants it.

    Parameters
    ----------
    truth : mapping of id to value
        The true value of every item that may be asked.

    Examples
    --------
    >>> from labelwise.types import Query
    >>> Simulated({"a": "cat"})([Query("q1", "a"), Query("q2", "a", form="yes-no", proposal="dog")])
    ['cat', False]
    """

    truth: Mapping[str, Any]

    by: ClassVar[str] = "simulated"

    @classmethod
    def of(cls, pool: Pool, y: Sequence[Any]) -> Simulated:
        """The annotator who knows ``y[row]`` of every row of ``pool``.

        Raises
        ------
        BadData
            If there is not one value per item.
        """
        if len(y) != len(pool):
            raise BadData(f"{len(y)} true labels for {len(pool)} items", allowed="one label per item")
        return cls(dict(zip(pool.ids.to_pylist(), y, strict=True)))

    def __call__(self, batch: Sequence[Query]) -> list[Any]:
        """One answer per question, in that order.

        Raises
        ------
        BadData
            If the truth of an item is not known.
        """
        missing = [q.item for q in batch if q.item not in self.truth]
        if missing:
            raise BadData(
                f"there is no true label for item {missing[0]!r}", fix="give one for every item of the pool"
            )
        return [form_of(q).truthful(q, self.truth[q.item]) for q in batch]
