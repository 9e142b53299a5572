"""Sets of tags on which the default strategy was developed; none of them is in the protocol ``tags``.

What several annotators saw, which policies a household holds, what a biopsy found, which features a position
in chess has; and some made of others: up to three texts on end, two images over each other, with the classes
of all as tags.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from benchmarks.auto.sets import MOST, folder, lines
from numpy.typing import NDArray

from labelwise.bench.datasets import load as load_named
from labelwise.tasks.tags import Tags
from labelwise.testing.labelled_sets import LabelledItems

RAREST = 0.01
"""A tag that fewer items have, or lack, is left out."""

HARMS = ("S", "H", "V", "HR", "SH", "S3", "H2", "V2")


def tagged(x: Any, y: NDArray[Any]) -> LabelledItems:
    """At most MOST items with the tags that are neither too rare nor too frequent."""
    kept = np.sort(np.random.default_rng(0).permutation(len(y))[:MOST])
    y, items = y[kept].astype(int), [x[i] for i in kept] if isinstance(x, list) else x[kept]
    told = np.minimum(y.mean(axis=0), 1 - y.mean(axis=0)) >= RAREST
    return LabelledItems(items, y[:, told], Tags(tuple(f"t{i}" for i in np.flatnonzero(told))))


def harms() -> LabelledItems:
    """What texts were flagged for, where all of it was looked at."""
    found = [row for row in lines("openai_moderation/all.jsonl.gz") if None not in map(row.get, HARMS)]
    return tagged(
        [row["text"] for row in found], np.array([[row[name] == 1 for name in HARMS] for row in found])
    )


def votes() -> LabelledItems:
    """What any annotator saw in a text."""
    found = lines("davidson_hate/all.jsonl.gz")
    return tagged([row["text"] for row in found], np.array([row["votes"] for row in found]) > 0)


def columns(name: str, features: slice, tags: slice) -> LabelledItems:
    """Columns of a table that are not zero, from others."""
    x = np.asarray(load_named(f"local:tabular_classification/{name}", folder=folder()).x, np.float32)
    return tagged(np.delete(x, np.arange(x.shape[1])[tags], axis=1)[:, features], x[:, tags] > 0)


def classes(name: str) -> tuple[Any, NDArray[Any]]:
    """Items of a set of classes and their classes, one-hot."""
    data = load_named(f"local:{name}", folder=folder())
    return data.x, np.asarray(data.y)[:, None] == np.unique(data.y)


def texts(name: str) -> LabelledItems:
    """One, two or three texts on end, of any classes."""
    x, y = classes(name)
    rng = np.random.default_rng(0)
    parts = [rng.choice(len(x), rng.integers(1, 4), replace=False) for _ in range(len(x))]
    return tagged(
        [" ".join(x[i] for i in part) for part in parts], np.array([y[part].any(axis=0) for part in parts])
    )


def images(name: str) -> LabelledItems:
    """Two images over each other, the brighter pixel of both."""
    x, y = classes(name)
    first, second = np.random.default_rng(0).permutation(len(x)).reshape(2, -1)
    return tagged(np.maximum(x[first], x[second]), y[first] | y[second])


TAGS: dict[str, Callable[[], LabelledItems]] = {
    "harms": harms,
    "votes": votes,
    "policies": partial(columns, "coil2000", slice(43), slice(64, 85)),
    "biopsies": partial(columns, "dermatology", slice(None), slice(11, 33)),
    "positions": partial(columns, "kr_vs_kp", slice(None), slice(None, None, 4)),
    "questions": partial(texts, "trec6"),
    "news": partial(texts, "ag_news_small"),
    "moods": partial(texts, "tweet_emotion"),
    "clothes": partial(images, "fashion_mnist_small"),
    "digits": partial(images, "mnist_test10k"),
}
