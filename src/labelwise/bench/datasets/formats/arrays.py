"""Arrays that numpy wrote: images, tags and regression."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats.found import Found, Listing
from labelwise.bench.datasets.labelled_set import KINDS, LabelledSet
from labelwise.bench.datasets.labels import as_classes
from labelwise.errors import BadData, LabelwiseError
from labelwise.tasks import Regression, Tags, Task

__all__ = ["arrays", "opened"]

PAIRS = (("X_train", "y_train"), ("X_train", "Y_train"), ("X_all", "Y_all"), ("X", "y"))
TAG_NAMES, MASKS = "label_names", "test_mask"


class Names(NamedTuple):
    """Names of the arrays of items and labels, and of those of the test part where there is one."""

    own: tuple[str, str]
    test: tuple[str, str] | None


def arrays(folder: Folder, directory: str) -> list[Found]:
    """Files ``*.npz`` that hold items beside labels, without pickle.

    ``X_train y_train X_test y_test`` have a fixed test part, ``X y`` and ``X_all Y_all`` have none. Labels of
    whole numbers are classes and those of floats are numbers; a matrix of 0 and 1 holds tags, which
    ``label_names`` names. ``test_mask`` holds official splits, a column each. The only such file of a
    directory is called as the directory, several are called ``directory/file``.
    """
    files = {file: _names(folder, file) for file in folder.files(directory, ".npz")}
    held = {file: names for file, names in files.items() if names is not None}
    return [
        _found(folder, file, names, directory if len(held) == 1 else file.removesuffix(".npz"))
        for file, names in held.items()
    ]


def _names(folder: Folder, file: str) -> Names | None:
    with opened((folder.path / file).open("rb"), file) as held:
        there = set(held.files)
    own = next((pair for pair in PAIRS if set(pair) <= there), None)
    if own is None:
        return None
    test = own[0].replace("train", "test"), own[1].replace("train", "test")
    return Names(own, test if test != own and set(test) <= there else None)


def _found(folder: Folder, file: str, names: Names, name: str) -> Found:
    def listing() -> Listing:
        with opened((folder.path / file).open("rb"), file) as held:
            labels, task = _labels(held, names)
        sizes = [len(part) for part in labels]
        return Listing(f"local:{name}", KINDS[task.output], sizes[0], sum(sizes[1:]), len(task.classes))

    def load() -> LabelledSet:
        with opened(io.BytesIO(folder.read(file)), file) as held:
            labels, task = _labels(held, names)
            test = (held[names.test[0]], labels[1]) if names.test else None
            masks = held[MASKS].astype(bool) if MASKS in held.files else None
            items = held[names.own[0]]
        origin = folder.origin(str(PurePosixPath(file).parent))
        return LabelledSet(f"local:{name}", items, labels[0], task, origin, test=test, masks=masks)

    return Found(name, listing, load)


def _labels(held: Mapping[str, NDArray[Any]], names: Names) -> tuple[list[NDArray[Any]], Task]:
    found = [held[part[1]] for part in names if part is not None]
    if found[0].ndim == 2:
        called = held[TAG_NAMES] if TAG_NAMES in held else range(found[0].shape[1])
        return found, Tags([str(name) for name in called])
    if found[0].dtype.kind == "f":
        return [part.astype(np.float64) for part in found], Regression()
    parts, task = as_classes(*found)
    return list(parts), task


@contextmanager
def opened(file: BinaryIO, what: str) -> Iterator[Any]:
    """The arrays of a ``.npz`` file by their names, each read when it is asked for; never a pickle.

    Raises
    ------
    BadData
        If the file or one of the arrays cannot be read.
    """
    try:
        with file, np.load(file, allow_pickle=False) as held:
            yield held
    except LabelwiseError:
        raise
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise BadData(f"{what} cannot be read: {error}", fix="copy the file again") from error
