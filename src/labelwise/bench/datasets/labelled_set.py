"""Items with their true labels, as a simulation takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Whole
from labelwise.pool import as_pool
from labelwise.random import generator
from labelwise.tasks import Task

__all__ = ["KINDS", "Kind", "LabelledSet", "Origin", "taken"]

Kind = Literal["classes", "tags", "number"]
KINDS: dict[str, Kind] = {"proba": "classes", "tags": "tags", "mean": "number"}
"""From the output of a task to what a label is."""

LEAST = 5
"""Items of each class that a smaller set keeps, where it has room and the class has as many."""


@dataclass(frozen=True)
class Origin:
    """Where a set comes from.

    Parameters
    ----------
    files : dict from name to text
        The sha256 of the bytes of every file that was read.
    licence : str
        As the source states it; empty where it states none.
    source : str
        Where the files come from; empty where nobody says.
    """

    files: Mapping[str, str]
    licence: str = ""
    source: str = ""

    @property
    def checksum(self) -> str:
        """One sha256 for all: that of the only file, else of the list that ``sha256sum`` prints of them.

        Examples
        --------
        >>> Origin({"a.tsv.gz": "12ab"}).checksum
        '12ab'
        """
        if len(self.files) == 1:
            return next(iter(self.files.values()))
        listed = "".join(f"{self.files[name]}  {name}\n" for name in sorted(self.files))
        return hashlib.sha256(listed.encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class LabelledSet:
    """A data set whose labels are known.

    ``simulate(s.x, s.y, task=s.task, test=s.test)`` takes it as it is; images in arrays need a learner for
    such items, or :meth:`flat`.

    Parameters
    ----------
    name : str
        As passed to :func:`~labelwise.bench.datasets.load`.
    x : array, Arrow table or list of str
        N items, as :class:`labelwise.Pool` takes them: (N, D) numbers, (N, H, W) or (N, H, W, 3) uint8
        images, a table of mixed columns, or texts.
    y : (N,) array of str, (N, C) array of 0 and 1, or (N,) float array
        Their true classes, tags or numbers.
    task : Task
        What is asked, with all classes or tags of both parts.
    origin : Origin
        Where it comes from, and the checksums.
    test : (x, y), optional
        M items that are always scored on, where the set has an official test part.
    groups : (N,) array, optional
        Which items belong together, such as shapes of one molecule; they should not be parted between
        training and test.
    masks : (N, S) bool array, optional
        S official splits; True is a test item.

    Examples
    --------
    >>> from labelwise.tasks import Classification
    >>> y = np.array(["a"] * 90 + ["b"] * 10)
    >>> found = LabelledSet("mine", np.eye(100), y, Classification(("a", "b")), Origin({}))
    >>> found.kind, len(found), found.subsample(20, seed=0).x.shape
    ('classes', 100, (20, 100))
    """

    name: str
    x: Any
    y: NDArray[Any]
    task: Task
    origin: Origin
    test: tuple[Any, NDArray[Any]] | None = field(default=None, kw_only=True)
    groups: NDArray[Any] | None = field(default=None, kw_only=True)
    masks: NDArray[np.bool_] | None = field(default=None, kw_only=True)

    def __len__(self) -> int:
        return len(self.y)

    @property
    def kind(self) -> Kind:
        """What a label is: a class, tags or a number."""
        return KINDS[self.task.output]

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes or tags; empty for numbers."""
        return self.task.classes

    def flat(self) -> LabelledSet:
        """The set with images as rows of numbers from 0 to 1, for learners that take nothing else.

        Items that are no images stay as they are.
        """
        if getattr(self.x, "ndim", 2) < 3:
            return self
        test = None if self.test is None else (_flat(self.test[0]), self.test[1])
        return replace(self, x=_flat(self.x), test=test)

    def subsample(self, rows: int, seed: int) -> LabelledSet:
        """At most ``rows`` random items of each part, in their order.

        Each class or tag keeps at least five items, or all where it has fewer; where ``rows`` has no room
        for five of each, it keeps as many as ``rows`` allows for all alike. All other items are drawn with
        equal chances, so frequent classes keep their shares and rare ones are never lost.

        Parameters
        ----------
        rows : int
            At least one for each class.
        seed : int
            Of the draw.

        Raises
        ------
        BadParameter
            If there is no room for every class.
        """
        if not Whole(1)(rows):
            raise BadParameter(f"rows is {rows!r}", allowed=str(Whole(1)))
        found = self._taken(self._drawn(self.y, int(rows), generator(seed, "subsample")))
        if self.test is None:
            return found
        x, y = self.test
        kept = self._drawn(y, int(rows), generator(seed, "subsample", "test"))
        return replace(found, test=(taken(x, kept), y[kept]))

    def split(self, number: int) -> LabelledSet:
        """The set with the test items of one of its official splits as its test part.

        Raises
        ------
        BadParameter
            If there is no such split.
        """
        splits = 0 if self.masks is None else self.masks.shape[1]
        if self.masks is None or not 0 <= number < splits:
            raise BadParameter(
                f"{self.name} has no split {number!r}",
                allowed=f"0 to {splits - 1}" if splits else "nothing: it has no official splits",
            )
        held = self.masks[:, number]
        rest, out = np.flatnonzero(~held), np.flatnonzero(held)
        return replace(self._taken(rest), test=(taken(self.x, out), self.y[out]), masks=None)

    def _taken(self, rows: NDArray[np.int64]) -> LabelledSet:
        groups, masks = (None if part is None else part[rows] for part in (self.groups, self.masks))
        return replace(self, x=taken(self.x, rows), y=self.y[rows], groups=groups, masks=masks)

    def _drawn(self, y: NDArray[Any], rows: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Sorted positions of the items that are kept."""
        order = rng.permutation(len(y))
        if len(y) <= rows:
            return np.arange(len(y))
        members = _members(self.kind, y[order])
        least = min(LEAST, rows // max(1, len(members)))
        if not least:
            raise BadParameter(
                f"rows is {rows}, and {self.name} has items of {len(members)} {self.kind}",
                allowed="one row or more for each",
            )
        later = np.ones(len(y), dtype=bool)
        for places in members:
            later[places[:least]] = False
        kept = np.argsort(later, kind="stable")[:rows]
        return np.sort(order[kept])


def _members(kind: Kind, y: NDArray[Any]) -> list[NDArray[np.int64]]:
    """Where the items of each class or tag that occurs are."""
    if kind == "number":
        return []
    columns = y.T.astype(bool) if kind == "tags" else (y == name for name in np.unique(y))
    return [places for places in map(np.flatnonzero, columns) if len(places)]


def _flat(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


def taken(x: Any, rows: NDArray[np.int64]) -> Any:
    """Some of the items, in the form of all.

    Examples
    --------
    >>> taken(["a", "b", "c"], np.array([2, 0]))
    ['c', 'a']
    """
    return as_pool(x).x(rows)
