"""A file that one process at a time may hold; the system frees it when the process dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["holding", "open_private", "take"]

WAIT = 0.2
"""Seconds between two looks at a lock that somebody else holds."""


def open_private(path: Path) -> IO[str]:
    """The file at ``path`` to read and write, made for its owner alone where it is missing."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")


if sys.platform == "win32":
    import msvcrt

    def take(file: IO[str]) -> bool:
        """Whether ``file`` is now held; it is until it is closed."""
        try:
            file.seek(1000)  # a byte beyond what is read, since a locked byte cannot be read on Windows
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def take(file: IO[str]) -> bool:
        """Whether ``file`` is now held; it is until it is closed."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def holding(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the file at ``path`` while the block runs.

    Parameters
    ----------
    path : Path
        Made where it is missing; it stays, because removing it would let two in.
    waiting : callable
        Called again and again while another process holds it; whatever it raises ends the waiting.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, holding(Path(folder) / "lock", lambda: None):
    ...     sorted(os.listdir(folder))
    ['lock']
    """
    with open_private(path) as file:
        while not take(file):
            waiting()
            time.sleep(WAIT)
        yield
