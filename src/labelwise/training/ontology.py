"""A hierarchy of tags, and the tags that it makes likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Piece

__all__ = ["Ontology"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class Ontology(Piece):
    """Which tags are kinds of which others; a tag may have several parents.

    Parameters
    ----------
    parents : dict of str to tuple of str
        The direct parents of each tag. Tags that are no classes of the task may stand between.

    Raises
    ------
    BadParameter
        If a tag is below itself.

    Examples
    --------
    >>> kinds = Ontology({"dog": ("pet",), "cat": ("pet",), "pet": ("animal",)})
    >>> kinds.above(("animal", "dog")).tolist(), kinds.children(("animal", "dog")).tolist()
    ([[False, False], [True, False]], [[False, False], [False, False]])
    """

    parents: dict[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        """Refuse circles."""
        super().__post_init__()
        for tag in self.parents:
            if tag in self._above(tag):
                raise BadParameter(f"the tag {tag!r} is below itself", allowed="a hierarchy without circles")

    def _above(self, tag: str) -> set[str]:
        found: set[str] = set()
        left = list(self.parents.get(tag, ()))
        while left:
            parent = left.pop()
            if parent not in found:
                found.add(parent)
                left += self.parents.get(parent, ())
        return found

    def above(self, classes: Sequence[str]) -> NDArray[np.bool_]:
        """(C, C): whether the second is an ancestor of the first, near or far."""
        return np.array([[other in self._above(tag) for other in classes] for tag in classes], bool)

    def children(self, classes: Sequence[str]) -> NDArray[np.bool_]:
        """(C, C): whether the second is a direct child of the first."""
        return np.array([[tag in self.parents.get(other, ()) for other in classes] for tag in classes], bool)

    def added(
        self, there: Array, scores: Array, threshold: Array, classes: Sequence[str]
    ) -> NDArray[np.bool_]:
        """Tags that are likely to be missing.

        First direct children of a tag that is there, then all ancestors of a tag that is there or was just
        added, where their score is above their threshold. Nothing is ever taken away.

        Parameters
        ----------
        there : (m, C) bool
            The tags of each item.
        scores : (m, C) float
            Of models that have not seen the item.
        threshold : (C,) float
            For each tag.
        classes : sequence of str
            Their names.

        Returns
        -------
        (m, C) bool

        Examples
        --------
        >>> kinds, there = Ontology({"dog": ("pet",)}), np.array([[True, False], [False, True]])
        >>> kinds.added(there, np.full((2, 2), 0.7), np.array([0.5, 0.9]), ("pet", "dog")).tolist()
        [[False, False], [True, False]]
        """
        likely = scores > threshold
        child = ((there.astype(int) @ self.children(classes)) > 0) & likely & ~there
        both = there | child
        parent = ((both.astype(int) @ self.above(classes)) > 0) & likely & ~both
        return np.asarray(child | parent)
