"""Bytes of a file as text, with errors that say where the trouble is."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from labelwise.errors import BadData

Places = Callable[[int], str]
"""Names a row of a table for people: ``"line 7"`` or ``"row 6"``."""

BINARY = {
    b"PK\x03\x04": "a zip or Excel file; save it as CSV (UTF-8) first",
    b"\xd0\xcf\x11\xe0": "an old Excel file; save it as CSV (UTF-8) first",
    b"PAR1": "a Parquet file; name it with the ending .parquet",
    b"%PDF": "a PDF",
    b"\x89PNG": "an image; pass the folder that holds the images",
    b"\xff\xd8\xff": "an image; pass the folder that holds the images",
    b"SQLite format 3": "an SQLite database; open a project with Campaign.open",
}


def stem_suffix(path: Path) -> str:
    """The ending in lower case, without ``.gz``.

    Examples
    --------
    >>> stem_suffix(Path("reviews.CSV.gz"))
    '.csv'
    """
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return inner.suffix.lower()


def read_bytes(path: Path) -> bytes:
    """Content of ``path``, unpacked where it is gzip.

    Raises
    ------
    BadData
        If the file is missing, a folder, unreadable, empty or damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadData(
            f"cannot read {path}: {error.strerror}", fix="check the path and its permissions"
        ) from error
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise BadData(f"{path} is damaged gzip: {error}", fix="fetch or pack the file again") from error
    if not data.strip():
        raise BadData(f"{path} is empty", fix="pass a file with a header line and at least one item")
    return data


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Text of ``path``; a byte order mark is dropped.

    Raises
    ------
    BadData
        As :func:`read_bytes`; and if the bytes are not in ``encoding`` or look binary.
    """
    data = read_bytes(path)
    kind = next((what for magic, what in BINARY.items() if data.startswith(magic)), None)
    if kind is not None:
        raise BadData(f"{path} is {kind}")
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise BadData(
            f"there is no encoding {encoding!r}", fix="pass for example encoding='latin-1'"
        ) from error
    except UnicodeDecodeError as error:
        raise _undecodable(path, data, encoding, error) from error
    if "\0" in text:
        raise _nul(path, text.count("\n", 0, text.index("\0")) + 1)
    return text.removeprefix("\ufeff")


def _nul(path: Path, line: int) -> BadData:
    hint = "if it is text saved as UTF-16, pass encoding='utf-16'; otherwise convert it or remove the byte"
    return BadData(f"{path} has a NUL byte in line {line}: it looks binary", allowed="text", fix=hint)


def _undecodable(path: Path, data: bytes, encoding: str, error: UnicodeDecodeError) -> BadData:
    line = data.count(b"\n", 0, error.start) + 1
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in data and not marked:
        return _nul(path, data.count(b"\n", 0, data.index(b"\0")) + 1)
    guess = "utf-16" if marked else "cp1252"
    return BadData(
        f"{path} is not {encoding}: byte 0x{data[error.start]:02x} at position {error.start} (line {line})",
        allowed=f"text in {encoding}",
        fix=f"pass the file's own encoding, for example encoding={guess!r}",
    )
