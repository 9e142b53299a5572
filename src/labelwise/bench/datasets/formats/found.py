"""A set that was found in a folder, before it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from labelwise.bench.datasets.labelled_set import Kind, LabelledSet

__all__ = ["Found", "Listing"]


class Listing(NamedTuple):
    """A line of :func:`~labelwise.bench.datasets.names`.

    Parameters
    ----------
    name : str
        What :func:`~labelwise.bench.datasets.load` takes.
    kind : {"classes", "tags", "number"}
        What a label is.
    rows, test_rows : int
        Items without and in the fixed test part.
    classes : int
        Number of classes or tags; 0 for numbers.
    """

    name: str
    kind: Kind
    rows: int
    test_rows: int
    classes: int


@dataclass(frozen=True, eq=False)
class Found:
    """A set of a folder.

    Parameters
    ----------
    name : str
        Below the folder: ``"trec6"``, ``"regression_uci/airfoil"``.
    listing : callable
        Looks at headers, indices and labels.
    load : callable
        Reads everything.
    """

    name: str
    listing: Callable[[], Listing]
    load: Callable[[], LabelledSet]
