"""Texts with one class each, as compressed JSON lines."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import PurePosixPath
from typing import Any

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats.found import Found, Listing
from labelwise.bench.datasets.labelled_set import LabelledSet
from labelwise.bench.datasets.labels import as_classes
from labelwise.errors import BadData

__all__ = ["texts"]

TRAIN, TEST, ALL = "train.jsonl.gz", "test.jsonl.gz", "all.jsonl.gz"
TEXT, LABEL = "text", "label"
UNREADABLE = (OSError, EOFError, zlib.error, ValueError)
"""What damaged compression, text or JSON raises."""


def texts(folder: Folder, directory: str) -> list[Found]:
    """A directory with ``train.jsonl.gz`` and perhaps ``test.jsonl.gz``, or with ``all.jsonl.gz`` alone.

    Every line is a JSON object with at least ``text`` and ``label``. The test file is the fixed test part.
    Files of other names, such as a part for validation or questions outside of all classes, are not read.
    """
    here = {PurePosixPath(file).name: file for file in folder.files(directory, ".jsonl.gz")}
    own = here.get(TRAIN, here.get(ALL))
    if own is None or not _fits(folder, own):
        return []
    files = [own, here[TEST]] if TRAIN in here and TEST in here else [own]

    def parts() -> list[list[dict[str, Any]]]:
        return [_lines(folder.read(file), file) for file in files]

    def listing() -> Listing:
        found = parts()
        classes = {str(line[LABEL]) for part in found for line in part}
        sizes = [len(part) for part in found]
        return Listing(f"local:{directory}", "classes", sizes[0], sum(sizes[1:]), len(classes))

    def load() -> LabelledSet:
        found = parts()
        items = [[line[TEXT] for line in part] for part in found]
        labels, task = as_classes(*([str(line[LABEL]) for line in part] for part in found))
        test = (items[1], labels[1]) if len(found) == 2 else None
        return LabelledSet(
            f"local:{directory}", items[0], labels[0], task, folder.origin(directory), test=test
        )

    return [Found(directory, listing, load)]


def _fits(folder: Folder, file: str) -> bool:
    """Whether the first line has a text and a label."""
    try:
        with gzip.open(folder.path / file, "rt", encoding="utf-8") as lines:
            first = json.loads(next(lines, "null"))
    except UNREADABLE as error:
        raise _unreadable(file, error) from error
    return _labelled(first)


def _lines(raw: bytes, file: str) -> list[dict[str, Any]]:
    try:
        text = gzip.decompress(raw).decode("utf-8")
        found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except UNREADABLE as error:
        raise _unreadable(file, error) from error
    bad = next((number for number, line in enumerate(found, 1) if not _labelled(line)), None)
    if bad is not None:
        raise BadData(f"{file}, object {bad} has no {TEXT} or no {LABEL}", allowed="both in every line")
    return found


def _labelled(line: Any) -> bool:
    return isinstance(line, dict) and line.get(TEXT) is not None and line.get(LABEL) is not None


def _unreadable(file: str, error: Exception) -> BadData:
    return BadData(f"{file} cannot be read: {error}", fix="copy the file again")
