"""Results in files, one line a measurement: what is there is not measured again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

RESULTS = Path(__file__).resolve().parent.parent / "results" / "learners"


def lines(name: str) -> list[dict[str, str]]:
    """The lines of a file; none where there is no file."""
    path = RESULTS / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def completed(
    name: str, fields: Sequence[str], keys: Iterable[tuple], measure: Callable[..., Sequence[str]]
) -> list[dict[str, str]]:
    """The lines of a file, once ``measure(*key)`` has given those that it lacks.

    A line begins with its key, under the first of ``fields``, and is written as soon as it is measured.
    """
    RESULTS.mkdir(parents=True, exist_ok=True)
    path, stored = RESULTS / f"{name}.csv", [tuple(line.values()) for line in lines(name)]
    if not path.exists():
        path.write_text(",".join(fields) + "\n", encoding="utf-8")
    for key in keys:
        said = tuple(map(str, key))
        if all(line[: len(said)] != said for line in stored):
            found = measure(*key)
            with path.open("a", encoding="utf-8") as file:
                file.write(",".join([*said, *found]) + "\n")
    return lines(name)
