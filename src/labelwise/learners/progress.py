"""Long trainings say how far they are, and are stopped, through one listener."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["listening", "report"]

Listener = Callable[[str, float], None]

_listener: ContextVar[Listener | None] = ContextVar("labelwise-progress", default=None)


def report(what: str, share: float) -> None:
    """Tell whoever listens that ``share`` of ``what`` is done; called several times a second.

    Whatever the listener raises ends the training: nothing is written before a training has ended.

    Parameters
    ----------
    what : str
        What is being done, in a few words.
    share : float
        From 0 to 1.

    Examples
    --------
    >>> with listening(lambda what, share: print(f"{what} {share:.0%}")):
    ...     report("training", 0.5)
    training 50%
    >>> report("training", 0.6)
    """
    listener = _listener.get()
    if listener is not None:
        listener(what, share)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear of the progress of trainings inside; raise from the listener to stop them.

    Listeners nest: whoever listens around this one hears it too.
    """
    outer = _listener.get()

    def both(what: str, share: float) -> None:
        for one in (listener, outer):
            if one is not None:
                one(what, share)

    token = _listener.set(both)
    try:
        yield
    finally:
        _listener.reset(token)
