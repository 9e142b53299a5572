"""Which runs began and never ended: those that take their process with them, such as by its memory."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

__all__ = ["TRIES", "begin", "forget", "tried"]

TRIES = 3
"""A run that has ended its process so often is not begun again."""

NAME = "begun.txt"


def begin(folder: Path, cell: str) -> None:
    """Note that the run of this id begins; on another machine, which lacks the folder, nothing is noted."""
    if folder.is_dir():
        at = os.open(folder / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(at, f"{cell}\n".encode())  # one call appends whole lines, whoever else writes
        finally:
            os.close(at)


def tried(folder: Path) -> Counter[str]:
    """How often each run has begun since the last piece that came to its end.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     for name in ("one", "two", "one"):
    ...         begin(Path(place), name)
    ...     tried(Path(place))["one"]
    2
    """
    file = folder / NAME
    return Counter(file.read_text("utf-8").split() if file.is_file() else ())


def forget(folder: Path) -> None:
    """All runs that began have ended, or were stopped by whoever started them."""
    (folder / NAME).unlink(missing_ok=True)
