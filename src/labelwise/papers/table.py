"""The table: one row a paper, one row a named method; names resolve to strategies here.

Rows are plain data in ``papers/rows``; importing them imports no strategy. A method is built
when it is asked for, through its ``"module:function"`` string. Other packages add rows through
the entry point group ``labelwise.papers``: each entry point names an object or module with a
``PAPERS`` tuple, a ``METHODS`` tuple or both.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from labelwise.errors import BadParameter, LabelwiseError, UnknownName
from labelwise.papers import rows
from labelwise.params import OneOf, Piece

if TYPE_CHECKING:
    from labelwise.types import Selects

CLASSIC = "classic"
GROUP = "labelwise.papers"
PaperState = Literal["planned", "partly", "works"]
T = TypeVar("T")


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


@dataclass(frozen=True)
class _Source:
    """Who brings which rows."""

    name: str
    papers: tuple[Paper, ...]
    methods: tuple[Method, ...]


def papers() -> tuple[Paper, ...]:
    """Every paper, sorted by id.

    Raises
    ------
    LabelwiseError
        A plug-in cannot be loaded, or its rows clash with others.

    Examples
    --------
    >>> papers()[63].id, papers()[63].state
    ('S064', 'works')
    """
    return tuple(_table()[0].values())


def methods() -> dict[str, Method]:
    """Every named method, sorted by name.

    Raises
    ------
    LabelwiseError
        A plug-in cannot be loaded, or its rows clash with others.

    Examples
    --------
    >>> methods()["margin"].taxonomy
    'prediction'
    """
    return dict(_table()[1])


def resolve(name: str) -> Selects:
    """Build the strategy called ``name``.

    Raises
    ------
    UnknownName
        Nothing is called ``name``; the message lists what is close.

    Examples
    --------
    >>> resolve("margn")
    Traceback (most recent call last):
    labelwise.errors.UnknownName: there is no strategy named 'margn'. ... did you mean 'margin'? ...
    """
    known = _table()[1]
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=3)
        hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise UnknownName.among("strategy", name, known, fix=f"{hint}`labelwise methods` describes them all")
    return known[name].strategy()


def paper_rows() -> list[dict[str, Any]]:
    """The papers as JSON-able rows: id, title, here, reference, state, parts, note."""
    return [{**dataclasses.asdict(paper), "state": paper.state} for paper in papers()]


def method_rows() -> list[dict[str, Any]]:
    """The methods as JSON-able rows.

    name, paper, taxonomy, cost, summary, reference, proof; ``needs``: the arrays of the View that
    the built strategy cannot do without; ``optional``: those that it uses where they are given.
    """
    return [_method_row(method) for method in methods().values()]


def _method_row(method: Method) -> dict[str, Any]:
    strategy = method.strategy()
    arrays = {key: list(getattr(strategy, key, ())) for key in ("needs", "optional")}
    plain = {f.name: getattr(method, f.name) for f in dataclasses.fields(method) if f.name != "build"}
    return {**plain, **arrays}


@functools.cache
def _table() -> tuple[dict[str, Paper], dict[str, Method]]:
    sources = [_source("labelwise", module) for module in rows.modules()] + _plugins()
    all_papers = _unique("paper", ((s.name, p.id, p) for s in sources for p in s.papers))
    all_methods = _unique("method", ((s.name, m.name, m) for s in sources for m in s.methods))
    for method in all_methods.values():
        if method.paper != CLASSIC and method.paper not in all_papers:
            raise UnknownName(f"method {method.name!r} names the paper {method.paper!r}, which has no row")
    return all_papers, all_methods


def _plugins() -> list[_Source]:
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return [_source(entry.name, _load(entry)) for entry in found]


def _load(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except (ImportError, AttributeError) as error:
        raise LabelwiseError(
            f"the plug-in {entry.name!r} ({entry.value}) cannot be loaded: {error}",
            fix="repair or uninstall the package that brings it",
        ) from error


def _source(name: str, module: Any) -> _Source:
    found = tuple(getattr(module, "PAPERS", ())), tuple(getattr(module, "METHODS", ()))
    for row, kind in [(r, Paper) for r in found[0]] + [(r, Method) for r in found[1]]:
        if not isinstance(row, kind):
            raise BadParameter(f"{name} brings {row!r}", allowed=f"rows of type {kind.__name__}")
    return _Source(name, *found)


def _unique(kind: str, items: Iterable[tuple[str, str, T]]) -> dict[str, T]:
    owner: dict[str, tuple[str, T]] = {}
    for source, key, row in items:
        if key in owner:
            raise BadParameter(
                f"two rows are the {kind} {key!r}: one of {owner[key][0]}, one of {source}",
                fix="rename one of them or uninstall its package",
            )
        owner[key] = (source, row)
    return {key: owner[key][1] for key in sorted(owner)}
