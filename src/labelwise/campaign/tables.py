"""What a campaign says of itself: the bodies of plans, and its status."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign.honest import figures, warnings
from labelwise.campaign.purse import Purse
from labelwise.campaign.subject import Subject
from labelwise.store.fold import Fold
from labelwise.types import Answer, Posed, Selection, Status, Trust, Unit, Value


def plan_body(picked: Selection, subject: Subject, units: Mapping[str, str], guess: Guess) -> dict[str, Any]:
    """The body of a ``planned`` event: units in asking order, never rows; what is as always is left out.

    ``units`` says in what the questions of each form are paid; where they differ, there is one a question.
    """
    whys = list(dict.fromkeys(picked.why))
    at = {w: k for k, w in enumerate(whys)}
    classes = subject.task.classes
    posed = [p.named(classes) for p in picked.options or (Posed(),) * len(picked)]
    body: dict[str, Any] = {
        **subject.written(picked.indices),
        "whys": whys,
        "why": [at[w] for w in picked.why],
        "score": _numbers(picked.scores),
        "p": None if picked.p is None else _numbers(picked.p),
        "design": picked.design,
        "short": picked.short,
        "hold": picked.hold,
        "to": list(picked.to),
        "purpose": list(picked.purposes),
        "form": [p.form for p in posed] if any(p.form != "full" for p in posed) else [],
        "options": [list(p.options) for p in posed] if any(p.options for p in posed) else [],
        **_suggestions(posed, guess),
    }
    paid = [units.get(p.form, "money") for p in posed]
    known = (picked.cost != 1).any() or set(paid) != {"money"} or "cost" in subject.pool.columns
    if not posed:  # for the budget's sake: a ranking of nothing, because nothing can be paid
        body["unit"] = list(dict.fromkeys(units.values()))
    elif len(picked.cost) and known:
        body.update(cost=_numbers(picked.cost), unit=paid if len(set(paid)) > 1 else paid[0])
    return {k: v for k, v in body.items() if v not in ([], False)}


Guess = tuple[list[Any], NDArray[Any] | None] | None
"""Labels and confidences that the delivered model suggests."""


def _suggestions(posed: Sequence[Posed], guess: Guess) -> dict[str, Any]:
    """What each question proposes: what its form says, else what the model would answer."""
    if any(p.proposal is not None for p in posed):
        return {"proposal": [p.proposal for p in posed], "confidence": [p.confidence for p in posed]}
    if guess is None or not posed:
        return {}
    labels, sure = guess
    found = {"proposal": labels}
    return found if sure is None else {**found, "confidence": [round(float(v), 6) for v in sure]}


def _numbers(values: NDArray[Any]) -> list[float | None]:
    return [float(v) if np.isfinite(v) else None for v in values]


Facts = tuple[str, ...]


class Tally:
    """Counts items by their answers; it follows the fold's list of changes, so that asking again is cheap.

    Parameters
    ----------
    fold : Fold
        The live state.
    subject : Subject
        What the answers are about.
    """

    def __init__(self, fold: Fold, subject: Subject) -> None:
        self.fold, self.subject, self._classes = fold, subject, subject.task.classes
        self._facts: dict[Unit, Facts] = {}
        self._items: Counter[Facts] = Counter()
        self._followed = 0

    def follow(self) -> Counter[str]:
        """Items labelled, imported, skipped, flagged, and ``=c`` of each class c."""
        if self._classes != self.subject.task.classes:  # all answers are read again
            Tally.__init__(self, self.fold, self.subject)
        for _, unit in self.fold.changes[self._followed :]:
            self._items[self._facts.get(unit, ())] -= 1
            self._facts[unit] = facts = self._read(self.fold.people(unit))
            self._items[facts] += 1
        self._followed = len(self.fold.changes)
        counts: Counter[str] = Counter()
        for facts, items in self._items.items():
            counts.update(dict.fromkeys(facts, items))
        return counts

    def _read(self, answers: list[Answer]) -> Facts:
        if not answers:
            return ()
        first, last = answers[0], answers[-1]
        if first is last and first.kind == "is" and first.query is not None:  # as nearly all items
            return self._labelled(self.subject.task.consensus(answers))
        label = self.subject.task.consensus(answers)
        flagged = ("flagged",) * any(a.kind == "flag" for a in answers)
        if label is None:
            return (*flagged, "skipped") if last.kind == "skip" else flagged
        return (*self._labelled(label), *flagged, *(("imported",) if first.query is None else ()))

    def _labelled(self, label: Value) -> Facts:
        return ("labelled", *(f"={name}" for name in self.subject.task.names(label)))


def status(tally: Tally, subject: Subject, purse: Purse, trust: Trust | None, left: int) -> Status:
    """Counts of the fold, the figures of its newest evaluation; ``left`` of the reserve have no answer."""
    fold, counts, spent = tally.fold, tally.follow(), purse.spent()
    own = fold.trained.get("pseudo", {})
    return Status(
        labels=counts["labelled"],
        imported=counts["imported"],
        skipped=counts["skipped"],
        flagged=counts["flagged"],
        pending=len(fold.held(time.time())),
        total=len(subject),
        cost=spent,
        left=None if purse.budget is None else purse.budget.left(spent),
        classes={c: counts[f"={c}"] for c in subject.task.classes},
        model=fold.trained.get("model", ""),
        behind=fold.since_training,
        lost=fold.trained.get("lost", ""),
        **figures(fold, trust),
        warnings=warnings(fold, trust, left),
        pseudo=own.get("labels", 0),
        pseudo_weight=own.get("weight", 0.0),
    )
