"""What a campaign knows of itself, as the arrays that diagnoses take."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from labelwise.campaign.brain import Brain
from labelwise.campaign.reserve import Reserve
from labelwise.campaign.subject import Subject
from labelwise.campaign.trained import Trained
from labelwise.evaluation.diagnostics import judge_of
from labelwise.store.fold import Fold
from labelwise.types import FIRST_FIGURE, Answer, Finding, Outcomes, Rows, Unit
from labelwise.types.outcomes import said

ASKING = "asking model"
"""Name of the finding about one model that asks for another."""
LARGE = 20_000
"""Items beyond which nothing is diagnosed that looks at the whole pool."""
SLOW = 0.2
"""Seconds of training beyond which nothing is diagnosed that trains many models."""


def evidence(
    brain: Brain, trained: Trained, fold: Fold, reserve: Reserve, recorded: Outcomes | None = None
) -> dict[str, Any]:
    """Arrays for :func:`labelwise.evaluation.diagnostics.diagnose`; none where a unit has no single class.

    ``recorded`` is what the delivered model says of the reserve; without it five models are trained for it.
    """
    if brain.task.kinds[0] != "hard" or brain.subject.units is not None or not reserve.classes:
        return {}
    people = [a for a in fold.present() if not a.by_machine]
    targets = brain.targets(people, ("hard",))
    labels = np.full(len(brain.subject), -1, dtype=np.int64)
    labels[targets.rows] = targets.value
    found: dict[str, Any] = {"labels": labels, "reserve": reserve.rows, "classes": reserve.classes}
    found["copies"] = brain.subject.parsed(fold.config.get("copies", ()))
    found |= _questions(brain, fold, people) | {"seed": brain.seed}
    on_reserve = reserve.said()
    if on_reserve is not None and len(reserve):
        found["right"] = said(on_reserve)[reserve.at] == reserve.truth
    if len(reserve) >= FIRST_FIGURE:
        outcomes = reserve.outcomes() if recorded is None else recorded
        if outcomes is not None and outcomes.output.ndim == 2:
            found["outcomes"] = outcomes
    if len(brain.subject) <= LARGE:
        found |= _pool(brain, trained)
    if trained.seconds <= SLOW and "proba" in trained.acquire.provides:
        asked = {"judge": brain.final} | (
            {"acquire": brain.acquire} if brain.final is not brain.acquire else {}
        )
        for name, learner in asked.items():
            x = brain.inputs(learner)[0].x
            found[name] = judge_of(learner, x, labels, len(reserve.classes), seed=brain.seed)
    return found


def untold(brain: Brain, trained: Trained, told: Collection[str]) -> list[Finding]:
    """What is not told although one model asks and another is delivered, and why."""
    if brain.final is brain.acquire or ASKING in told:
        return []
    slow = f"training both takes {trained.seconds:.1f} s, and it takes some hundred trainings"
    why = slow if trained.seconds > SLOW else "it takes one class an item and models with probabilities"
    return [Finding(ASKING, f"What it costs that another model asks is not told: {why}.")]


def _questions(brain: Brain, fold: Fold, people: list[Answer]) -> dict[str, Any]:
    """Rows that the strategy chose, in the order asked, the batch of each, and who answered what."""
    own = [a for a in people if a.query in fold.asked and not fold.held_out(a) and a.of is None]
    own.sort(key=lambda a: int(fold.asked[a.query or ""]["seq"]))
    first = dict[Unit, Answer]()
    for answer in own:
        first.setdefault(answer.unit, answer)
    own = list(first.values())
    plans = [str(fold.asked[a.query or ""].get("seed", "")) for a in own]
    batches = {plan: k for k, plan in enumerate(dict.fromkeys(plans))}
    return {
        "chosen": _rows(brain.subject, own),
        "batch": np.array([batches[plan] for plan in plans], dtype=np.int64),
        "answers": naming(brain.subject, people),
    }


def naming(subject: Subject, answers: Iterable[Answer]) -> tuple[Rows, list[str], Rows]:
    """Row, annotator and class index of the answers of people that name a class."""
    classes = {name: k for k, name in enumerate(subject.task.classes)}
    told = [a for a in answers if not a.by_machine and a.kind == "is" and isinstance(a.value, str)]
    named = [a for a in told if a.value in classes]
    values = np.array([classes[str(a.value)] for a in named], dtype=np.int64)
    return _rows(subject, named), [a.by for a in named], values


def _rows(subject: Subject, answers: Iterable[Answer]) -> Rows:
    return subject.rows(a.unit for a in answers)


def _pool(brain: Brain, trained: Trained) -> dict[str, Any]:
    """Probabilities and places of all items, where there are any."""
    rows, found = np.arange(len(brain.subject), dtype=np.int64), dict[str, Any]()
    output = brain.outputs(trained.acquire, rows)
    if output is not None and np.ndim(output) == 2:
        found["proba"] = np.asarray(output)
    x = brain.inputs()[0].x(rows)
    if isinstance(x, np.ndarray) and x.ndim == 2 and x.dtype.kind == "f":
        found["embedding"] = x
    return found
