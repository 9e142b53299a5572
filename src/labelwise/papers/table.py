"""The table: one row a paper, one row a named method; names resolve to strategies here.

Rows are plain data in ``papers/rows``; importing them imports no strategy. A method is built
when it is asked for, through its ``"module:function"`` string. Other packages add rows through
the entry point group ``labelwise.papers``: each entry point names an object or module with a
``PAPERS`` tuple, a ``METHODS`` tuple or both.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, TypeVar

from labelwise.errors import BadParameter, LabelwiseError, UnknownName, did_you_mean
from labelwise.papers import rows
from labelwise.papers.records import Method, Paper, Part, by_measure, planned
from labelwise.params.naming import PLUGINS

if TYPE_CHECKING:
    from labelwise.types import Selects

__all__ = [
    "Method", "Paper", "Part", "by_measure", "method_rows", "methods", "paper_rows", "papers", "planned",
    "resolve",
]  # fmt: skip

CLASSIC = "classic"
T = TypeVar("T")


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
        fix = f"{did_you_mean(name, known)} `labelwise methods` describes them all".lstrip()
        raise UnknownName.among("strategy", name, known, fix=fix)
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
    found = sorted(entry_points(group=PLUGINS), key=lambda entry: entry.name)
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
