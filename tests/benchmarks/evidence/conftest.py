"""Made-up runs of shipped protocols, whose winners are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from labelwise.bench.protocols import Protocol
from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.tables import Run
from labelwise.random import generator

ALL = 200
"""The score with all labels is that of so many on the same curve."""


def plain(labels):
    """A curve that rises by the logarithm of the labels."""
    return 0.4 + 0.05 * np.log(labels)


@pytest.fixture(scope="session")
def made():
    """Runs of a protocol: ``plain`` plus what is told of a cell at some labels, plus a noise of each run."""

    def runs(name, extra=lambda cell, labels: 0.0, keep=lambda cell: True):
        return [one(cell, extra) for cell in Protocol.read(name).cells() if keep(cell)]

    def one(cell, extra):
        first = cell.start or cell.batch
        labels = np.arange(first, int(cell.budget) + 1, cell.batch) if cell.budget.isdigit() else [10, 20, 30]
        labels = np.array([ALL] if cell.strategy == FULL else labels)
        noise = generator(cell.seed, f"{cell.dataset} {cell.strategy}").normal(0, 0.001)
        spent = dict.fromkeys(("fit_seconds", "query_seconds", "predict_seconds", "seconds"), 1.0)
        scores = plain(labels) + extra(cell, labels) + noise
        return Run(cell, "accuracy", labels, scores, math.nan, spent)

    return runs


@pytest.fixture(scope="session")
def cells():
    """Rows of Markdown tables, each as a list of its cells, headers and rules left out."""

    def rows(lines):
        split = [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines if line[:1] == "|"]
        return [row for row in split if row[0].strip("*")[:1] == "`"]

    return rows
