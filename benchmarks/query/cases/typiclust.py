"""The most typical items of clusters."""

from __future__ import annotations

import numpy as np
from benchmarks.query.case import Call, case

import labelwise as lw

PEER = "scikit-activeml 1.0.1"


def mixture(size: int, width: int, centres: int = 200) -> np.ndarray:
    """Points around centres, of length 1."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((size, width), dtype=np.float32)
    x += 1.5 * rng.standard_normal((centres, width), dtype=np.float32)[rng.integers(0, centres, size)]
    x /= np.sqrt(np.einsum("ij,ij->i", x, x))[:, None]
    return x


def _typiclust(size: int, width: int, n: int, peer: bool = True) -> tuple[Call, Call | str | None]:
    x = mixture(size, width)

    def ours() -> object:
        return lw.query("typiclust", n, embedding=x, rng=0)

    def theirs() -> object:
        from skactiveml.pool import TypiClust

        return TypiClust(random_state=0).query(x, np.full(size, np.nan), batch_size=n)

    return ours, theirs if peer else None


@case("typiclust, 10k x 64, b=100", peer=PEER, target="10x", repeats=3)
def small() -> tuple[Call, Call | str | None]:
    """A batch of 100."""
    return _typiclust(10_000, 64, 100)


@case("typiclust, 10k x 64, b=1000", peer=PEER, target="10x", repeats=1)
def large_batch() -> tuple[Call, Call | str | None]:
    """A batch of 1000."""
    return _typiclust(10_000, 64, 1000)


@case("typiclust, 1M x 384, b=100", target="finishes within pool + 2 GiB", repeats=0)
def large() -> tuple[Call, Call | str | None]:
    """A large pool."""
    return _typiclust(1_000_000, 384, 100, peer=False)
