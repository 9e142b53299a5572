"""The records of the table: :class:`Paper`, its :class:`Part` s, and :class:`Method`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from labelwise.errors import BadParameter
from labelwise.params import OneOf, Piece

if TYPE_CHECKING:
    from labelwise.types import Selects

PaperState = Literal["planned", "partly", "works"]


@dataclass(frozen=True, repr=False)
class Part(Piece):
    """One nameable piece of a paper.

    Parameters
    ----------
    name : str
        What it is.
    state : {"planned", "works"}
        A part that works says where it is and which test proves it.
    where : str
        Importable name, ``"package.module:object"``.
    proof : str
        Pytest node id.
    slow : bool
        Whether the proof runs in the slow suite only.

    Examples
    --------
    >>> Part("greedy k-center", state="works")
    Traceback (most recent call last):
    labelwise.errors.BadParameter: part 'greedy k-center' works without where and proof. To fix: name both.
    """

    name: str
    state: Annotated[Literal["planned", "works"], OneOf(("planned", "works"))] = "planned"
    where: str = ""
    proof: str = ""
    slow: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.state == "works" and not (self.where and self.proof):
            raise BadParameter(f"part {self.name!r} works without where and proof", fix="name both")


@dataclass(frozen=True, repr=False)
class Paper(Piece):
    """One paper and what it is in labelwise.

    Parameters
    ----------
    id : str
        ``"S001"`` ...
    title : str
        Short name and full title.
    here : str
        One sentence: what it is in labelwise.
    reference : str
        Where it comes from.
    parts : tuple of Part
        Its pieces.
    note : str
        What did not reproduce.

    Examples
    --------
    >>> Paper("S900", "Example", "Nothing.", "none", planned("a", "b")).state
    'planned'
    """

    id: str
    title: str
    here: str
    reference: str
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def state(self) -> PaperState:
        """``"works"`` when all parts do, ``"planned"`` when none does, else ``"partly"``."""
        working = sum(part.state == "works" for part in self.parts)
        return "planned" if not working else "works" if working == len(self.parts) else "partly"


@dataclass(frozen=True, repr=False, kw_only=True)
class Method(Piece):
    """A strategy with a name.

    Parameters
    ----------
    name : str
        Lower case with hyphens.
    paper : str
        Id of its paper, or ``"classic"``.
    build : callable or str
        Called without arguments it gives the strategy; a string is ``"module:function"``, and
        ``by_measure(name)`` does for one that only ranks by a measure.
    taxonomy : {"data", "model", "prediction"}
        What it looks at, after S104; random choice counts as data based.
    reference : str
        Where it comes from.
    proof : str
        Pytest node id.
    cost : str
        Work per batch: N candidates, C classes, D dimensions, b picks.
    summary : str
        What it does, in a line.
    """

    name: str
    paper: str
    build: Callable[[], Any] | str
    taxonomy: Annotated[Literal["data", "model", "prediction"], OneOf(("data", "model", "prediction"))]
    reference: str
    proof: str
    cost: str
    summary: str

    def strategy(self) -> Selects:
        """Build the strategy.

        Raises
        ------
        BadParameter
            What was built cannot select.
        """
        build = pkgutil.resolve_name(self.build) if isinstance(self.build, str) else self.build
        strategy: Selects = build()
        if not callable(getattr(strategy, "select", None)):
            raise BadParameter(f"method {self.name!r} builds {strategy!r}", allowed="an object with select()")
        return strategy


def by_measure(name: str) -> Callable[[], Selects]:
    """Builder of the strategy that takes the highest scores of a measure.

    Examples
    --------
    >>> by_measure("margin")().needs
    ('proba',)
    """

    def build() -> Selects:
        from labelwise import measures
        from labelwise.strategy import Strategy

        return Strategy(measure=getattr(measures, name))

    return build


def planned(*names: str) -> tuple[Part, ...]:
    """Parts of these names, none of which exists yet."""
    return tuple(Part(name) for name in names)
