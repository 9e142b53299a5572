"""The weights: trained on synthetic tables, judged on others."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.imital import paper_network
from numpy.typing import NDArray
from scipy.stats import spearmanr

import labelwise
from labelwise.bench.imitation import Demonstrations, batch_form, demonstrations, item_form
from labelwise.listwise import Listwise
from labelwise.training.deep.listwise import fit_listwise

TABLES, HELD, SEED, COUNT, HIDDEN = 200, 40, 0, 20, 32
FIRST_HELD = 100_000
"""Number of the first table that nothing is trained on."""

COMMAND = "python -m benchmarks.imital weights"
SOURCE = Path(labelwise.__file__).parent
FORMS = {
    "item": (item_form, SOURCE / "measures" / "imital.json"),
    "batch": (batch_form, SOURCE / "selectors" / "imital_batch.json"),
}

TEXT = """## The networks
`python -m benchmarks.imital weights` made the weights: {tables} synthetic tables for each form, ten lists of
{count} candidates on each, seed {seed}; {minutes:.0f} minutes for both on one busy core. The table has the
rank correlation (Spearman) of scores with what the expert found, on {held} other tables: the mean over lists,
and the standard error over tables. The gain is that of the candidate with the highest score over the mean
one, in parts of what the expert's choice gains; on {lists} lists it is mostly luck, as that of chance shows.

| form | who scores | weights | correlation | gain |
|---|---|---|---|---|
{rows}
"""


def correlations(scores: NDArray[Any], shown: Demonstrations) -> tuple[float, float]:
    """Mean over the lists in which candidates differ, and its standard error over tables."""
    told = (np.ptp(shown.gains, axis=1) > 0) & (np.ptp(scores, axis=1) > 0)
    each = np.array([spearmanr(s, g).statistic for s, g in zip(scores[told], shown.gains[told], strict=True)])
    of = shown.tables[told]
    means = np.array([each[of == table].mean() for table in np.unique(of)])
    return float(each.mean()), float(means.std(ddof=1) / np.sqrt(len(means)))


def gained(scores: NDArray[Any], shown: Demonstrations) -> float:
    """What the first choices gain over the mean candidate, in parts of what is to be gained."""
    mean, best = shown.gains.mean(axis=1), shown.gains.max(axis=1)
    first = np.take_along_axis(shown.gains, scores.argmax(axis=1)[:, None], axis=1)[:, 0]
    return float((first - mean).sum() / (best - mean).sum())


def line(form: str, who: str, size: int, scores: NDArray[Any], held: Demonstrations) -> str:
    mean, error = correlations(scores, held)
    return f"| {form} | {who} | {size:,} | {mean:.3f} ± {error:.3f} | {gained(scores, held):.0%} |"


def size_of(network: Listwise) -> int:
    return sum(w.size for layer in network.hidden for w in layer) + network.out.size


def judged(form: str, taught: Demonstrations, held: Demonstrations, network: Listwise) -> list[str]:
    """The shipped network, others, the plain uncertainty that it sees, and chance."""
    rng, uncertain = (
        np.random.default_rng(SEED),
        held.states[..., 0] if form == "batch" else -held.states[..., 1],
    )
    lines = [line(form, f"ours, two layers of {HIDDEN}", size_of(network), network.scores(held.states), held)]
    for hidden in (8, 64):
        other = fit_listwise(taught.states, taught.gains, taught.tables, hidden=hidden, seed=SEED)
        lines.append(line(form, f"two layers of {hidden}", size_of(other), other.scores(held.states), held))
    paper = paper_network.fit(taught, SEED)
    size = sum(w.numel() for w in paper.parameters())
    lines.append(
        line(form, "the papers': one vector, two layers of 1,100", size, paper.scores(held.states), held)
    )
    lines.append(line(form, "uncertainty alone", 0, uncertain, held))
    return [*lines, line(form, "chance", 0, rng.normal(size=held.gains.shape), held)]


def run(quick: bool) -> str:
    """Train both, write them, judge them."""
    tables, held = (20, 8) if quick else (TABLES, HELD)
    rows, seconds = [], 0.0
    for name, (form, path) in FORMS.items():
        began = time.perf_counter()
        taught = demonstrations(form, range(tables), count=COUNT, seed=SEED)
        network = fit_listwise(taught.states, taught.gains, taught.tables, hidden=HIDDEN, seed=SEED)
        seconds += time.perf_counter() - began
        made_by = "python -m benchmarks.imital weights"
        network.recipe = {
            "form": name,
            "tables": tables,
            "seed": SEED,
            "candidates": COUNT,
            "made_by": made_by,
        }
        if not quick:
            network.write(path)
        rows += judged(
            name,
            taught,
            demonstrations(form, range(FIRST_HELD, FIRST_HELD + held), count=COUNT, seed=SEED),
            network,
        )
    counts = {"lists": 10 * held, "tables": tables, "held": held, "count": COUNT, "seed": SEED}
    return TEXT.format(rows="\n".join(rows), minutes=seconds / 60, **counts)
