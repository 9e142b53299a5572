"""What a folder of data sets says of itself: checksums, licences, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from labelwise.errors import BadData

__all__ = ["NAME", "Manifest", "read_manifest"]

NAME = "MANIFEST.md"
SET = re.compile(r"###\s+(\S+)\s*$")
NOTE = re.compile(r"- (licence as stated at the source|source): (.*\S)\s*$")
FILE = re.compile(r"\s*- `([^`]+)`.*\bsha256 (\S+)\s*$")
SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Manifest:
    """What was read of a manifest.

    Parameters
    ----------
    sums : dict from path to text
        The sha256 of a file below the folder.
    licences, sources : dict from name of a set to text
        What its section says.
    """

    sums: dict[str, str] = field(default_factory=dict)
    licences: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


def read_manifest(path: Path) -> Manifest:
    r"""Read ``MANIFEST.md``; without the file nothing is known.

    Of its Markdown three kinds of line count: a heading ``### name`` that begins a set, its lines
    ``- licence as stated at the source: ...`` and ``- source: ...``, and a line for each file,
    ``- `path` ... sha256 <64 hexadecimal digits>``.

    Raises
    ------
    BadData
        If a checksum is none, or a file has two.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, NAME)
    ...     _ = file.write_text("### mr\n- source: a list\n  - `mr/all.jsonl.gz` sha256 " + 64 * "0")
    ...     read_manifest(file).sources, len(read_manifest(file).sums["mr/all.jsonl.gz"])
    ({'mr': 'a list'}, 64)
    """
    found, name = Manifest(), ""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        if heading := SET.match(line):
            name = heading[1]
        elif (note := NOTE.match(line)) and name:
            (found.sources if note[1] == "source" else found.licences)[name] = note[2]
        elif file := FILE.match(line):
            known = found.sums.setdefault(file[1], file[2])
            if known != file[2] or not SUM.fullmatch(known):
                raise BadData(
                    f"{path}, line {number}: {file[2]!r} is no checksum of {file[1]}, or a second one",
                    allowed="one sha256 of 64 hexadecimal digits for each file",
                )
    return found
