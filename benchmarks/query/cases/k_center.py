"""Greedy k-center: from many labelled items, round after round, and where laziness helps least."""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.query.case import Call, case

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import KCenter
from labelwise.strategy import Strategy

ACTIVEML, BMDAL = "scikit-activeml 1.0.1 CoreSet", "bmdal_reg 3.0.2 maxdist"


def mixture(size: int, width: int, seed: int = 0) -> Any:
    """(size, width) float32 points around 200 centres, made a block at a time."""
    rng = np.random.default_rng(seed)
    centres, made = 2 * rng.normal(size=(200, width)), np.empty((size, width), dtype=np.float32)
    for start in range(0, size, 8192):
        part = made[start : start + 8192]
        part[:] = centres[rng.integers(0, 200, len(part))] + rng.normal(size=part.shape)
    return made


def activeml(x: Any, labelled: Any, n: int) -> Call | str:
    """CoreSet of scikit-activeml."""
    try:
        from skactiveml.pool import CoreSet
    except ImportError:
        return "scikit-activeml is not installed"
    y = np.full(len(x), np.nan)
    y[labelled] = 0
    return lambda: CoreSet(random_state=0).query(x, y, batch_size=n)


def bmdal(x: Any, labelled: Any, n: int) -> Call | str:
    """maxdist of bmdal_reg, from the labelled points."""
    try:
        import torch

        vars(np).setdefault("Inf", np.inf)  # gone in numpy 2, used by it
        from bmdal_reg.bmdal.feature_data import TensorFeatureData
        from bmdal_reg.bmdal.feature_maps import IdentityFeatureMap
        from bmdal_reg.bmdal.features import Features
        from bmdal_reg.bmdal.selection import MaxDistSelectionMethod
    except ImportError as error:
        return f"{error.name} is not installed"
    identity = IdentityFeatureMap(n_features=x.shape[1])
    pool = torch.from_numpy(np.delete(x, labelled, axis=0))
    train = torch.from_numpy(x[labelled])

    def call() -> object:
        made = (Features(identity, TensorFeatureData(part)) for part in (pool, train))
        return MaxDistSelectionMethod(*made, sel_with_train=True, verbosity=0).select(n)

    return call


def cold(size: int, width: int, labelled: int, n: int, peer: Any) -> tuple[Call, Call | str | None]:
    """One selection that knows nothing."""
    x = mixture(size, width)
    rows = np.random.default_rng(1).choice(size, labelled, replace=False)
    y = np.zeros(labelled, dtype=int)

    def ours() -> object:
        return lw.query("k-center", n, embedding=x, labelled=rows, y=y, rng=0)

    return ours, peer and peer(x, rows, n)


def products(size: int, width: int, labelled: int) -> Call:
    """The products of matrices that distances to all centres are made of."""
    x, y = mixture(size, width), mixture(labelled, width, 1).T

    def call() -> None:
        for start in range(0, size, 8192):
            x[start : start + 8192] @ y

    return call


def warm(size: int, width: int, labelled: int, n: int, peer: Any) -> tuple[Call, Call | str | None]:
    """Each call is a round: the last picks have labels, the distances are carried."""
    x = mixture(size, width)
    rows = np.random.default_rng(1).choice(size, labelled, replace=False)
    strategy = Strategy(representation=Embedding(), selector=KCenter(carry=True))
    now: dict[str, Any] = {"rows": rows, "state": None}

    def ours() -> object:
        y = np.zeros(len(now["rows"]), dtype=int)
        made = lw.query(strategy, n, embedding=x, labelled=now["rows"], y=y, state=now["state"], rng=0)
        now.update(rows=np.append(now["rows"], made.indices), state=made.state)
        return made

    return ours, peer and peer(x, rows, n)


@case(
    "k-center cold, 50k x 64, 1,000 labelled, 100 picks", peer=BMDAL, target="4x",
    floor=lambda: products(50_000, 64, 1000),
)  # fmt: skip
def cold_64() -> tuple[Call, Call | str | None]:
    """Cold, few dimensions."""
    return cold(50_000, 64, 1000, 100, bmdal)


@case(
    "k-center cold, 50k x 768, 1,000 labelled, 100 picks", peer=ACTIVEML, target="10x", repeats=3,
    floor=lambda: products(50_000, 768, 1000),
)  # fmt: skip
def cold_768() -> tuple[Call, Call | str | None]:
    """Cold, many dimensions."""
    return cold(50_000, 768, 1000, 100, activeml)


@case("k-center warm, 50k x 64, 1,000 labelled and more, 100 picks a round", peer=BMDAL, target="100x")
def warm_64() -> tuple[Call, Call | str | None]:
    """Warm."""
    return warm(50_000, 64, 1000, 100, bmdal)


@case("k-center warm, 50k x 768, 1,000 labelled and more, 100 picks a round", peer=ACTIVEML, repeats=3)
def warm_768() -> tuple[Call, Call | str | None]:
    """Warm, many dimensions."""
    return warm(50_000, 768, 1000, 100, activeml)


@case("k-center, 20k x 8, 10 labelled, 1,000 picks", peer=BMDAL, target="2x, where laziness helps least")
def narrow() -> tuple[Call, Call | str | None]:
    """Few dimensions, few labels, many picks."""
    return cold(20_000, 8, 10, 1000, bmdal)


@case("k-center cold, 1M x 384, 1,000 labelled, 1,000 picks", target="pool + 2 GiB", repeats=0)
def million() -> tuple[Call, Call | str | None]:
    """As large as one machine is asked for."""
    return cold(1_000_000, 384, 1000, 1000, None)
