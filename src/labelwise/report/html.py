"""One self-contained HTML page: no network, no script, nothing to install for the reader."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from labelwise.errors import BadData
from labelwise.report.svg import element, text

STYLE = resources.files("labelwise.report").joinpath("page.css").read_text("utf-8")


@dataclass(frozen=True)
class Table:
    """Rows of text under a header; the first column names the row.

    Parameters
    ----------
    header : sequence of str
        One name a column.
    rows : sequence of sequences
        Cells in the order of the header.
    caption : str
        What it shows.

    Raises
    ------
    BadData
        If a row has another length than the header.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.header):
                raise BadData(f"a row of {len(row)} cells under {len(self.header)} column names")

    def html(self) -> str:
        """The table as markup, all cells escaped."""
        head = element("tr", *(element("th", text(name), scope="col") for name in self.header))
        body = [
            element("tr", _head_cell(row[0]), *(element("td", text(c)) for c in row[1:])) for row in self.rows
        ]
        parts = [element("thead", head), element("tbody", *(body or [""]))]
        caption = [element("caption", text(self.caption))] if self.caption else []
        return element("div", element("table", *caption, *parts), class_="table")


def _head_cell(cell: object) -> str:
    return element("th", text(cell), scope="row")


@dataclass(frozen=True)
class Figure:
    """A drawing with a caption.

    Parameters
    ----------
    svg : str
        Markup from this package.
    caption : str
        What it shows.
    """

    svg: str
    caption: str

    def html(self) -> str:
        """The figure as markup."""
        return element("figure", self.svg, element("figcaption", text(self.caption)))


@dataclass(frozen=True)
class Report:
    """All that a page says.

    Parameters
    ----------
    title : str
        One line.
    sentences : sequence of str
        A short paragraph each.
    parts : sequence of Figure or Table
        In reading order.
    command : str
        What to type to get the same numbers again.
    note : str
        The last line: versions, what was not measured.

    Examples
    --------
    >>> page = Report("Digits", ["Margin needed fewer labels."], command="labelwise demo").html()
    >>> page.count("<script"), "labelwise demo" in page
    (0, True)
    """

    title: str
    sentences: Sequence[str]
    parts: Sequence[Figure | Table] = field(default_factory=tuple)
    command: str = ""
    note: str = ""

    def html(self) -> str:
        """The page; the same input gives the same bytes."""
        again = (
            [element("h2", "The same numbers again"), element("pre", text(self.command))]
            if self.command
            else []
        )
        main = element(
            "main",
            element("h1", text(self.title)),
            *(element("p", text(sentence)) for sentence in self.sentences),
            *(part.html() for part in self.parts),
            *again,
            element("footer", text(self.note or "Made with labelwise.")),
        )
        head = element("head", *_meta(), element("title", text(self.title)), element("style", STYLE))
        return "<!doctype html>\n" + element("html", head, element("body", main), lang="en") + "\n"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to ``path``, whole or not at all."""
        return write_text(path, self.html())


def _meta() -> list[str]:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return [
        '<meta charset="utf-8"/>',
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
    ]


def write_text(path: str | os.PathLike[str], content: str) -> Path:
    """Write ``content`` to ``path`` through a temporary file beside it, so that no half file is ever seen.

    Raises
    ------
    BadData
        If the folder does not exist or cannot be written.
    """
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        draft.write_text(content, encoding="utf-8")
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BadData(
            f"{target} cannot be written: {error.strerror}",
            fix="name a file in a folder that exists and is yours",
        ) from error
    return target
