"""What ``labelwise evaluate`` prints."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelwise.cli.common import note, print_json, print_table

if TYPE_CHECKING:
    from labelwise.cli.questions import Plan
    from labelwise.evaluation.figures import Reliability
    from labelwise.types import Estimate

MANY = 12
"""Figures above which those of single classes are left to ``--json``."""
GOALS = (0.05, 0.03, 0.02, 0.01)
"""Half widths of an interval that people wish for."""
LEAST = {"random": 20, "active": 50}
"""Answers that the accuracy takes."""
HOW = {
    "random": "at random",
    "active": "by the model's doubt and weighed",
    "rare": "by the rank that the model gives and weighed",
}


@dataclass(frozen=True)
class Verdict:
    """Figures and what they rest on.

    Parameters
    ----------
    plan : Plan
        How the items were drawn.
    asked, answered : int
        Items up to the last answer, and those of them with an answer.
    figures : tuple of Estimate
        The first is the one people ask for.
    whole : mapping of str to float
        Name -> figure of all items, where their labels are known.
    ask_file : Path or None
        Where the questions are.
    questions : int
        How many there are.
    reliability : Reliability or None
        How often the model is right where it is how sure; of even draws and probabilities.
    """

    plan: Plan
    asked: int
    answered: int
    figures: tuple[Estimate, ...]
    whole: Mapping[str, float] = field(default_factory=dict)
    ask_file: Path | None = None
    questions: int = 0
    reliability: Reliability | None = None

    @classmethod
    def of(cls, plan: Plan, known: Any, figures: list[Estimate]) -> Verdict:
        """From answers, NaN where there is none."""
        import numpy as np

        there = np.flatnonzero(~np.isnan(known))
        return cls(plan, int(there[-1]) + 1 if len(there) else 0, len(there), tuple(figures))

    @property
    def open(self) -> int:
        """Questions after the last answer."""
        return max(self.questions - self.asked, 0)


def print_verdict(verdict: Verdict, *, json: bool) -> None:
    """As a table with remarks, or as JSON."""
    if json:
        print_json(as_dict(verdict))
        return
    if verdict.answered:
        many = len(verdict.figures) > MANY
        kept = [f for f in verdict.figures if not (many and " of " in f.metric)]
        print_table(["", "value", "from", "to", "confidence", "answers"], [row(f) for f in kept])
        for figure in kept:
            if figure.reason:
                note(f"{figure.metric}: {figure.reason}")
        if many:
            note("Figures of single classes: --json")
        if verdict.reliability is not None:
            print_table(["certainty", "right", "from", "to", "answers"], bins(verdict.reliability))
    for line in remarks(verdict):
        note(line)


def row(figure: Estimate) -> list[object]:
    """A figure as cells."""
    bounds = [figure.value, figure.low, figure.high]
    if figure.value is None:
        bounds = [None, None, None]
    return [figure.metric, *map(shown, bounds), f"{figure.level:.0%}", figure.n]


def shown(value: float | None) -> str:
    """Three digits after the point, more for small numbers.

    Examples
    --------
    >>> shown(0.91234), shown(1234.5), shown(None)
    ('0.912', '1.23e+03', '-')
    """
    return "-" if value is None else f"{value:.3f}" if abs(value) < 100 else f"{value:.3g}"


def bins(made: Reliability) -> list[list[object]]:
    """How often the model is right where it is how sure, a row a bin."""
    columns = zip(made.said, made.right, made.low, made.high, made.n, strict=True)
    return [[*map(shown, map(float, row[:-1])), int(row[-1])] for row in columns]


def remarks(verdict: Verdict) -> list[str]:
    """What to know beside the figures."""
    found, head = [], verdict.figures[0]
    for figure in verdict.figures:
        if figure.metric in verdict.whole:
            true = verdict.whole[figure.metric]
            inside = figure.low is not None and figure.high is not None and figure.low <= true <= figure.high
            word = "" if figure.value is None else " (inside the interval)" if inside else " (outside of it)"
            found.append(f"True {figure.metric} of all {verdict.plan.size} items: {shown(true)}{word}")
    if verdict.ask_file is not None and verdict.answered < verdict.questions:
        found += next_steps(verdict)
    if head.metric == "accuracy" and head.value is not None:
        found.append(narrower(verdict, head))
    elif verdict.plan.rare is not None and head.value is not None:
        found.append(f"{basis(verdict)}.")
    return found


def next_steps(verdict: Verdict) -> list[str]:
    """What to do with questions that are still open."""
    from labelwise.evaluation.testing import answers_for
    from labelwise.evaluation.testing.ranked_figures import LEAST_A_STRATUM

    left, file = verdict.questions - verdict.answered, verdict.ask_file
    lines = [
        f"{left} of {verdict.questions} questions in {file} have no answer. Fill in the column label from "
        f"the top, leave it empty where nobody can say, then: labelwise evaluate --answers {file} (or the "
        "same command again)"
    ]
    rare = verdict.plan.rare
    least = LEAST[verdict.plan.design] if rare is None else LEAST_A_STRATUM * (len(rare.bounds) - 1)
    if verdict.questions < least:
        lines.append(f"A figure takes {least} answers or more: --budget {least}")
    elif not verdict.answered and verdict.plan.classes and rare is None:
        half = next((h for h in range(1, 50) if answers_for(h / 100, 0.9) <= verdict.questions), 50)
        lines.append(f"{verdict.questions} answers tell an accuracy near 90% to about ±{half} points.")
    return lines


def basis(verdict: Verdict) -> str:
    """What the figures rest on."""
    return f"On {verdict.answered} of {verdict.plan.size} items, drawn {HOW[verdict.plan.design]}"


def narrower(verdict: Verdict, head: Estimate) -> str:
    """How many answers the next narrower interval takes, if it shrinks with their root."""
    half = ((head.high or 0) - (head.low or 0)) / 2
    goal = next((g for g in GOALS if g < 0.95 * half), None)
    count = math.ceil(verdict.answered * (half / goal) ** 2 / 10) * 10 if goal else 0
    if goal is None or count > verdict.plan.size:
        return f"{basis(verdict)}."
    return (
        f"{basis(verdict)}; for ±{100 * goal:.0f} points it takes about {count} answers (--budget {count})."
    )


def as_dict(verdict: Verdict) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "design": verdict.plan.design,
        "rare": None if verdict.plan.rare is None else verdict.plan.rare.name,
        "items": verdict.plan.size,
        "classes": list(verdict.plan.classes),
        "questions": verdict.questions or None,
        "asked": verdict.asked,
        "answered": verdict.answered,
        "figures": [asdict(figure) for figure in verdict.figures],
        "reliability": None if verdict.reliability is None else _plain(verdict.reliability),
        "true": verdict.whole.get(verdict.figures[0].metric),
        "ask_file": None if verdict.ask_file is None else str(verdict.ask_file),
    }


def _plain(made: Reliability) -> list[dict[str, float | int]]:
    names = ("certainty", "right", "low", "high", "answers")
    columns = zip(made.said, made.right, made.low, made.high, made.n, strict=True)
    return [dict(zip(names, (value.item() for value in row), strict=True)) for row in columns]
