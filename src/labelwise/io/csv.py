"""CSV and TSV into an Arrow table."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pyarrow as pa

from labelwise.errors import BadData
from labelwise.io.raw import Places, read_text, stem_suffix

FIELD_CHARS = 2**27
SEPARATORS = ",;\t|"


def read_csv(path: Path, *, encoding: str = "utf-8", separator: str | None = None) -> tuple[pa.Table, Places]:
    """The table of a CSV or TSV file, and the line of each row.

    Quotes, quoted newlines, CRLF, a byte order mark and ``.gz`` are understood; blank lines are
    skipped. Every cell is the text as written; :func:`~labelwise.io.columns.typed` finds the numbers.

    Parameters
    ----------
    path : Path
        The file; its first line names the columns.
    encoding : str
        Of the text.
    separator : str or None
        None: a tab for ``.tsv``, else whichever of ``, ; tab |`` the first line has most of.

    Raises
    ------
    BadData
        If it cannot be read, has no rows, two columns of one name, or rows of other lengths.
    """
    text = read_text(path, encoding)
    rows, lines = _records(path, text, separator or _separator(path, text))
    header, rows, lines = [name.strip() for name in rows[0]], rows[1:], lines[1:]
    _check_header(path, header)
    if not rows:
        raise BadData(f"{path} has a header line and no rows", fix="add one line per item")
    _check_lengths(path, header, rows, lines)
    columns = zip(header, zip(*rows, strict=True), strict=True)
    return pa.table(
        {name: pa.array(cells, pa.string()) for name, cells in columns}
    ), lambda row: f"line {lines[row]}"


def _separator(path: Path, text: str) -> str:
    if stem_suffix(path) in (".tsv", ".tab"):
        return "\t"
    head = "".join(text.split("\n", 1)[0].split('"')[::2])  # what stands outside quotes
    return max(SEPARATORS, key=head.count)


def _records(path: Path, text: str, separator: str) -> tuple[list[list[str]], list[int]]:
    csv.field_size_limit(max(csv.field_size_limit(), FIELD_CHARS))
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        first = lines[-1] + 1 if lines else 1
        raise BadData(
            f"{path}, the row that begins in line {first}: {error}",
            allowed='fields in "..." with inner quotes doubled',
            fix="mend the quotes of that row",
        ) from error
    return rows, lines


def _check_header(path: Path, header: list[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice or not any(header):
        problem = f"two columns named {twice[0]!r}" if twice else "no column names"
        raise BadData(f"{path} has {problem} in its first line", fix="give every column a name of its own")


def _check_lengths(path: Path, header: list[str], rows: list[list[str]], lines: list[int]) -> None:
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(header):
            raise BadData(
                f"{path}, line {line}: {len(row)} fields where the header has {len(header)}",
                allowed="as many fields as the header",
                fix='put a field that holds the separator into "...", or pass separator=',
            )
