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
from labelwise.params import Whole

Seed = int | np.random.Generator | None


def generator(seed: Seed, *keys: int | str) -> np.random.Generator:
    """A generator for ``seed`` and any number of ``keys``.

    Parameters
    ----------
    seed : int, numpy.random.Generator or None
        A generator is returned as it is when there are no keys, and draws one number for the new
        stream when there are; None draws from the system.
    *keys : int or str
        Names of the stream, for example an event number. Streams of different keys are independent.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    BadParameter
        If ``seed`` is negative or of another type.

    Examples
    --------
    >>> generator(1).integers(100, size=3).tolist()
    [47, 51, 75]
    >>> generator(1, "plan", 7).integers(100, size=3).tolist()
    [99, 1, 25]
    """
    if isinstance(seed, np.random.Generator):
        return seed if not keys else generator(int(seed.integers(2**63)), *keys)
    if seed is None:
        return np.random.default_rng()
    if not Whole(0)(seed):
        raise BadParameter(
            f"the seed is {seed!r}", allowed="an integer of 0 or more, a numpy Generator, None"
        )
    words = [word for key in keys for word in _words(key)]
    return np.random.default_rng(np.random.SeedSequence(int(seed), spawn_key=words))


def _words(key: int | str) -> tuple[int, int]:
    """Two 32-bit words: of one length for every key, so that no two lists of keys read the same."""
    text = repr(key if isinstance(key, str) else int(key)).encode("utf-8", "surrogatepass")
    whole = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
    return whole >> 32, whole % 2**32


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
        Splitmix64 (Steele, Lea and Flood 2014, Fast Splittable Pseudorandom Number Generators) of
        row and seed; the lowest wins a tie.

    Examples
    --------
    >>> tie_break(np.array([3, 5]), seed=1).tolist()
    [9716232063330790915, 12773366489153039575]
    >>> tie_break(np.array([5, 3]), seed=1).tolist()
    [12773366489153039575, 9716232063330790915]
    """
    key = _splitmix(np.array([seed % 2**64], dtype=np.uint64))
    return _splitmix(np.asarray(rows).astype(np.uint64) ^ key)


def _splitmix(x: NDArray[Any]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        z = x + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)
