"""Image files in a zip archive beside their labels."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats.arrays import opened
from labelwise.bench.datasets.formats.found import Found, Listing
from labelwise.bench.datasets.labelled_set import LabelledSet
from labelwise.bench.datasets.labels import as_classes
from labelwise.errors import BadData

__all__ = ["decoded", "pictures"]

LABELS, PARTS = "labels.npz", ("train", "test")


def pictures(folder: Folder, directory: str) -> list[Found]:
    """A directory with one archive ``*.zip`` and ``labels.npz``.

    The archive holds images of one size below ``train/`` and perhaps ``test/``; in the order of their names
    they belong to the entries of ``y_train`` and ``y_test``.
    """
    archives, labels = folder.files(directory, ".zip"), f"{directory}/{LABELS}"
    if len(archives) != 1 or labels not in folder.files(directory, LABELS):
        return []

    def listing() -> Listing:
        found = _labels(folder.read(labels), labels)
        sizes = [len(y) for y in found.values()]
        classes = np.unique(np.concatenate(list(found.values())))
        return Listing(f"local:{directory}", "classes", sizes[0], sum(sizes[1:]), len(classes))

    def load() -> LabelledSet:
        found = _labels(folder.read(labels), labels)
        y, task = as_classes(*found.values())
        x = _images(folder.read(archives[0]), archives[0], {part: len(held) for part, held in found.items()})
        test = (x[1], y[1]) if len(x) == 2 else None
        return LabelledSet(f"local:{directory}", x[0], y[0], task, folder.origin(directory), test=test)

    return [Found(directory, listing, load)]


def _labels(raw: bytes, file: str) -> dict[str, NDArray[Any]]:
    with opened(io.BytesIO(raw), file) as held:
        found = {part: held[f"y_{part}"] for part in PARTS if f"y_{part}" in held.files}
    if PARTS[0] not in found:
        raise BadData(f"{file} has no y_train", allowed="y_train and perhaps y_test")
    return found


def _images(raw: bytes, file: str, sizes: Mapping[str, int]) -> list[NDArray[np.uint8]]:
    """The images of each part, which has so many labels."""
    found = []
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for part, size in sizes.items():
                files = sorted(n for n in archive.namelist() if n.startswith(f"{part}/") and n[-1] != "/")
                if len(files) != size:
                    raise BadData(f"{file} has {len(files)} images in {part}/ for {size} labels")
                found.append(decoded(map(archive.read, files)))
    except zipfile.BadZipFile as error:
        raise BadData(f"{file} cannot be read: {error}", fix="copy the file again") from error
    return found


def decoded(files: Iterable[bytes]) -> NDArray[np.uint8]:
    """(N, H, W, 3) uint8: colours of image files of one size.

    Raises
    ------
    BadData
        If one is no image, or of another size than the first.
    """
    from PIL import Image, UnidentifiedImageError

    found: list[NDArray[np.uint8]] = []
    for number, raw in enumerate(files):
        try:
            found.append(np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")))
        except (UnidentifiedImageError, OSError) as error:
            raise BadData(f"image {number} cannot be read: {error}") from error
        if found[-1].shape != found[0].shape:
            sizes = " and ".join(f"{a.shape[1]} x {a.shape[0]}" for a in (found[0], found[-1]))
            raise BadData(f"images have different sizes, {sizes}", allowed="images of one size")
    return np.stack(found)
