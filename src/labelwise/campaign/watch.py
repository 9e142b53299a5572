"""Ending what takes long from another thread."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from labelwise.errors import Cancelled
from labelwise.learners.progress import listening

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Any)


class Watch:
    """Ends what runs under it.

    Examples
    --------
    >>> from labelwise.learners.progress import report
    >>> watch = Watch()
    >>> with watch.over():
    ...     report("training", 0.1)
    ...     watch.cancel()
    ...     report("training", 0.2)
    Traceback (most recent call last):
    labelwise.errors.Cancelled: the training was cancelled at 20% of training; nothing was written.
    """

    def __init__(self) -> None:
        self._times = 0

    def cancel(self) -> None:
        """End what runs now at its next report; what begins later is not touched."""
        self._times += 1

    @contextmanager
    def over(self) -> Iterator[None]:
        """Watch over what is inside."""
        then = self._times

        def listen(what: str, share: float) -> None:
            if self._times != then:
                raise Cancelled(f"the training was cancelled at {share:.0%} of {what}; nothing was written")

        with listening(listen):
            yield


def watched(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """A method of what has a Watch, its ``watch``, which can end it."""

    @functools.wraps(method)
    def run(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.watch.over():
            return method(self, *args, **kwargs)

    return run  # type: ignore[return-value]  # the same but for the name of its first parameter
