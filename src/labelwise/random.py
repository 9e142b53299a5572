"""Generators and keyed hashes: every random choice has a seed that can be named.

Global random state is never read. ``generator(seed, *keys)`` gives independent streams
for one campaign seed; ``tie_break`` gives an order that does not depend on storage.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter

Seed = int | np.random.Generator | None


def generator(seed: Seed, *keys: int | str) -> np.random.Generator:
    """A generator for ``seed`` and any number of ``keys``.

    Parameters
    ----------
    seed : int, numpy.random.Generator or None
        A generator is returned as it is when there are no keys; None draws from the system.
    *keys : int or str
        Names of the stream, for example an event number.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    BadParameter
        If ``seed`` is negative or of another type.

    Examples
    --------
    >>> bool(generator(1, "plan", 7).integers(100) == generator(1, "plan", 7).integers(100))
    True
    """
    words: list[int] = [_word(k) for k in keys]
    if isinstance(seed, np.random.Generator):
        return seed if not keys else np.random.default_rng([int(seed.integers(2**63)), *words])
    if seed is None:
        return np.random.default_rng()
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise BadParameter(
            f"the seed is {seed!r}", allowed="an integer of 0 or more, a numpy Generator, None"
        )
    return np.random.default_rng([int(seed), *words])


def _word(key: int | str) -> int:
    if isinstance(key, str):
        return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")
    return int(key)


def tie_break(rows: NDArray[np.int64], seed: int) -> NDArray[np.uint64]:
    """A pseudo-random rank per row, the same however the rows are ordered or chunked.

    Parameters
    ----------
    rows : (m,) int64
        Row positions.
    seed : int
        64-bit key.

    Returns
    -------
    (m,) uint64
        Splitmix64 of row and seed; the lowest wins a tie.

    Examples
    --------
    >>> a = tie_break(np.array([3, 5]), 1)
    >>> b = tie_break(np.array([5, 3]), 1)
    >>> bool((a == b[::-1]).all())
    True
    """
    mixed = _splitmix(
        np.asarray(rows).astype(np.uint64) ^ _splitmix(np.array([seed % 2**64], dtype=np.uint64))
    )
    return mixed


def _splitmix(x: NDArray[Any]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        z = x + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)
