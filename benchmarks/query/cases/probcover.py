"""Items whose balls cover the most."""

from __future__ import annotations

import numpy as np
from benchmarks.query.case import Call, case
from benchmarks.query.cases.typiclust import PEER, mixture

import labelwise as lw


def _probcover(size: int, width: int, peer: bool = True) -> tuple[Call, Call | str | None]:
    x = mixture(size, width)

    def ours() -> object:
        return lw.query("probcover", 100, embedding=x, classes=10, rng=0)

    def theirs() -> object:
        from skactiveml.pool import ProbCover

        return ProbCover(n_classes=10, random_state=0).query(x, np.full(size, np.nan), batch_size=100)

    return ours, theirs if peer else None


@case("probcover, 10k x 64, b=100", peer=PEER, target="50x", repeats=1)
def small() -> tuple[Call, Call | str | None]:
    """A small pool."""
    return _probcover(10_000, 64)


@case("probcover, 20k x 64, b=100", peer=PEER, target="50x", repeats=1)
def middle() -> tuple[Call, Call | str | None]:
    """Twice as large."""
    return _probcover(20_000, 64)


@case("probcover, 500k x 384, b=100", target="finishes within pool + 2 GiB", repeats=0)
def large() -> tuple[Call, Call | str | None]:
    """A large pool, whose pairs are counted and not kept."""
    return _probcover(500_000, 384, peer=False)
