"""One run of a protocol: a whole campaign in memory, and the record of it."""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from labelwise.annotators import Simulated
from labelwise.bench.driving import Clock, drive, predict
from labelwise.bench.metrics import comparable
from labelwise.bench.protocols.answers import costs, noisy
from labelwise.bench.protocols.cell import FULL, Cell, budget_of
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.material import Material, codes, material
from labelwise.bench.protocols.rows import first_rows
from labelwise.campaign import Campaign
from labelwise.pool import Pool
from labelwise.types import Value

__all__ = ["Record", "failed_cell", "run_cell", "versions"]

Array = NDArray[Any]
TIMED = ("fit", "query", "predict")
Record = dict[str, Any]
"""One row of the results; see :data:`labelwise.bench.protocols.results.COLUMNS`."""


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """What a result may depend on besides its settings."""
    packages = {"labelwise": "labelwise", "numpy": "numpy", "sklearn": "scikit-learn"}
    return {**{k: version(v) for k, v in packages.items()}, "python": platform.python_version()}


def failed_cell(cell: Cell, protocol: str, failure: str) -> Record:
    """The record of a run that has no result, and why."""
    return {
        "cell": cell.id, **cell.settings, **versions(), "protocol": protocol, "status": "failed",
        "failure": failure, "seconds": 0.0,
    }  # fmt: skip


def run_cell(cell: Cell, makers: Makers, protocol: str = "", limit: float | None = None) -> Record:
    """Run one cell; an error becomes part of its record.

    Parameters
    ----------
    cell : Cell
        What to run.
    makers : Makers
        Make what it names.
    protocol : str
        Hash of the protocol, for the record.
    limit : float, optional
        Seconds after which no further round begins; the record then says ``over time`` and holds the rounds
        so far. A round that has begun is always finished.

    Returns
    -------
    dict
        One value a column.
    """
    started = time.perf_counter()
    record: Record = {
        "cell": cell.id, **cell.settings, **versions(), "protocol": protocol, "status": "done", "failure": "",
    }  # fmt: skip
    try:
        with threadpool_limits(1):
            record |= _played(cell, material(cell, makers), makers, limit)
    except Exception as error:  # a run that fails is a result too, and the others go on
        record |= {"status": "failed", "failure": f"{type(error).__name__}: {error}"}
    return record | {"seconds": time.perf_counter() - started}


def _played(cell: Cell, stuff: Material, makers: Makers, limit: float | None) -> Record:
    part = stuff.split
    first = first_rows(cell, len(part.pool))
    told = noisy(part.truth, part.task, cell.noise, cell.seed)
    known: Record = {
        "train_size": len(part.pool),
        "classes": list(part.task.classes),
        "output": part.task.output,
        "test": stuff.rows.held.astype(np.int32),
        "truth": codes(part.test, part.task),
        "pool_truth": codes(comparable(part.task, part.truth), part.task),
    }
    lacking = _lacking(cell, [told[i] for i in first], part.task.classes)
    if lacking:
        return known | {"status": "rejected", "failure": lacking}
    price = costs(cell.cost, stuff.source, stuff.rows.train.tolist(), cell.seed)
    if cell.strategy == FULL:
        first = np.arange(len(part.pool))
    play = Play(cell, stuff, told, first, price)
    return known | {"status": play.run(makers, limit)} | play.record()


def _lacking(cell: Cell, first: Sequence[Value], classes: Sequence[str]) -> str:
    """Why a seed does not count under the rule of S067; empty where it does."""
    missing = [name for name in classes if name not in first]
    if cell.split != "rebenchmark" or not missing:
        return ""
    return f"the {len(first)} first labels lack the class {', '.join(missing)}"


@dataclass(eq=False)
class Play:
    """A campaign on its way.

    Parameters
    ----------
    cell : Cell
        What is run.
    stuff : Material
        What it works on.
    told : list of N values
        What the annotator says about each item of the pool.
    first : (s,) int64
        Rows of the pool whose labels are given before the first question.
    price : (N,) float64 or None
        What each answer costs.
    """

    cell: Cell
    stuff: Material
    told: list[Value]
    first: Array
    price: Array | None
    labels: list[int] = field(default_factory=list)
    predictions: list[Array] = field(default_factory=list)
    spent: list[dict[str, float]] = field(default_factory=list)
    queried: list[int] = field(default_factory=list)

    def run(self, makers: Makers, limit: float | None) -> str:
        """Play to the end, or until the time is over; says which of the two it was."""
        part, clock, started = self.stuff.split, Clock(), time.perf_counter()
        budget = max(budget_of(self.cell.budget, len(part.pool)), len(self.first))
        annotator, given = Simulated.of(part.pool, self.told), [self.told[i] for i in self.first]
        with self._campaign(makers, budget - len(self.first)) as campaign:
            if given:
                campaign.add_labels([int(row) for row in self.first], given)
            for told in drive(campaign, annotator, self.cell.batch, budget, told=given, clock=clock):
                self._measure(campaign, told, clock)
                late = limit is not None and time.perf_counter() - started > limit
                if late and len(told) < budget:
                    return "over time"
        return "done"

    def _campaign(self, makers: Makers, questions: int) -> Campaign:
        part, seed = self.stuff.split, self.cell.seed
        strategy = "random" if self.cell.strategy == FULL else makers.strategy(self.cell.strategy)
        return Campaign(
            _priced(part.pool, self.price),
            part.task,
            learner=part.learner,
            strategy=strategy,
            budget=questions or None,
            seed=seed,
            trust=None,
        )

    def _measure(self, campaign: Campaign, told: Sequence[Value], clock: Clock) -> None:
        part = self.stuff.split
        with clock("predict"):
            said = predict(campaign.model, part.blocks, part.task, told)
        self.labels.append(len(told))
        self.predictions.append(codes(said, part.task))
        self.spent.append({what: clock.taken(what) for what in TIMED})
        new = list(campaign.fold.answers.values())[len(self.queried) :]
        self.queried += campaign.pool.rows([answer.item for answer in new]).tolist()

    def record(self) -> Record:
        """What was measured."""
        rows, task = np.array(self.queried, dtype=np.int64), self.stuff.split.task
        paid = np.ones(len(rows)) if self.price is None else self.price[rows]
        answers = comparable(task, [self.told[row] for row in rows]) if len(rows) else np.array([])
        return {
            "queried": self.stuff.rows.train[rows].astype(np.int32),
            "answers": codes(answers, task),
            "first": len(self.first),
            "labels": np.array(self.labels, dtype=np.int32),
            "costs": np.cumsum(paid)[np.array(self.labels) - 1] if self.labels else np.array([]),
            "predictions": np.stack(self.predictions) if self.predictions else codes(np.array([]), task),
            **{f"{what}_seconds": [spent[what] for spent in self.spent] for what in TIMED},
        }


def _priced(pool: Pool, price: Array | None) -> Pool:
    """The pool with what each answer costs, where that differs."""
    if price is None:
        return pool
    columns: Mapping[str, Any] = {**{name: pool.column(name) for name in pool.columns}, "cost": price}
    if pool.kind == "table":
        columns = {"cost": price}
    return Pool(pool.data, ids=pool.ids.to_pylist(), columns=columns)
