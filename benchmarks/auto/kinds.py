"""What a default strategy is chosen for: classes, numbers, tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.auto.sets import NUMBERS, SETS, folder
from benchmarks.auto.tag_sets import TAGS

from labelwise.bench.datasets import load as load_named

RESULTS = Path(__file__).resolve().parent.parent / "results"


@dataclass(frozen=True)
class Kind:
    """What is asked for: the sets of it, the learners, the metric, and the file of the curves."""

    sets: Sequence[str]
    learners: Sequence[str]
    metric: str
    scores: Path


KINDS = {
    "classes": Kind(list(SETS), ["logistic", "forest"], "auto", RESULTS / "auto.parquet"),
    "numbers": Kind(NUMBERS, [""], "r2", RESULTS / "auto-numbers.parquet"),
    "tags": Kind(list(TAGS), ["logistic"], "auto", RESULTS / "auto-tags.parquet"),
}


def load(name: str) -> Any:
    """A development set, or any other by its name."""
    made = {**SETS, **TAGS}.get(name)
    return load_named(name, folder=folder()) if made is None else made()
