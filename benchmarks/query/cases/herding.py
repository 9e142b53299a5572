"""Items that all others are similar to."""

from __future__ import annotations

import numpy as np
from benchmarks.query.case import Call, case
from benchmarks.query.cases.typiclust import PEER, mixture

import labelwise as lw


def _maxherding(size: int, peer: bool = True) -> tuple[Call, Call | str | None]:
    x = mixture(size, 64)

    def ours() -> object:
        return lw.query("maxherding", 100, embedding=x, rng=0)

    def theirs() -> object:
        from skactiveml.pool import MaxHerding

        peers = MaxHerding(metric_dict={"gamma": 1.0}, random_state=0)
        return peers.query(x, np.full(size, np.nan), batch_size=100)

    return ours, theirs if peer else None


@case("maxherding, 10k x 64, b=100", peer=PEER, target="50x", repeats=1)
def small() -> tuple[Call, Call | str | None]:
    """Similarities that fit into memory."""
    return _maxherding(10_000)


@case("maxherding, 50k x 64, b=100", target="finishes", repeats=1)
def large() -> tuple[Call, Call | str | None]:
    """Similarities that are computed again when they are needed."""
    return _maxherding(50_000, peer=False)


@case("facility location, 5k x 64, b=100", peer="apricot-select 0.6.1", target="50x", repeats=1)
def cosines() -> tuple[Call, Call | str | None]:
    """By cosine; the peer's own lazy greedy on the written-out similarities."""
    x = mixture(5000, 64)

    def ours() -> object:
        return lw.query("facility-location", 100, embedding=x, rng=0)

    def theirs() -> object:
        from apricot import FacilityLocationSelection

        similar = np.maximum(x.astype(np.float64) @ x.T, 0)
        return FacilityLocationSelection(100, metric="precomputed", optimizer="lazy").fit(similar)

    return ours, theirs
