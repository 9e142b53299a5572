"""What it takes to encode a pool, and to take it from disk again."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from benchmarks.learners.sets import _lines

HEAD = """## Encoding a pool once

{texts} questions of `trec6` (repeated with a number each, so that no two are equal), medians of five. The
network is a BERT of 2 layers of 128, built from its configuration with random weights: it shows the cost of
the way there and back, not what features are worth. What is fitted on the pool in a second is fitted again
rather than kept, unless the pool has more than 20,000 items. Reading as many bytes from disk takes
{floor:.1f} ms.

| encoder | texts a second | the first time | from the cache | times faster |
|---|---|---|---|---|
"""


def texts(count: int) -> list[str]:
    """So many different texts."""
    lines = [line["text"] for line in _lines("trec6/train.jsonl.gz")]
    return [f"{lines[k % len(lines)]} {k}" for k in range(count)]


def tiny(folder: Path, words: list[str]) -> Path:
    """A BERT of 2 layers with random weights and the words as its vocabulary."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *sorted({w for t in words for w in t.lower().split()}),
    ]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=512,
    )
    BertModel(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def timed(encoder: Any, items: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of the first encoding and of the second, which finds the first."""
    from sklearn.linear_model import LogisticRegression

    from labelwise.learners import SklearnLearner, encode
    from labelwise.pool import Pool

    learner, taken = SklearnLearner(LogisticRegression(), encoder=encoder), []
    for _ in range(2):
        pool = Pool(items)
        began = time.perf_counter()
        encoded, _ = encode(learner, pool, 0, folder)
        np.asarray(encoded.data).sum()
        taken.append(time.perf_counter() - began)
    return taken[0], taken[1]


def floor(size: int, folder: Path) -> float:
    """Seconds to read so many bytes."""
    path = folder / "bytes"
    path.write_bytes(os.urandom(size))
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        np.memmap(path, np.uint8, "r").sum()
        taken.append(time.perf_counter() - began)
    return median(taken)


def run(quick: bool) -> str:
    """Measure and write the table."""
    from labelwise.learners.encoders import FrozenTransformer, TextEncoder

    items = texts(2000 if quick else 25_000)
    lines = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "bert").mkdir()
        encoders = {
            "TF-IDF, LSA and word vectors (`TextEncoder`)": TextEncoder(),
            "frozen BERT (`FrozenTransformer`)": FrozenTransformer(tiny(root / "bert", items)),
        }
        for k, (what, encoder) in enumerate(encoders.items()):
            found = [timed(encoder, items, root / f"{k}-{r}.cache") for r in range(1 if quick else 5)]
            first, again = (median(f[j] for f in found) for j in (0, 1))
            cells = (
                f"{len(items) / first:,.0f}",
                f"{first:.1f} s",
                f"{again * 1000:.0f} ms",
                f"{first / again:.0f}",
            )
            lines.append(f"| {what} | {' | '.join(cells)} |")
        read = floor(len(items) * 128 * 4, root)
    return HEAD.format(texts=f"{len(items):,}", floor=read * 1000) + "\n".join(lines)
