"""The Electricity stream through a campaign: predict a block, offer it, answer what is asked, go on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import labelwise as lw
from labelwise.selectors import OnePass

START = 200
"""Items that have a label before the stream begins."""


def model() -> object:
    return make_pipeline(StandardScaler(), LogisticRegression())


def load(data_dir: Path, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The first items in the order of the stream, and whether the price rose."""
    import pandas as pd

    table = pd.read_csv(data_dir / "stream_elec" / "elec.csv.gz", nrows=size)
    return table.drop(columns="class").to_numpy(float), table["class"].astype(str).to_numpy()


def play(
    x: np.ndarray, y: np.ndarray, gate: object, learner: object, *, block: int, budget: int | None, seed: int
) -> tuple[float, lw.Campaign]:
    """Accuracy on each block just before it is offered, and the campaign after the last."""
    strategy = lw.Strategy(selector=OnePass(gate))
    campaign = lw.Campaign(
        x, ["0", "1"], strategy=strategy, learner=learner, budget=budget, seed=seed, trust=None
    )
    campaign.add_labels(range(START), y[:START])
    right: list[np.ndarray] = []
    for first in range(START, len(x), block):
        rows = np.arange(first, min(first + block, len(x)))
        right.append(campaign.model.proba(x[rows]).argmax(axis=1) == y[rows].astype(int))
        batch = campaign.offer(rows)
        assert budget is None or campaign.fold.streamed["asked"] <= budget
        campaign.tell(batch, [y[int(q.item)] for q in batch])
    assert campaign.fold.streamed["seen"] == len(x) - START
    return float(np.concatenate(right).mean()), campaign


def chances(campaign: lw.Campaign) -> np.ndarray:
    """The recorded probabilities of all items that came by."""
    streams = [e.body["stream"] for e in campaign.ledger.events() if "stream" in e.body]
    return np.concatenate([s["p"] for s in streams])
