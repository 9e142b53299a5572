"""One run of a protocol: every setting that its result depends on."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from labelwise.errors import BadParameter

__all__ = ["FULL", "SETTINGS", "Cell", "bare", "budget_of"]

FULL = "all-labels"
"""Stands for a strategy: every label of the pool is given, and the model is scored once."""

OWN = re.compile(r"^\w+(\.\w+)+:")
"""The module of a learner or a data set of one's own."""


@dataclass(frozen=True)
class Cell:
    """The settings of one run; runs of equal settings give equal results, timings aside.

    Parameters
    ----------
    dataset, strategy : str
        Names.
    seed : int
        Of the split, the encoder, the campaign, the noise and the costs.
    split : str
        ``random:SHARE`` draws that share for scoring; ``rebenchmark`` is the rule of S067; ``fixed`` scores
        on the test part that the data set comes with.
    pool_rows, test_rows : int
        At most so many items to ask about and to score on, drawn at random; 0 is no limit.
    imbalance : float
        The most frequent class becomes so many times as frequent as the rarest; 0 leaves the classes alone.
    start : int
        Random labels before the first question; 0 leaves the start to the strategy.
    batch : int
        Labels between two measurements.
    budget : str
        Labels in all: ``400``, a share of the pool such as ``20%``, or ``all``.
    learner, final : str
        Who asks, and who is scored; empty is the usual learner, and the one that asks.
    retrain : str
        ``cold``, ``warm``, ``last-layer`` or ``replay``; empty leaves the learner as it is.
    noise : float
        How wrong answers are; see :func:`labelwise.bench.protocols.answers.noisy`.
    cost : str
        What an answer costs; see :func:`labelwise.bench.protocols.answers.costs`.

    Examples
    --------
    >>> a, b = Cell("iris", "margin", 0), Cell("iris", "margin", 1)
    >>> a.id == Cell("iris", "margin", 0).id, a.id == b.id, len(a.id)
    (True, False, 16)
    """

    dataset: str
    strategy: str
    seed: int
    split: str = "random:0.3"
    pool_rows: int = 0
    test_rows: int = 0
    imbalance: float = 0.0
    start: int = 0
    batch: int = 20
    budget: str = "400"
    learner: str = ""
    final: str = ""
    retrain: str = ""
    noise: float = 0.0
    cost: str = "unit"

    @property
    def settings(self) -> dict[str, Any]:
        """All of them by name."""
        return {name: getattr(self, name) for name in SETTINGS}

    @cached_property
    def id(self) -> str:
        """Stands for the settings: the first 16 digits of the SHA-256 of their canonical JSON."""
        return hashlib.sha256(canonical(self.settings).encode()).hexdigest()[:16]

    def without(self, *names: str) -> tuple[tuple[str, Any], ...]:
        """The other settings, as pairs."""
        return tuple((k, v) for k, v in self.settings.items() if k not in names)


SETTINGS = tuple(field.name for field in fields(Cell))
"""Names of the settings, in the order of the columns."""


def canonical(value: Any) -> str:
    """JSON with sorted keys and without spaces.

    Examples
    --------
    >>> canonical({"b": 1, "a": [0.5]})
    '{"a":[0.5],"b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def bare(value: Any) -> str:
    """The value of a setting without where it is from: the folder of a data set, a module of one's own.

    Examples
    --------
    >>> bare("local:regression_uci/protein"), bare("films:reviews"), bare("my.nets:small"), bare(0.2)
    ('protein', 'films:reviews', 'small', '0.2')
    """
    return OWN.sub("", str(value).rpartition("/")[2].removeprefix("local:"))


def budget_of(budget: str, size: int) -> int:
    """Labels that a budget allows in a pool of ``size`` items.

    Raises
    ------
    BadParameter
        If it is none of ``400``, ``20%`` and ``all``.

    Examples
    --------
    >>> budget_of("400", 1000), budget_of("20%", 1000), budget_of("all", 1000), budget_of("400", 90)
    (400, 200, 1000, 90)
    """
    if budget == "all":
        return size
    text, share = budget.removesuffix("%"), budget.endswith("%")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    whole = share or number == int(number if math.isfinite(number) else 0)
    if not (0 < number < math.inf and whole and number <= (100 if share else math.inf)):
        raise BadParameter(f"the budget is {budget!r}", allowed="1 label or more, a share such as 20%, all")
    return min(size, max(1, round(size * number / 100)) if share else int(number))
