"""Sets on which the default strategy was developed; none of them is in a protocol that judges it.

Numbers are cut into classes, even or very uneven ones; graphs are bags of words; texts are those with several
annotators, by their majority.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.bench.datasets import load as load_named
from labelwise.tasks import Classification
from labelwise.testing.labelled_sets import LabelledItems

MOST = 8000
"""Items of a set that are looked at, drawn at random; protocols take fewer."""


def folder() -> Path:
    """Where the data are."""
    return Path(os.environ.get("LABELWISE_DATA", "../shared/data"))


def labelled(x: Any, y: NDArray[Any]) -> LabelledItems:
    """At most MOST items with their classes."""
    kept = np.sort(np.random.default_rng(0).permutation(len(y))[:MOST])
    names = np.array([f"c{label}" for label in y[kept]])
    items = [x[i] for i in kept] if isinstance(x, list) else x[kept]
    return LabelledItems(items, names, Classification(tuple(sorted(set(names.tolist())))))


def cut(name: str, shares: Sequence[float]) -> LabelledItems:
    """A set of numbers, cut at its quantiles into classes of these shares."""
    data = load_named(f"local:{name}", folder=folder())
    y = np.asarray(data.y, float)
    bounds = np.quantile(y, np.cumsum(shares)[:-1])
    return labelled(np.asarray(data.x, np.float32), np.searchsorted(bounds, y, side="left"))


def graph(name: str) -> LabelledItems:
    """The words of the nodes of a graph, without its edges, as their 100 first principal directions."""
    from sklearn.decomposition import TruncatedSVD

    with np.load(folder() / name / "graph.npz") as part:
        parts = (part["feat_data"], part["feat_indices"], part["feat_indptr"])
        x, y = sparse.csr_matrix(parts, shape=tuple(part["feat_shape"])), part["y"]
    known = np.flatnonzero(y >= 0)
    return labelled(TruncatedSVD(100, random_state=0).fit_transform(x[known]).astype(np.float32), y[known])


def lines(path: str) -> list[dict[str, Any]]:
    with gzip.open(folder() / path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def annotated(name: str) -> LabelledItems:
    """Texts with the label that most annotators gave."""
    found = [row for part in ("train", "dev", "test") for row in lines(f"{name}/{part}.jsonl.gz")]
    return labelled([row["text"] for row in found], np.array([int(row["hard_label"]) for row in found]))


def moderation() -> LabelledItems:
    """Whether a text was flagged for anything."""
    found = lines("openai_moderation/all.jsonl.gz")
    flagged = [any(v == 1 for k, v in row.items() if k != "text" and not isinstance(v, str)) for row in found]
    return labelled([row["text"] for row in found], np.array(flagged, int))


def electricity() -> LabelledItems:
    """The stream of electricity prices as a plain set."""
    with gzip.open(folder() / "stream_elec" / "elec.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.reader(io.StringIO(file.read())))[1:]
    y = np.unique([row[-1] for row in rows], return_inverse=True)[1]
    return labelled(np.array([row[:-1] for row in rows], np.float32), y)


HALVES, THIRDS, FIFTHS, TENTHS = (1 / 2,) * 2, (1 / 3,) * 3, (1 / 5,) * 5, (1 / 10,) * 10
SETS: dict[str, Callable[[], LabelledItems]] = {
    "cpu-halves": partial(cut, "regression_pmlb/197_cpu_act", HALVES),
    "puma-thirds": partial(cut, "regression_pmlb/225_puma8NH", THIRDS),
    "wind-fifths": partial(cut, "regression_pmlb/503_wind", FIFTHS),
    "pollen-halves": partial(cut, "regression_pmlb/529_pollen", HALVES),
    "house-rare": partial(cut, "regression_pmlb/574_house_16H", (0.97, 0.03)),
    "planes-tenths": partial(cut, "regression_pmlb/215_2dplanes", TENTHS),
    "bike-uneven": partial(cut, "regression_uci/bike", (0.8, 0.15, 0.05)),
    "airfoil-thirds": partial(cut, "regression_uci/airfoil", THIRDS),
    "concrete-halves": partial(cut, "regression_uci/concrete", HALVES),
    "gas-uneven": partial(cut, "regression_uci/gas", TENTHS),
    "elevators-rare": partial(cut, "regression_uci/elevators", (0.05, 0.95)),
    "kin-fifths": partial(cut, "regression_uci/kin40k", FIFTHS),
    "skill-uneven": partial(cut, "regression_uci/skillcraft", (0.1, 0.6, 0.2, 0.1)),
    "sml-tenths": partial(cut, "regression_uci/sml", TENTHS),
    "parkinsons-uneven": partial(cut, "regression_uci/parkinsons", (0.9, 0.08, 0.02)),
    "cora": partial(graph, "graph_cora"),
    "citeseer": partial(graph, "graph_citeseer"),
    "agreement": partial(annotated, "lewidi_md_agreement"),
    "brexit": partial(annotated, "lewidi_hs_brexit"),
    "moderation": moderation,
    "electricity": electricity,
}
NUMBERS = [
    f"local:regression_pmlb/{name}"
    for name in (
        "197_cpu_act", "215_2dplanes", "225_puma8NH", "503_wind", "529_pollen", "564_fried", "574_house_16H",
    )
]  # fmt: skip
"""Sets of numbers; the protocol ``numbers`` judges on others."""
