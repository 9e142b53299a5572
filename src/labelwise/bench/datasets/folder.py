"""A folder of data sets: files are read with a look at their checksums."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from labelwise.bench.datasets.labelled_set import Origin
from labelwise.bench.datasets.manifest import NAME, read_manifest
from labelwise.errors import BadData, BadParameter

__all__ = ["Folder"]


class Folder:
    """The folder that holds the sets; it remembers what was read.

    Parameters
    ----------
    path : path-like, optional
        The folder; by default the one that the variable ``LABELWISE_DATA`` names.

    Raises
    ------
    BadParameter
        If neither names a folder.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        named = path if path is not None else os.environ.get("LABELWISE_DATA")
        if not named:
            raise BadParameter(
                "no folder of data sets is named",
                fix="pass folder=, or set the variable LABELWISE_DATA to its path",
            )
        self.path = Path(named)
        if not self.path.is_dir():
            how = (
                "set the variable LABELWISE_DATA to its path" if path is None else "pass its path as folder="
            )
            raise BadParameter(f"{self.path} is no folder of data sets", fix=how)
        self.manifest = read_manifest(self.path / NAME)
        self._sums: dict[str, str] = {}

    def directories(self) -> list[str]:
        """Names of the folders below, sorted; hidden ones are passed over."""
        return sorted(p.name for p in self.path.iterdir() if p.is_dir() and not p.name.startswith("."))

    def files(self, directory: str, suffix: str = "") -> list[str]:
        """Paths below the folder of the files in ``directory`` whose names end in ``suffix``, sorted."""
        found = (p for p in (self.path / directory).iterdir() if p.is_file() and p.name.endswith(suffix))
        return sorted(f"{directory}/{p.name}" for p in found)

    def read(self, file: str) -> bytes:
        """The bytes of a file below the folder, checked against the manifest where that lists it.

        Raises
        ------
        BadData
            If they are not those of the manifest, or the file cannot be read.
        """
        try:
            raw = (self.path / file).read_bytes()
        except OSError as error:
            raise BadData(f"cannot read {self.path / file}: {error.strerror}") from error
        found = hashlib.sha256(raw).hexdigest()
        if found != self.manifest.sums.get(file, found):
            raise BadData(
                f"{file} in {self.path} has the sha256 {found}, its {NAME} says {self.manifest.sums[file]}",
                fix="copy the file again, or correct the manifest if the change is meant",
            )
        self._sums[file] = found
        return raw

    def origin(self, directory: str) -> Origin:
        """Where the files read so far come from."""
        known = self.manifest
        return Origin(dict(self._sums), known.licences.get(directory, ""), known.sources.get(directory, ""))
