"""Named points at which a test may stop the process; they do nothing otherwise.

The kill tests install a hook that ends the process at one of :data:`POINTS` and then
check that the reopened store holds exactly what had been acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEPS = ("artefact-write", "artefact-fsync", "artefact-rename", "insert", "commit")
POINTS = tuple(f"{step}.{when}" for step in STEPS for when in ("before", "after"))
"""Every named point, in the order in which a write passes them."""

_hook: Callable[[str], None] | None = None


def point(name: str) -> None:
    """Tell the installed hook, if any, that the point ``name`` is passed."""
    if _hook is not None:
        _hook(name)


@contextmanager
def installed(hook: Callable[[str], None]) -> Iterator[None]:
    """Call ``hook(name)`` at every point inside the block.

    Examples
    --------
    >>> seen = []
    >>> with installed(seen.append):
    ...     point("commit.before")
    >>> point("commit.after"); seen
    ['commit.before']
    """
    global _hook  # noqa: PLW0603 - one hook a process, installed by tests only
    before, _hook = _hook, hook
    try:
        yield
    finally:
        _hook = before
