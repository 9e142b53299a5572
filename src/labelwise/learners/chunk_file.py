"""An array on disk that is written chunk by chunk, checked when it is read, and goes on where it was left."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.types import CHUNK

Array = NDArray[Any]


class ChunkFile:
    """The rows of N items in ``values.npy``, and which chunks of it are there in ``chunks.jsonl``.

    A chunk is written and made durable before the line that names it: of a process that is killed the
    finished chunks stay. Each line holds a hash of the chunk's items and one of its bytes.

    Parameters
    ----------
    folder : Path
        Of both files; it has to be there.
    items : sequence of str
        A hash of the items of each chunk.
    size : int
        The number of items N.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = ChunkFile(Path(folder), ["a"], 3)
    ...     before = file.missing()
    ...     file.put(0, np.eye(3))
    ...     before, ChunkFile(Path(folder), ["a"], 3).array().tolist()[0]
    ([0], [1.0, 0.0, 0.0])
    """

    def __init__(self, folder: Path, items: Sequence[str], size: int) -> None:
        self.items, self.size = list(items), size
        self._values, self._journal = folder / "values.npy", folder / "chunks.jsonl"
        self._header: tuple[tuple[int, ...], np.dtype[Any], int] | None = None
        self.problem = ""
        """What was wrong with the files that were found, as a few words; empty where nothing was."""
        self.done: set[int] = set()
        self._read()

    def missing(self) -> list[int]:
        """The chunks that are not there, ascending."""
        return [k for k in range(len(self.items)) if k not in self.done]

    def put(self, chunk: int, block: Array) -> None:
        """Write the rows of one chunk for good; the first one decides about type and width."""
        block = np.ascontiguousarray(block)
        if self._header is None:
            self._make(block)
        content = block.tobytes()
        with open(self._values, "r+b") as file:
            file.seek(self._place(chunk))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        line = {"chunk": chunk, "items": self.items[chunk], "bytes": _hash(content)}
        with open(self._journal, "a", encoding="utf-8") as journal:
            journal.write("\n" + json.dumps(line))  # the line before may have been cut off
            journal.flush()
            os.fsync(journal.fileno())
        self.done.add(chunk)

    def array(self) -> Array:
        """(N, ...) all rows, mapped into memory: nothing is read before it is used."""
        found: Array = np.load(self._values, mmap_mode="r", allow_pickle=False)
        return found

    def block(self, items: str) -> Array | None:
        """The rows of the chunk whose items have this hash; None where there is none."""
        held = next((k for k in sorted(self.done) if self.items[k] == items), None)
        return None if held is None else np.array(self.array()[held * CHUNK : (held + 1) * CHUNK])

    def _make(self, block: Array) -> None:
        """A file of zeros of the full size, which takes no room until it is written."""
        self._journal.unlink(missing_ok=True)
        made = self._values.with_suffix(".part")
        np.lib.format.open_memmap(made, mode="w+", dtype=block.dtype, shape=(self.size, *block.shape[1:]))
        os.replace(made, self._values)
        self._open()

    def _open(self) -> None:
        """Read the header, and refuse what is not the array of these items."""
        array = self.array()
        whole = array.offset + array.nbytes if isinstance(array, np.memmap) else -1
        if len(array) != self.size or self._values.stat().st_size != whole:
            raise ValueError("another size")
        self._header = (array.shape, array.dtype, array.offset)  # type: ignore[attr-defined]

    def _place(self, chunk: int) -> int:
        """Where the bytes of a chunk begin."""
        assert self._header is not None
        shape, kind, offset = self._header
        return int(offset + chunk * CHUNK * kind.itemsize * np.prod(shape[1:], dtype=np.int64))

    def _read(self) -> None:
        """Which chunks are there whole; what cannot be used is put aside, and said in ``problem``."""
        if not self._values.exists():
            return
        try:
            self._open()
        except (ValueError, OSError, EOFError) as error:
            self.problem = f"{self._values.name} is no array of {self.size} items ({error})"
            return
        lines = list(self._lines())
        with open(self._values, "rb") as file:
            good = [line for line in lines if self._holds(file, line)]
        if len(good) < len(lines):
            self.problem = (
                f"{len(lines) - len(good)} of {len(lines)} chunks have other content than was written"
            )
        self.done = {line["chunk"] for line in good}

    def _lines(self) -> list[dict[str, Any]]:
        """The lines of the journal that are whole and of chunks of this file."""
        found: dict[int, dict[str, Any]] = {}
        text = self._journal.read_text(encoding="utf-8", errors="replace") if self._journal.exists() else ""
        for entry in text.splitlines():
            try:
                line = json.loads(entry)
                found[int(line["chunk"])] = {name: line[name] for name in ("chunk", "items", "bytes")}
            except (ValueError, KeyError, TypeError):  # empty, or cut off in the middle
                continue
        return [found[k] for k in sorted(found)]

    def _holds(self, file: Any, line: dict[str, Any]) -> bool:
        """Whether the file holds what a line says, of the items wanted."""
        k = line["chunk"]
        if not 0 <= k < len(self.items) or line["items"] != self.items[k]:
            return False
        start, stop = self._place(k), self._place(k + 1)
        file.seek(start)
        return bool(_hash(file.read(stop - start)) == line["bytes"])


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
