"""One server a project: an exclusive lock on a file beside the project file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Self

from labelwise.errors import StoreLocked
from labelwise.locking import open_private, take


class ProjectLock:
    """Held from construction to :meth:`close`; the system frees it when the process dies.

    Parameters
    ----------
    store : Path
        The project file; the lock is ``<project>.lock`` beside it.

    Raises
    ------
    StoreLocked
        If another server holds it; the message says which.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, ProjectLock(Path(folder) / "project.db") as lock:
    ...     lock.path.name
    'project.db.lock'
    """

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".lock")
        self._file = open_private(self.path)
        if not take(self._file):
            holder = self._holder()
            self._file.close()
            raise StoreLocked(
                f"another labelwise server has {store.name} open{holder}",
                fix="use its page, or stop it with Ctrl-C where it runs",
            )
        self.note()

    def note(self, url: str = "") -> None:
        """Write down who holds the lock, for the message of those who come later."""
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "url": url}, self._file)
        self._file.flush()

    def _holder(self) -> str:
        self._file.seek(0)
        try:
            said: dict[str, Any] = json.loads(self._file.read())
            return f" (process {int(said['pid'])}{', ' + said['url'] if said['url'] else ''})"
        except (ValueError, KeyError, TypeError):  # it is writing at this moment
            return ""

    def close(self) -> None:
        """Let go; the file stays, because removing it would let two servers in."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
