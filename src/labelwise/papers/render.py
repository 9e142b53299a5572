"""The generated pages ``docs/methods.md`` and ``docs/papers.md``, from the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from labelwise.papers.table import Paper, method_rows, papers

T = TypeVar("T", bound=Mapping[str, Any])

TAXONOMY = {
    "data": (
        "Data",
        "They look at the items alone and need no model: for the first labels and for coverage.",
    ),
    "prediction": ("Predictions", "They look at what a model predicts: for what it does not know."),
    "model": ("The model", "They look into the model, at gradients or its last layer: what would change it."),
}
"""What a method looks at (S104), as heading and sentence, in the order of a project."""

GENERATED = "<!-- Generated from the table in labelwise.papers; do not edit by hand. -->"


def methods_markdown() -> str:
    """The page of named methods.

    Examples
    --------
    >>> "| `margin` |" in methods_markdown()
    True
    """
    columns = ("method", "asks for", "reads", "cost of a batch", "source")
    sections = [
        (
            f"## {heading}",
            about,
            table(
                columns,
                [(f"`{m['name']}`", m["summary"], _reads(m), m["cost"], m["reference"]) for m in rows],
            ),
        )
        for heading, about, rows in by_taxonomy(method_rows())
    ]
    return page(
        "Methods",
        "Names for `labelwise simulate --strategy`, `labelwise label --strategy` and `lw.query(name, ...)`; "
        "which one when stands in [the guide](guide/which-strategy.md). They are in order of what they look "
        "at. *Reads* lists the arrays of the View a method needs. In the costs N counts candidates, L "
        "labelled items, C classes, D dimensions and b picks.",
        *(block for section in sections for block in section),
    )


def by_taxonomy(rows: Iterable[T]) -> list[tuple[str, str, list[T]]]:
    """Rows of methods in groups by what they look at: heading, what that means, rows.

    Examples
    --------
    >>> [(heading, len(rows)) for heading, _, rows in by_taxonomy([{"taxonomy": "data"}])]
    [('Data', 1)]
    """
    listed = list(rows)
    groups = [(*words, [r for r in listed if r["taxonomy"] == key]) for key, words in TAXONOMY.items()]
    return [(heading, about, found) for heading, about, found in groups if found]


def papers_markdown() -> str:
    """The page of papers: what each is here, how far it is, and the proof of what works.

    Examples
    --------
    >>> "| S064 |" in papers_markdown()
    True
    """
    rows = papers()
    count = Counter(paper.state for paper in rows)
    overview = table(
        ("id", "paper", "state", "here", "parts", "reference"),
        [(p.id, p.title, p.state, p.here, "; ".join(_part_names(p)), p.reference) for p in rows],
    )
    return page(
        "Papers",
        f"{len(rows)} papers: {count['works']} work, {count['partly']} work partly, {count['planned']} are "
        "planned. A part works when the test that proves it passes; the test run fails otherwise.",
        overview,
        "## What works, and its proof",
        table(("id", "part", "where", "proof"), [row for paper in rows for row in _proofs(paper)]),
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
    return ("## What did not reproduce", table(("id", "note"), noted)) if noted else ()


def page(title: str, *blocks: str) -> str:
    """A generated page of blocks of Markdown."""
    return "\n\n".join((GENERATED, f"# {title}", *blocks)) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; bars and line ends inside cells are escaped."""
    body = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [list(columns), ["---"] * len(columns), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _reads(method: Mapping[str, Any]) -> str:
    needs = ", ".join(f"`{name}`" for name in method["needs"])
    optional = ", ".join(f"`{name}`" for name in method["optional"])
    return ", ".join(filter(None, (needs, optional and f"{optional} where given"))) or "nothing"
