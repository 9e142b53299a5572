"""Sets of a folder on this machine."""

from __future__ import annotations

import os

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats import FORMATS, Found, Listing
from labelwise.bench.datasets.labelled_set import LabelledSet
from labelwise.bench.datasets.nearest import unknown

__all__ = ["load_local", "local_names", "names"]

SCHEME = "local:"
ALLOWED = "what labelwise.bench.datasets.names(folder) lists"


def names(folder: str | os.PathLike[str] | None = None) -> list[Listing]:
    """What a folder of data sets offers, in the order of the names.

    Indices, headers, labels and texts are read, but no array of features and no image. Directories in no
    known layout, such as answers of crowds, graphs or sentences with tags, are passed over.

    Parameters
    ----------
    folder : path-like, optional
        By default the one that the variable ``LABELWISE_DATA`` names.

    Raises
    ------
    BadParameter
        If there is no such folder.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> with TemporaryDirectory() as place:
    ...     Path(place, "blobs").mkdir()
    ...     np.savez(Path(place, "blobs", "all.npz"), X=np.eye(4), y=np.array([0, 1, 0, 1]))
    ...     print(*names(place))
    Listing(name='local:blobs', kind='classes', rows=4, test_rows=0, classes=2)
    """
    here = Folder(folder)
    found = (one.listing() for directory in here.directories() for one in _sets(here, directory))
    return sorted(found)


def local_names(folder: Folder) -> list[str]:
    """The names alone, without a look at any label."""
    return [SCHEME + found.name for directory in folder.directories() for found in _sets(folder, directory)]


def load_local(name: str, folder: str | os.PathLike[str] | None) -> LabelledSet:
    """The set ``name`` (without ``local:``) of a folder.

    Raises
    ------
    BadParameter
        If there is no such folder.
    BadData
        If a file is damaged, or is not the one that the manifest lists.
    UnknownName
        If there is no such set.
    """
    here = Folder(folder)
    directory = name.split("/")[0]
    found = _sets(here, directory) if directory in here.directories() else []
    chosen = next((one for one in found if one.name == name), None)
    if chosen is None:
        raise unknown(SCHEME + name, local_names(here), allowed=ALLOWED)
    return chosen.load()


def _sets(folder: Folder, directory: str) -> list[Found]:
    return next((found for form in FORMATS if (found := form(folder, directory))), [])
