"""Signals that end a process, taken as Ctrl-C: what is finished is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = ("SIGTERM", "SIGHUP")
"""Of schedulers, ``kill`` and ``timeout``; of a terminal that is closed."""


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """What asks this process to end raises KeyboardInterrupt, once; handlers that others set stay.

    Examples
    --------
    >>> try:
    ...     with interrupted_by_signals():
    ...         signal.raise_signal(signal.SIGTERM)
    ... except KeyboardInterrupt:
    ...     print("interrupted")
    interrupted
    """
    known = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    free = [number for number in known if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        free = []  # only the main thread may set handlers
    for number in free:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number in free:
            signal.signal(number, signal.SIG_DFL)


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # it may come twice, and what is finished is being written
    raise KeyboardInterrupt
