"""The figures of every run, computed from what was stored, and the arrays that statistics take."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.protocols.cell import FULL, Cell
from labelwise.bench.protocols.protocol import Protocol, with_all_labels
from labelwise.bench.protocols.results import Results
from labelwise.bench.protocols.scores import (
    aim,
    area,
    area_of_queries,
    mismatch,
    needed,
    parts,
    ramp_end,
    saved,
    scorer,
    within,
)  # fmt: skip
from labelwise.errors import BadData

__all__ = [
    "FIGURES", "SECONDS", "VERSIONS", "Run", "by_price", "computed_with", "figures", "read_runs",
    "refuse_mixed",
]  # fmt: skip

Array = NDArray[Any]
FIGURES = (
    "area", "area_of_queries", "later", "last", "ramp_up", "plateau", "full", "needed", "saved", "gain",
    "mismatch", "fit_seconds", "query_seconds", "predict_seconds", "seconds",
)  # fmt: skip
"""What is computed of a run; higher is better from ``area`` to ``plateau``."""

SECONDS = FIGURES[-4:]
"""Times of a run."""

VERSIONS = ("labelwise", "numpy", "sklearn", "python")
"""What a run may depend on besides its settings."""


@dataclass(frozen=True, eq=False)
class Run:
    """The curve of one run.

    Parameters
    ----------
    cell : Cell
        Its settings.
    metric : str
        What the scores are.
    labels, scores : (P,) arrays
        At each measurement.
    mismatch : float
        Distance of the classes among its labels from those of the pool; NaN where there are no classes.
    spent : dict
        Seconds of fitting, querying, predicting, and of the whole run.
    versions : dict
        What it was computed with, of :data:`VERSIONS` those that are known.
    costs : (P,) array or None
        What was paid until each measurement; None where every answer costs 1.
    """

    cell: Cell
    metric: str
    labels: Array
    scores: Array
    mismatch: float
    spent: dict[str, float]
    versions: dict[str, str] = field(default_factory=dict)
    costs: Array | None = None

    @property
    def paid(self) -> Array:
        """(P,) what was paid until each measurement, the number of labels where every answer costs 1."""
        return self.labels if self.costs is None else self.costs


def read_runs(results: Results, protocol: Protocol, metric: str = "") -> list[Run]:
    """The finished runs of a protocol, scored by its metric or another one.

    Raises
    ------
    BadParameter
        If the metric judges predictions of another kind.
    """
    wanted = {cell.id: cell for cell in protocol.cells()}
    columns = ("cell", "status", "output", "classes", "labels", "costs", "truth", "pool_truth", "answers")
    timed = ("predictions", "dtype", "fit_seconds", "query_seconds", "predict_seconds", "seconds")
    runs = [
        _run(wanted[row["cell"]], row, metric or protocol.metric)
        for row in results.rows((*columns, *timed, *VERSIONS))
        if row["status"] == "done" and row["cell"] in wanted
    ]
    order = {id: k for k, id in enumerate(wanted)}
    return sorted(runs, key=lambda run: order[run.cell.id])


def _run(cell: Cell, row: dict[str, Any], metric: str) -> Run:
    name, score = scorer(metric, row["output"])
    scores = np.array([score(row["truth"], said) for said in row["predictions"]])
    far = math.nan
    if row["output"] == "proba":
        far = mismatch(row["answers"], row["pool_truth"], len(row["classes"]))
    spent = {name: float(np.sum(row[name])) for name in SECONDS}
    made_with = {name: row[name] for name in VERSIONS if row[name]}
    costs = None if cell.cost == "unit" else np.array(row["costs"])
    return Run(cell, name, np.array(row["labels"]), scores, far, spent, made_with, costs)


def figures(runs: Sequence[Run], target: float = 0.95, baseline: str = "random") -> Any:
    """Every figure of every run, those with all labels left out.

    Parameters
    ----------
    runs : sequence of Run
        Those of one protocol.
    target : float
        Share of the score with all labels up to which labels are counted.
    baseline : str
        The strategy that ``ramp_up``, ``plateau``, ``saved`` and ``gain`` refer to.

    Returns
    -------
    pyarrow.Table
        One row a run: its settings, ``metric``, ``labels``, ``scores``, :data:`VERSIONS` and :data:`FIGURES`.
        Numbers that do not exist are NaN, versions None; ``needed`` is infinite where the target was not
        reached. ``gain`` is the area beyond that of ``baseline`` with the same seed, ``later`` the mean score
        of all measurements but the first (S059). Where answers differ in price, what was paid takes the place
        of labels in ``area``, ``gain``, ``last``, ``needed`` and ``saved``, the first three over the amounts
        that all strategies with the same seed have in common.

    Raises
    ------
    BadData
        If the runs were scored by several metrics.
    """
    import pyarrow as pa

    refuse_mixed(runs)
    full = {run.cell: float(run.scores[-1]) for run in runs if run.cell.strategy == FULL}
    plain = [run for run in runs if run.cell.strategy != FULL]
    base = {_problem(run.cell, seed=True): run for run in plain if run.cell.strategy == baseline}
    cuts, common = _cuts(base.values()), _common(plain)
    rows = []
    for run in plain:
        of = base.get(key := _problem(run.cell, seed=True))
        most = full.get(with_all_labels(run.cell), math.nan)
        curve = {"metric": run.metric, "labels": run.labels.tolist(), "scores": run.scores.tolist()}
        made = _figures(run, of, most, target, common.get(key)) | _parts(run, cuts.get(_problem(run.cell)))
        known = {name: run.versions.get(name) for name in VERSIONS}
        rows.append({"cell": run.cell.id, **run.cell.settings, **curve, **known, **made})
    return pa.Table.from_pylist(rows)


def computed_with(table: Any) -> str:
    """Every version that the runs of a table were computed with, as a sentence; empty where none is known.

    Examples
    --------
    >>> import pyarrow as pa
    >>> computed_with(pa.table({"labelwise": ["0.2", "0.1", "0.2"], "numpy": ["2.4", None, "2.4"]}))
    'Computed with labelwise 0.1 and 0.2; numpy 2.4.'
    """
    there = {name: table[name].to_pylist() for name in VERSIONS if name in table.column_names}
    found = {name: sorted(set(filter(None, numbers))) for name, numbers in there.items()}
    told = "; ".join(f"{name} {' and '.join(numbers)}" for name, numbers in found.items() if numbers)
    return f"Computed with {told}." if told else ""


def by_price(table: Any) -> list[str]:
    """What figures count where answers differ in price; nothing where none does.

    Examples
    --------
    >>> import pyarrow as pa
    >>> by_price(pa.table({"cost": ["unit", "unit"]}))
    []
    """
    if set(table["cost"].to_pylist()) <= {"unit"}:
        return []
    return [
        "Where answers differ in price, areas, last scores and what is saved go by what was paid, over the "
        "amounts that all strategies have in common."
    ]


def refuse_mixed(runs: Iterable[Run]) -> None:
    """Refuse runs that were scored by several metrics, such as those of classes and of numbers.

    Raises
    ------
    BadData
        Names the metrics, with a data set of each.
    """
    found = {run.metric: run.cell.dataset for run in runs}
    if len(found) > 1:
        raise BadData(
            f"scores by {' and by '.join(f'{metric} (as of {name})' for metric, name in found.items())} have "
            "no mean in common",
            fix="make a protocol for each kind of label, with the same folder of results; its runs are kept",
        )


def _problem(cell: Cell, *, seed: bool = False) -> Hashable:
    """All settings that runs have to share to be comparable, perhaps the seed too."""
    return cell.without("strategy") if seed else cell.without("strategy", "seed")


def _cuts(runs: Iterable[Run]) -> dict[Hashable, int]:
    """Where the ramp-up of each problem ends, by the mean curve of the baseline."""
    curves = defaultdict[Hashable, list[Array]](list)
    for run in runs:
        curves[_problem(run.cell)].append(run.scores)
    shortest = {key: min(map(len, found)) for key, found in curves.items()}
    return {
        key: ramp_end(np.mean([scores[: shortest[key]] for scores in found], axis=0))
        for key, found in curves.items()
    }


def _common(runs: Iterable[Run]) -> dict[Hashable, tuple[float, float]]:
    """The amounts paid that all strategies have in common, for each problem and seed with prices."""
    found: dict[Hashable, tuple[float, float]] = {}
    for run in runs:
        if run.costs is not None:
            key = _problem(run.cell, seed=True)
            low, high = found.get(key, (-math.inf, math.inf))
            found[key] = max(low, float(run.costs[0])), min(high, float(run.costs[-1]))
    return found


def _parts(run: Run, cut: int | None) -> dict[str, float]:
    if cut is None:
        return {"ramp_up": math.nan, "plateau": math.nan}
    return dict(zip(("ramp_up", "plateau"), parts(run.labels, run.scores, cut), strict=True))


def _figures(
    run: Run, base: Run | None, full: float, share: float, common: tuple[float, float] | None
) -> dict[str, float]:
    own, spared, gain = math.nan, math.nan, math.nan
    if not math.isnan(full):
        target = aim(full, share)
        own = needed(run.paid, run.scores, target)
        if base is not None:
            theirs = needed(base.paid, base.scores, target)
            spared = saved(own, theirs, float(base.paid[-1]))
    curve = _curve(run, common)
    height = area(*curve)
    if base is not None:
        gain = height - area(*_curve(base, common))
    return {
        "area": height,
        "area_of_queries": area_of_queries(run.scores),
        "later": float(run.scores[1:].mean()) if len(run.scores) > 1 else math.nan,
        "last": float(curve[1][-1]),
        "full": full,
        "needed": own,
        "saved": spared,
        "gain": gain,
        "mismatch": run.mismatch,
        **run.spent,
    }


def _curve(run: Run, common: tuple[float, float] | None) -> tuple[Array, Array]:
    return (run.labels, run.scores) if common is None else within(run.paid, run.scores, *common)
