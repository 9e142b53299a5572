"""What selectors around other selectors share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal

import numpy as np

from labelwise.errors import BadParameter
from labelwise.selectors.base import Selector, begin
from labelwise.types import Rows, Run, Slate, State

__all__ = ["Wrapped", "Wrapper", "groups"]


class Wrapped:
    """A run around another; what it does not define is the inner run's, save for the chances of its draws."""

    chance = None

    def __init__(self, inner: Run) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._inner, name)

    def scores(self) -> Any:
        """(m,) the inner run's scores."""
        return self._inner.scores()

    def add(self, i: int) -> Rows | None:
        """Tell the inner run; its barred rows."""
        return self._inner.add(i)


class Wrapper(Selector, ABC):
    """Base of wrappers; a subclass has the field ``selector`` and defines ``around``."""

    selector: Any

    @abstractmethod
    def around(self, run: Run, slate: Slate) -> Run:
        """The run that does what the wrapper is for."""

    def start(self, slate: Slate, state: State | None = None) -> Any:
        """Start the inner selector, of either kind, and put a run around it."""
        run, kept = begin(self.selector, slate, state)
        made = self.around(run, slate)
        return (made, kept) if self.stateful else made

    @property
    def stateful(self) -> bool:
        """Whether the inner selector is."""
        return bool(getattr(self.selector, "stateful", False))

    @property
    def title(self) -> str:  # type: ignore[override]
        """The inner selector's."""
        return str(getattr(self.selector, "title", type(self.selector).__name__))

    @property
    def takes(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the inner selector takes."""
        return tuple(getattr(self.selector, "takes", ()))

    @property
    def pick(self) -> Literal["max", "sample"]:  # type: ignore[override]
        """As the inner selector."""
        drawn: Literal["max", "sample"] = getattr(self.selector, "pick", "max")
        return drawn

    @property
    def passes(self) -> float:  # type: ignore[override]
        """The inner selector's."""
        return float(getattr(self.selector, "passes", 1.0))

    @property
    def pairs(self) -> float:  # type: ignore[override]
        """The inner selector's."""
        return float(getattr(self.selector, "pairs", 0.0))

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The inner selector's needs and the wrapper's group."""
        by = getattr(self, "by", None)
        return (*getattr(self.selector, "needs", ()), *((by,) if by else ()))


def groups(slate: Slate, by: str) -> Any:
    """(m,) the group of each candidate: the View's array ``by``.

    Raises
    ------
    BadParameter
        If there is no such array.
    """
    if by == "group" and slate.group is not None:
        return np.asarray(slate.group)
    if slate.view is None:
        raise BadParameter(f"the slate has no {by!r}", fix="pass group=, one group per row")
    return np.asarray(slate.view.get(by, slate.rows))
