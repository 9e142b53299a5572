"""Arrays on disk under the hash of their content: written once, never changed.

One artefact is one ``.npz`` file. Its bytes depend on names, dtypes, shapes and values
only, so the same arrays always have the same name.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import StoreError
from labelwise.store.faults import point

Arrays = dict[str, NDArray[Any]]


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The content of the ``.npz`` file of ``arrays``, the same bytes for the same arrays.

    Parameters
    ----------
    arrays : mapping from str to array
        Any shapes and dtypes but object.

    Raises
    ------
    StoreError
        If an array holds Python objects, which would need pickle.

    Examples
    --------
    >>> a, b = np.arange(3), np.eye(2)
    >>> pack({"a": a, "b": b}) == pack({"b": np.asfortranarray(b), "a": a})
    True
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            array = np.asarray(arrays[name], order="C")
            if array.dtype.hasobject:
                raise StoreError(
                    f"the array {name!r} holds Python objects", allowed="numbers, booleans, fixed strings"
                )
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.create_system = 3  # the same on every system; the date is fixed already
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, version=(2, 0), allow_pickle=False)
    return content.getvalue()


def unpack(content: bytes, name: str) -> Arrays:
    """The arrays in ``content``, after checking that it is what ``name`` says.

    Raises
    ------
    StoreError
        If the content is damaged.
    """
    if name_of(content) != name:
        raise StoreError(
            f"the artefact {name} is damaged: its content has another hash", fix="restore it from a copy"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return {key: file[key] for key in file.files}


def name_of(content: bytes) -> str:
    """Hex SHA-256 of ``content``: the name of an artefact."""
    return hashlib.sha256(content).hexdigest()


class ArtefactFolder:
    """Artefacts as files of one folder, which is made by the first :meth:`put`.

    Parameters
    ----------
    folder : Path
        Where the files ``<hash>.npz`` are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, arrays: Mapping[str, NDArray[Any]]) -> str:
        """Write arrays for good: temporary file, fsync, rename, fsync of the folder.

        Raises
        ------
        StoreError
            If the folder cannot be written.
        """
        content = pack(arrays)
        name = name_of(content)
        try:
            self._write(self.folder / f"{name}.npz", content)
        except OSError as error:
            raise StoreError(f"the artefact {name} cannot be written: {error}") from error
        return name

    def get(self, name: str) -> Arrays:
        """Read the arrays stored as ``name``.

        Raises
        ------
        StoreError
            If there is no such artefact, or its content is damaged.
        """
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise StoreError(f"{name!r} names no artefact", allowed="64 hexadecimal digits")
        try:
            content = (self.folder / f"{name}.npz").read_bytes()
        except OSError as error:
            raise StoreError(
                f"the artefact {name} cannot be read: {error}", fix="restore it from a copy"
            ) from error
        return unpack(content, name)

    def _write(self, path: Path, content: bytes) -> None:
        self._make_folder()
        temporary = path.with_name(f"{path.stem[:16]}-{secrets.token_hex(8)}.part")
        try:
            with open(temporary, "xb") as file:
                point("artefact-write.before")
                file.write(content)
                file.flush()
                point("artefact-write.after")
                point("artefact-fsync.before")
                os.fsync(file.fileno())
                point("artefact-fsync.after")
            point("artefact-rename.before")
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(self.folder)
        point("artefact-rename.after")

    def _make_folder(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(exist_ok=True)
            sync_folder(self.folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names inside ``folder`` durable; Windows offers no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
