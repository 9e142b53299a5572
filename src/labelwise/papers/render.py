"""The generated pages ``docs/methods.md`` and ``docs/papers.md``, from the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from labelwise.papers.table import Paper, method_rows, papers

GENERATED = "<!-- Generated from the table in labelwise.papers; do not edit by hand. -->"


def methods_markdown() -> str:
    """The page of named methods.

    Examples
    --------
    >>> "| `margin` |" in methods_markdown()
    True
    """
    columns = ("method", "asks for", "reads", "looks at", "cost of a batch", "source")
    rows = [
        (f"`{m['name']}`", m["summary"], _reads(m), m["taxonomy"], m["cost"], m["reference"])
        for m in method_rows()
    ]
    return _page(
        "Methods",
        "Names for `labelwise simulate --strategy`, `labelwise label --strategy` and `lw.query(name, ...)`. "
        "*Reads* lists the arrays of the View a method needs. *Looks at* is the class of the method: the "
        "data alone, the model, or its predictions. In the costs N counts candidates, L labelled items, "
        "C classes, D dimensions and b picks.",
        _table(columns, rows),
    )


def papers_markdown() -> str:
    """The page of papers: what each is here, how far it is, and the proof of what works.

    Examples
    --------
    >>> "| S064 |" in papers_markdown()
    True
    """
    rows = papers()
    count = Counter(paper.state for paper in rows)
    overview = _table(
        ("id", "paper", "state", "here", "parts", "reference"),
        [(p.id, p.title, p.state, p.here, "; ".join(_part_names(p)), p.reference) for p in rows],
    )
    return _page(
        "Papers",
        f"{len(rows)} papers: {count['works']} work, {count['partly']} work partly, {count['planned']} are "
        "planned. A part works when the test that proves it passes; the test run fails otherwise.",
        overview,
        "## What works, and its proof",
        _table(("id", "part", "where", "proof"), [row for paper in rows for row in _proofs(paper)]),
        *_notes(rows),
    )


def _part_names(paper: Paper) -> Iterable[str]:
    return (f"**{p.name}**" if p.state == "works" else p.name for p in paper.parts)


def _proofs(paper: Paper) -> Iterable[tuple[str, ...]]:
    for part in paper.parts:
        if part.state == "works":
            yield paper.id, part.name, f"`{part.where}`", f"`{part.proof}`{' (slow)' if part.slow else ''}"


def _notes(rows: Iterable[Paper]) -> Iterable[str]:
    noted = [(paper.id, paper.note) for paper in rows if paper.note]
    return ("## What did not reproduce", _table(("id", "note"), noted)) if noted else ()


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join((GENERATED, f"# {title}", *blocks)) + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [list(columns), ["---"] * len(columns), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _reads(method: Mapping[str, Any]) -> str:
    needs = ", ".join(f"`{name}`" for name in method["needs"])
    optional = ", ".join(f"`{name}`" for name in method["optional"])
    return ", ".join(filter(None, (needs, optional and f"{optional} where given"))) or "nothing"
