"""When memory runs out: the same work in smaller parts, and a warning that says so."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TypeVar

import torch

from labelwise.errors import BadData

__all__ = ["Parts"]

ON_CPU = "can't allocate memory"
"""What torch says where the machine's own memory is short; that error has no class of its own."""

T = TypeVar("T")


class Parts:
    """How many items go through a network at a time; fewer once memory has run out.

    Parameters
    ----------
    size : int
        Items at a time to begin with.
    """

    def __init__(self, size: int) -> None:
        self.size = size

    def slices(self, count: int) -> list[slice]:
        """Parts of ``count`` items."""
        return [slice(s, min(s + self.size, count)) for s in range(0, count, self.size)]

    def work(self, job: Callable[[list[slice]], T], count: int) -> T:
        """What ``job`` gives for the parts of ``count`` items, tried again with halves.

        Raises
        ------
        BadData
            If there is no memory for a single item.

        Examples
        --------
        >>> Parts(2).work(lambda parts: [p.stop for p in parts], 5)
        [2, 4, 5]
        """
        while True:
            try:
                return job(self.slices(count))
            except (RuntimeError, MemoryError) as error:
                if not _short(error):
                    raise
                if self.size == 1:
                    raise BadData(
                        "there is no memory for a batch of one item",
                        fix="take a smaller network or smaller items, or device='cpu'",
                    ) from error
            self.size = max(1, min(self.size, count) // 2)
            if torch.cuda.is_available():
                torch.cuda.empty_cache()
            warnings.warn(f"out of memory: {self.size} items at a time from now on", stacklevel=3)


def _short(error: Exception) -> bool:
    """Whether an error says that memory is short."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or ON_CPU in str(error)
