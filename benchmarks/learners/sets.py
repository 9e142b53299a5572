"""The data: at most 3,000 items to learn from and 1,500 to score on."""

from __future__ import annotations

import functools
import gzip
import io
import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(os.environ.get("LABELWISE_DATA", "../shared/data"))
ITEMS, SCORED = 3000, 1500


@dataclass(frozen=True, eq=False)
class Set:
    """Items with their truth; ``y`` holds class indices, or (N, C) tags."""

    name: str
    x: Any
    y: np.ndarray
    x_test: Any
    y_test: np.ndarray

    @property
    def classes(self) -> int:
        return self.y.shape[1] if self.y.ndim == 2 else int(self.y.max()) + 1

    @property
    def kind(self) -> str:
        return "partial" if self.y.ndim == 2 else "hard"


def _some(n: int, most: int, seed: int) -> np.ndarray:
    return np.sort(np.random.default_rng(seed).choice(n, min(n, most), replace=False))


def _lines(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _texts(train: list[dict[str, Any]], test: list[dict[str, Any]], name: str) -> Set:
    """TF-IDF of words and pairs, reduced to 100 dimensions without labels."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    train = [train[i] for i in _some(len(train), ITEMS, 0)]
    test = [test[i] for i in _some(len(test), SCORED, 1)]
    front = make_pipeline(
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2),
        TruncatedSVD(100, random_state=0),
        Normalizer(),
    )
    x = front.fit_transform([t["text"] for t in train]).astype(np.float32)
    classes = sorted({str(t["label"]) for t in train})
    code = {c: k for k, c in enumerate(classes)}
    test = [t for t in test if str(t["label"]) in code]
    x_test = front.transform([t["text"] for t in test]).astype(np.float32)
    y, y_test = (np.array([code[str(t["label"])] for t in part]) for part in (train, test))
    return Set(name, x, y, x_test, y_test)


def _trec() -> Set:
    return _texts(_lines("trec6/train.jsonl.gz"), _lines("trec6/test.jsonl.gz"), "trec6")


def _news() -> Set:
    return _texts(
        _lines("ag_news_small/train.jsonl.gz"), _lines("ag_news_small/test.jsonl.gz"), "ag_news_small"
    )


def _subj() -> Set:
    lines = _lines("subj/all.jsonl.gz")
    order = np.random.default_rng(0).permutation(len(lines))
    return _texts([lines[i] for i in order[:6000]], [lines[i] for i in order[6000:]], "subj")


def _fashion() -> Set:
    with np.load(DATA / "fashion_mnist_small" / "fashion_train10k_test3k.npz") as z:
        a, b = _some(10000, ITEMS, 0), _some(3000, SCORED, 1)
        return Set(
            "fashion_mnist_small",
            z["X_train"][a],
            z["y_train"][a].astype(int),
            z["X_test"][b],
            z["y_test"][b].astype(int),
        )


def _cifar() -> Set:
    from PIL import Image

    with np.load(DATA / "cifar10_small_human" / "labels.npz") as z:
        y, y_test = z["y_train"].astype(int), z["y_test"].astype(int)
    a, b = _some(len(y), ITEMS, 0), _some(len(y_test), SCORED, 1)
    with zipfile.ZipFile(DATA / "cifar10_small_human" / "images_jpeg.zip") as archive:

        def images(part: str, rows: np.ndarray) -> np.ndarray:
            read = (archive.read(f"{part}/{k:05d}.jpg") for k in rows)
            return np.stack([np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")) for raw in read])

        return Set("cifar10_small_human", images("train", a), y[a], images("test", b), y_test[b])


def _mulan(name: str) -> Set:
    with np.load(DATA / "multilabel_mulan" / f"{name}.npz", allow_pickle=False) as z:
        y, y_test = z["Y_train"].astype(float), z["Y_test"].astype(float)
        return Set(name, z["X_train"], y, z["X_test"], y_test)


def _letter() -> Set:
    from labelwise.bench.datasets import load

    data = load("local:tabular_classification/letter", folder=DATA)
    x, y = np.asarray(data.x, np.float32), np.unique(data.y, return_inverse=True)[1]
    rows = np.random.default_rng(0).permutation(len(y))[: ITEMS + SCORED]
    a, b = rows[:ITEMS], rows[ITEMS:]
    return Set("letter", x[a], y[a], x[b], y[b])


SETS = {
    "trec6": _trec,
    "ag_news_small": _news,
    "subj": _subj,
    "fashion_mnist_small": _fashion,
    "letter": _letter,
    "cifar10_small_human": _cifar,
    "scene": lambda: _mulan("scene"),
    "yeast": lambda: _mulan("yeast"),
}


@functools.lru_cache(maxsize=2)
def load(name: str) -> Set:
    """A set by name."""
    return SETS[name]()


@functools.lru_cache(maxsize=2)
def rows(name: str) -> Set:
    """The same with images as rows of numbers from 0 to 1, for learners that take nothing else."""
    data = load(name)
    if data.x.ndim == 2:
        return data
    x, x_test = (part.reshape(len(part), -1).astype(np.float32) / 255 for part in (data.x, data.x_test))
    return Set(name, x, data.y, x_test, data.y_test)
