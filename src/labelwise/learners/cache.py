"""What an encoder gives for a pool: computed once, chunk by chunk, and kept on disk.

Beside a project in an SQLite file it is kept in ``<project>.cache``, which may be deleted at any time; what
needs no training, such as a frozen network, is kept for all others in ``$XDG_CACHE_HOME/labelwise`` or where
the variable ``LABELWISE_CACHE`` says. If that is empty nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from labelwise.errors import BadData, BadParameter
from labelwise.learners.chunk_file import ChunkFile
from labelwise.learners.progress import report
from labelwise.locking import holding
from labelwise.params import to_config
from labelwise.strategy.arrays import join

if TYPE_CHECKING:
    from labelwise.pool import Pool

FORMAT = 1
"""Of the files; another one is computed anew."""

Each = Callable[[Iterator[Any]], Iterator[Any]]
"""From chunks of items to their features, one after the other."""

WHAT = "encoding the items"


def place(beside: Path | None = None) -> Path | None:
    """The folder to keep embeddings in; None where nothing is to be kept.

    Parameters
    ----------
    beside : Path, optional
        The folder of a project; that of the user by default.

    Examples
    --------
    >>> before = os.environ.get("LABELWISE_CACHE")
    >>> os.environ["LABELWISE_CACHE"] = ""
    >>> place() is None
    True
    >>> _ = os.environ.pop("LABELWISE_CACHE") if before is None else os.environ.update(LABELWISE_CACHE=before)
    """
    named = os.environ.get("LABELWISE_CACHE")
    if named == "":
        return None
    if beside is not None:
        return beside
    if named is not None:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "labelwise"


def frozen(encoder: Any) -> bool:
    """Whether an encoder learns nothing from the items: it says then who it is.

    Examples
    --------
    >>> from sklearn.preprocessing import StandardScaler
    >>> frozen(StandardScaler())
    False
    """
    return hasattr(encoder, "identity")


def identity(encoder: Any, seed: Any) -> str | None:
    """What decides about the features besides the items, as text; None where it cannot be said.

    An encoder that is not fitted says it itself, with the hash of its files. Of one that is fitted it is its
    configuration, the seed, and the versions of what computes.

    Examples
    --------
    >>> from sklearn.preprocessing import StandardScaler
    >>> identity(StandardScaler(), 0) == identity(StandardScaler(), 1), identity(StandardScaler(), None)
    (False, None)
    """
    if frozen(encoder):
        return str(encoder.identity())
    if not isinstance(seed, int | np.integer):
        return None
    try:
        config = to_config(encoder)
    except BadParameter:  # of a class that a project may not name
        return None
    versions = {name: version(name) for name in ("labelwise", "numpy", "scipy", "scikit-learn")}
    return json.dumps([config, int(seed), versions], sort_keys=True)


def embedded(pool: Pool, each: Each, whose: str | None, folder: Path | None) -> Any:
    """The features of all items: read where they are kept, else computed and kept.

    Parameters
    ----------
    pool : Pool
        The items.
    each : callable
        From an iterator over chunks of items to one over their features; called for what is missing.
    whose : str or None
        What decides about the features besides the items, see :func:`identity`.
    folder : Path or None
        Where they are kept; None, or no ``whose``: in memory only.

    Returns
    -------
    array, Ragged or sparse matrix
        Dense arrays that are kept are mapped into memory; others are not kept.

    Raises
    ------
    BadData
        If an item has a feature that is no finite number.

    Warns
    -----
    UserWarning
        If what was kept is damaged, and where it cannot be kept.
    """
    if folder is None or whose is None:
        return join("embedding", list(_computed(pool, each, range(_chunks(pool)))))
    own = folder / _key(f"{FORMAT} {whose}") / _key("".join(_hashes(pool)))
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        with holding(own / "lock", lambda: report("waiting for another process that encodes the items", 0.0)):
            return _kept(pool, each, own)
    except OSError as error:
        warnings.warn(f"the features cannot be kept in {str(folder)!r} ({error})", stacklevel=3)
        return embedded(pool, each, None, None)


def _kept(pool: Pool, each: Each, own: Path) -> Any:
    items = _hashes(pool)
    file = ChunkFile(own, items, len(pool))
    if file.problem:
        warnings.warn(f"{file.problem} in {str(own)!r}: computed anew", stacklevel=4)
    part = own / "pool.part"
    part.write_text(json.dumps({"items": items, "size": len(pool)}), encoding="utf-8")
    os.replace(part, own / "pool.json")  # whole at any time: other processes read it
    if not file.done:
        _take_over(file, own)
    missing = file.missing()
    blocks = _computed(pool, each, missing)
    for k, block in zip(missing, blocks, strict=True):
        if not isinstance(block, np.ndarray):  # sparse or ragged: nothing that could be mapped
            return join("embedding", [block, *blocks])
        file.put(k, block)
    return file.array()


def _take_over(file: ChunkFile, own: Path) -> None:
    """Copy the chunks that another pool of the same encoder shares with this one: it has grown."""
    for told in sorted(own.parent.glob("*/pool.json")):
        if told.parent == own:
            continue
        try:
            said = json.loads(told.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # thrown away meanwhile, or cut off: nothing to take over
            continue
        if not set(said["items"]) & {file.items[k] for k in file.missing()}:
            continue
        other = ChunkFile(told.parent, said["items"], said["size"])
        for k in file.missing():
            block = other.block(file.items[k])
            if block is not None:
                file.put(k, block)


def _computed(pool: Pool, each: Each, chunks: Sequence[int]) -> Iterator[Any]:
    """The features of these chunks, with a report after each."""
    rows, done = list(pool.chunks()), _chunks(pool) - len(chunks)
    report(WHAT, done / len(rows))
    for k, block in zip(chunks, each(pool.x(rows[k]) for k in chunks), strict=True):
        if isinstance(block, np.ndarray) and not np.isfinite(block).all():
            bad = int(np.flatnonzero(~np.isfinite(block.reshape(len(block), -1)).all(axis=1))[0])
            raise BadData(
                f"the encoder gives no finite numbers for the item {pool.id(rows[k][bad])!r}",
                fix="repair or leave out the item, or take another encoder",
            )
        done += 1
        report(WHAT, done / len(rows))
        yield block


def _chunks(pool: Pool) -> int:
    return sum(1 for _ in pool.chunks())


def _hashes(pool: Pool) -> list[str]:
    """A hash of the content of each chunk of items."""
    return [_key(pool.hashes[rows].astype("<u8").tobytes()) for rows in pool.chunks()]


def _key(content: str | bytes) -> str:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.blake2b(raw, digest_size=16).hexdigest()
