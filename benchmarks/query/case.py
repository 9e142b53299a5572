"""A case: the same data, ours and the peer's way to choose from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Call = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """One row of the table.

    Parameters
    ----------
    name : str
        What is chosen, from how much.
    make : callable
        Returns ``(ours, theirs)``, two functions without parameters, or strings that say why there is none;
        ``theirs`` may be None, without a peer. Each side calls it in a process of its own.
    peer : str
        Which library, at which version.
    target : str
        What is aimed at, in words.
    repeats : int
        Calls of each side that count; 0 for one that is too long to be called twice, and counts although it
        compiles and loads.
    floor : callable, optional
        The least that a machine must do for it, as a function without parameters, timed in turn with ours.
    """

    name: str
    make: Callable[[], tuple[Call | str, Call | str | None]]
    peer: str = ""
    target: str = ""
    repeats: int = 5
    floor: Callable[[], Call] | None = None


CASES: dict[str, Case] = {}


def case(
    name: str, *, peer: str = "", target: str = "", repeats: int = 5, floor: Callable[[], Call] | None = None
) -> Callable[[Callable[[], tuple[Call | str, Call | str | None]]], Case]:
    """Make a case of the function that follows and add it to the table."""

    def add(make: Callable[[], tuple[Call | str, Call | str | None]]) -> Case:
        CASES[name] = Case(name, make, peer, target, repeats, floor)
        return CASES[name]

    return add
