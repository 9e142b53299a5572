"""Files that were fetched once, kept in a folder with their checksums."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelwise.errors import BadData, BadParameter
from labelwise.learners import cache as embeddings
from labelwise.locking import holding

__all__ = ["Fetch", "Kept", "is_there", "keep", "root"]

Fetch = Callable[[Path], dict[str, Any]]
"""Writes files into an empty folder and says what is to be known of them, as JSON values."""

ABOUT = "about.json"


@dataclass(frozen=True)
class Kept:
    """Files in a folder of the cache.

    Parameters
    ----------
    folder : Path
        Holds them.
    sums : dict from name to text
        The sha256 of each file.
    facts : dict
        What was said of them when they were fetched.
    """

    folder: Path
    sums: dict[str, str]
    facts: dict[str, Any]


def root(cache: str | os.PathLike[str] | None) -> Path:
    """The folder that fetched sets are kept in: ``cache``, else ``datasets`` in the user's cache.

    Raises
    ------
    BadParameter
        If ``LABELWISE_CACHE`` is empty, which says that nothing is to be kept.
    """
    own = embeddings.place()
    if cache is None and own is None:
        raise BadParameter(
            "LABELWISE_CACHE is empty, so there is no place for what is fetched",
            fix="set it to a folder, or pass cache=",
        )
    return Path(cache) if cache is not None else Path(str(own)) / "datasets"


def is_there(place: Path) -> bool:
    """Whether a set is in this folder, as a whole."""
    return (place / ABOUT).is_file()


def keep(place: Path, fetch: Fetch, *, name: str, network: bool) -> Kept:
    """The files of a set, from the cache or fetched into it.

    They are fetched into a folder beside it, which is renamed at the end: a set is there as a whole or not
    at all. Of several processes one fetches and the others wait.

    Parameters
    ----------
    place : Path
        The folder of the set.
    fetch : callable
        Called if it is missing.
    name : str
        Of the set, for messages.
    network : bool
        Whether it may be called.

    Raises
    ------
    BadData
        If it is missing and may not be fetched, a file has changed since, or something else stands there.
    """
    if not is_there(place):
        if not network:
            raise BadData(
                f"{name} is not in the cache {place.parent}, and nothing is fetched unasked",
                fix=f"load({name!r}, network=True) fetches it once",
            )
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with holding(place.with_name(f"{place.name}.lock"), lambda: None):
            if not is_there(place):
                _fetch(place, fetch)
    return _checked(place, name)


def _fetch(place: Path, fetch: Fetch) -> None:
    if place.exists():
        raise BadData(f"{place} is no set that was fetched", fix="remove it, or pass another cache=")
    part = place.with_name(f"{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a fetch that failed
    part.mkdir(mode=0o700)
    facts = fetch(part)
    sums = {file.name: _sum(file) for file in sorted(part.iterdir())}
    (part / ABOUT).write_text(json.dumps({"sums": sums, "facts": facts}), encoding="utf-8")
    os.replace(part, place)


def _checked(place: Path, name: str) -> Kept:
    about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
    for file, known in about["sums"].items():
        if not (place / file).is_file() or _sum(place / file) != known:
            raise BadData(
                f"{file} of {name} in {place} is missing or has changed since it was fetched",
                fix="delete that folder and load the set with network=True",
            )
    return Kept(place, about["sums"], about["facts"])


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
