"""Selections by kernels, against bmdal_reg on the same points."""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.query.case import Call, case

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import LCMD, Bait, FrankWolfe, KMeansPP, MaxDet
from labelwise.strategy import Strategy

PEER = "bmdal_reg 3.0.2"


def data(size: int, width: int, known: int) -> tuple[Any, Any]:
    """A mixture of 200 normal laws, and some labelled rows."""
    rng = np.random.default_rng(0)
    centres = 2 * rng.normal(size=(200, width)).astype(np.float32)
    x = rng.standard_normal((size, width), dtype=np.float32)
    x += centres[rng.integers(200, size=size)]
    return x, rng.choice(size, known, replace=False)


def against(selector: Any, name: str, n: int, size: int = 50_000, width: int = 384, **options: Any) -> Any:
    """Our call and theirs."""
    x, labelled = data(size, width, 1000)
    strategy = Strategy(representation=Embedding(), selector=selector)

    def ours() -> object:
        return lw.query(strategy, n, embedding=x, labelled=labelled, rng=0)

    def theirs() -> object:
        import torch

        vars(np)["Inf"] = np.inf  # gone from NumPy 2
        torch.set_num_threads(2)
        from bmdal_reg.bmdal import feature_data, feature_maps, features, selection

        pool = np.setdiff1d(np.arange(len(x)), labelled)
        linear = feature_maps.IdentityFeatureMap(width)
        made = [
            features.Features(linear, feature_data.TensorFeatureData(torch.as_tensor(x[rows]))).precompute()
            for rows in (pool, labelled)
        ]
        return getattr(selection, name)(*made, verbosity=0, **options).select(n)

    return ours, theirs


@case("LCMD, 50k x 384, L=1000, b=100", peer=PEER, target="10x", repeats=3)
def lcmd() -> tuple[Call, Call | str]:
    """Cold."""
    made: tuple[Call, Call | str] = against(LCMD(), "LargestClusterMaxDistSelectionMethod", 100)
    return made


@case("MaxDet, 50k x 384, b=100", peer=PEER, target="2x", repeats=3)
def maxdet() -> tuple[Call, Call | str]:
    """Noise 0.1, P mode."""
    made: tuple[Call, Call | str] = against(MaxDet(noise=0.1), "MaxDetSelectionMethod", 100, noise_sigma=0.1)
    return made


@case("k-means++ kernel, 50k x 384, b=100", peer=PEER, target="2x", repeats=3)
def k_means_pp() -> tuple[Call, Call | str]:
    """Without labelled rows as centres, as ours."""
    made: tuple[Call, Call | str] = against(KMeansPP(), "KmeansppSelectionMethod", 100, sel_with_train=False)
    return made


@case("Frank-Wolfe, 50k x 384, b=100", peer=PEER, repeats=3)
def frank_wolfe() -> tuple[Call, Call | str]:
    """P mode."""
    made: tuple[Call, Call | str] = against(FrankWolfe(), "FrankWolfeSelectionMethod", 100)
    return made


@case("BAIT forward, 50k x 384, b=20", peer=PEER, repeats=2)
def bait() -> tuple[Call, Call | str]:
    """Noise 0.1, P mode."""
    made: tuple[Call, Call | str] = against(
        Bait(0.1, 1.0), "BaitFeatureSpaceSelectionMethod", 20, noise_sigma=0.1
    )
    return made


def _large(selector: Any) -> tuple[Call, str]:
    x, labelled = data(500_000, 384, 1000)
    strategy = Strategy(representation=Embedding(), selector=selector)
    return lambda: lw.query(
        strategy, 1000, embedding=x, labelled=labelled, rng=0
    ), "takes too long at this size"


@case("LCMD, 500k x 384, b=1000", target="pool + 2 GiB", repeats=0)
def lcmd_large() -> tuple[Call, str]:
    """It finishes."""
    return _large(LCMD())


@case("MaxDet, 500k x 384, b=1000", target="pool + 2 GiB", repeats=0)
def maxdet_large() -> tuple[Call, str]:
    """It finishes."""
    return _large(MaxDet(noise=0.1))
