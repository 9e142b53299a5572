"""Uncertainty of single items, and the best of them."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.query.case import CASES, Call, Case

import labelwise as lw
from labelwise.candidates import Top
from labelwise.measures import margin
from labelwise.representations import Embedding
from labelwise.selectors import KCenter
from labelwise.strategy import Strategy

THEIRS = {"margin": "margin_sampling", "entropy": "entropy", "least-confidence": "least_confident"}
TARGET = "20x, < 20 MB"


BLOCK = 100_000
"""Random rows that are repeated where many more would take long to draw."""

DISK = 12 * 10**9
"""Bytes that have to be free for the memory-mapped pool, which takes 7.9e9."""


def uncertainty(name: str, size: int, classes: int, labelled: int = 0) -> tuple[Call, Call | str]:
    """The 100 least certain of many."""
    rng = np.random.default_rng(0)
    proba = np.empty((size, classes))
    for start in range(0, size, BLOCK):  # a piece at a time: the draw takes a multiple of its result
        fresh = start == 0 or size <= 10 * BLOCK
        block = rng.dirichlet(np.ones(classes), min(BLOCK, size - start)) if fresh else proba[:BLOCK]
        proba[start : start + BLOCK] = block
    rows = np.sort(rng.choice(size, labelled, replace=False))

    def ours() -> object:
        return lw.query(name, 100, proba=proba, labelled=rows, rng=0)

    def theirs() -> object:
        from skactiveml.pool import uncertainty_scores
        from skactiveml.utils import simple_batch

        scores = uncertainty_scores(proba, method=THEIRS[name])
        scores[rows] = np.nan
        return simple_batch(scores, 0, batch_size=100)

    return ours, theirs


def alone(name: str, size: int, classes: int) -> tuple[Call, Call | str]:
    """Ours on what the peer cannot hold."""
    return uncertainty(name, size, classes)[0], "not tried"


def mapped(size: int) -> tuple[Call | str, str]:
    """The most uncertain 100,000 of a pool in files, then k-center; the files are made by the first call."""
    if shutil.disk_usage(tempfile.gettempdir()).free < DISK:
        return f"less than {DISK // 10**9} GB of disk", "none takes it"
    pool = functools.cache(_files)
    strategy = Strategy(candidates=Top(margin, count=100_000), representation=Embedding(), selector=KCenter())

    def ours() -> object:
        _, proba, embedding = pool(size)
        return lw.query(strategy, 1000, proba=proba, embedding=embedding, rng=0)

    return ours, "none takes it"


def _files(size: int) -> tuple[Any, Any, Any]:
    """A folder that goes when nobody holds it, and halves in files in it: a block, shifted and repeated."""
    folder, rng = tempfile.TemporaryDirectory(), np.random.default_rng(0)
    proba, embedding = rng.dirichlet(np.ones(10), BLOCK), rng.normal(size=(BLOCK, 384))
    maps = []
    for name, block in (("proba", proba), ("embedding", embedding)):
        half, path = block.astype(np.float16), Path(folder.name, name)
        with path.open("wb") as file:
            for turn in range(size // BLOCK):
                file.write(np.roll(half, turn, axis=0).tobytes())
        maps.append(np.memmap(path, np.float16, "r", shape=(size, half.shape[1])))
    return folder, maps[0], maps[1]


PEER = "scikit-activeml 1.0.1"
for _name in THEIRS:
    _title = f"{_name}, 1M x 10, top 100"
    CASES[_title] = Case(_title, lambda name=_name: uncertainty(name, 1_000_000, 10), PEER, TARGET)
CASES["margin, 1M x 10, 1,000 labelled"] = Case(
    "margin, 1M x 10, 1,000 labelled", lambda: uncertainty("margin", 1_000_000, 10, 1000), PEER, "20x"
)
CASES["margin, 10M x 10"] = Case(
    "margin, 10M x 10", lambda: alone("margin", 10_000_000, 10), target="finishes"
)
CASES["margin to 100k, then k-center 1,000, memory map 10M x 384"] = Case(
    "margin to 100k, then k-center 1,000, memory map 10M x 384",
    lambda: mapped(10_000_000),
    target="60 s, 2 GiB",
    repeats=1,
)
