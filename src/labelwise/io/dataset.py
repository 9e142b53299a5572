"""What reading a file gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from labelwise.pool import Pool


@dataclass(frozen=True, eq=False)
class Dataset:
    """A file as a pool, with the labels it already had.

    Parameters
    ----------
    pool : Pool
        Every item, labelled or not.
    labels : dict from id to label
        The non-empty cells of the label column as text (lists as JSON), or the folder names when asked
        for; ``Task.parse`` makes answers of them.
    path : Path
        Where it was read from.
    kind : {"text", "image", "table"}
        What an item is.
    """

    pool: Pool
    labels: Mapping[str, str]
    path: Path
    kind: Literal["text", "image", "table"]

    def __len__(self) -> int:
        return len(self.pool)
