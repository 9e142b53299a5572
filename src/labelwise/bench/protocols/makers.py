"""How the names in a protocol become things: data sets, learners, strategies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.protocol import Protocol as Plan
from labelwise.errors import LabelwiseError, UnknownName
from labelwise.papers import resolve
from labelwise.pool import Pool
from labelwise.tasks import Task
from labelwise.types import Selects

__all__ = ["Loaded", "Makers", "refuse_unknown"]


class Loaded(Protocol):
    """A data set whose labels are known."""

    @property
    def x(self) -> Any:
        """The items: whatever a Pool is made of."""

    @property
    def y(self) -> Any:
        """Their true labels."""

    @property
    def test(self) -> tuple[Any, Any] | None:
        """The test part that it comes with, items and labels; None where it has none."""

    @property
    def task(self) -> Task:
        """What is asked."""


def _strategy(name: str) -> Selects:
    return resolve(name)


def _usual(spec: str, pool: Pool, task: Task) -> Any:
    if spec:
        raise UnknownName.among("learner", spec, ["the usual one, an empty text"])
    return None


def _any(_: str) -> None:
    """Nothing is refused."""


@dataclass(frozen=True)
class Makers:
    """Functions that make what a protocol names; importable ones, because other processes call them.

    Parameters
    ----------
    load : callable
        Name of a data set to what has ``x``, ``y``, ``task`` and ``test``.
    learner : callable
        ``learner(spec, pool, task)``; the command line passes what it knows by name.
    strategy : callable
        Name to strategy.
    check_dataset, check_learner : callable
        Raise an error for a name that means nothing, without making anything.
    """

    load: Callable[[str], Loaded]
    learner: Callable[[str, Pool, Task], Any] = _usual
    strategy: Callable[[str], Selects] = _strategy
    check_dataset: Callable[[str], object] = _any
    check_learner: Callable[[str], object] = _any


def refuse_unknown(protocol: Plan, makers: Makers) -> None:
    """Refuse a protocol with names that mean nothing; the error says all of them.

    Raises
    ------
    UnknownName
        If there are any.
    """
    wanted: list[tuple[Callable[[str], object], Iterable[str]]] = [
        (makers.check_dataset, protocol.datasets),
        (makers.strategy, [name for name in protocol.strategies if name != FULL]),
        (makers.check_learner, filter(None, dict.fromkeys((*protocol.learners, *protocol.finals)))),
    ]
    wrong = [error for check, names in wanted for name in names if (error := _refused(check, name))]
    if wrong:
        raise UnknownName(f"the protocol {protocol.name!r}: " + "; ".join(dict.fromkeys(wrong)))


def _refused(check: Callable[[str], object], name: str) -> str:
    try:
        check(name)
    except LabelwiseError as error:
        return error.problem + (f", {error.fix}" if error.fix else "")
    return ""
