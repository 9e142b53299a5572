"""What answers about classes teach: targets of each kind, and what a kind cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from labelwise.tasks.evidence import Evidence
from labelwise.tasks.grouping import Groups
from labelwise.types import Answer, TargetKind, Targets

__all__: list[str] = []

Read = Callable[[Sequence[Answer]], Evidence]
"""What the answers about one unit say together."""


def class_targets(groups: Groups, read: Read, kind: TargetKind, size: int) -> Targets:
    """Targets over ``size`` classes from the answers about each unit.

    Parameters
    ----------
    groups : Groups
        The answers that count, unit by unit.
    read : callable
        The evidence in the answers about one unit.
    kind : str
        ``hard soft votes`` take the units that have a label, ``partial`` those of which something is
        ruled out.
    size : int
        The number C of classes.

    Returns
    -------
    Targets
        ``lost`` says what this kind cannot hold: units without a label, by the kinds of their answers;
        shares that were reduced to one class; units whose answers contradict each other.
    """
    found = [read(answers) for answers in groups.answers]
    made = [_value(e, kind) for e in found]
    kept = [k for k, value in enumerate(made) if value is not None]
    shape, dtype = ((len(kept),), np.int64) if kind == "hard" else ((len(kept), size), np.float64)
    value = np.array([made[k] for k in kept], dtype=dtype).reshape(shape)
    used = groups[kept]
    weight = np.ones(len(kept)) if kind == "votes" else used.weights()
    losses = [
        loss
        for e, value, answers in zip(found, made, groups.answers, strict=True)
        for loss in _losses(kind, e, value, answers, read)
    ]
    return Targets(used.rows, value, kind, weight, used.by(), _sentence(kind, losses), used.part)


def tells_apart(targets: Targets) -> bool:
    """Whether no class alone explains every target of classes.

    Examples
    --------
    >>> either = np.array([[1, 1, 0], [0, 1, 1]])
    >>> tells_apart(Targets(np.arange(2), either, "partial", np.ones(2)))  # both may be the second
    False
    """
    value = targets.value
    if targets.kind == "hard":
        return len(np.unique(value)) >= 2
    if targets.kind == "partial":
        return len(value) > 0 and not (value > 0).all(axis=0).any()
    return int((value > 0).any(axis=0).sum()) >= 2


def _value(evidence: Evidence, kind: TargetKind) -> Any:
    """The target of one unit; None where nothing is taught."""
    if kind == "partial":
        mask = evidence.possible()
        return mask if mask.any() and not mask.all() else None
    label = evidence.label()
    if kind == "hard" or label is None:
        return label
    return evidence.shares() if kind == "soft" else evidence.votes()


def _losses(
    kind: TargetKind, evidence: Evidence, value: Any, answers: Sequence[Answer], read: Read
) -> Iterator[str]:
    """What of one unit was lost, a word for each loss."""
    if value is not None and len(evidence.claims) == 1:  # nearly always
        return
    if value is None:
        yield from ("contradictory",) if evidence.contradictory else (a.kind for a in answers)
    elif len(evidence.named) > 1 and kind in ("hard", "partial"):
        yield "shares"
    elif evidence.named and kind in ("soft", "votes") and any(len(c) > 1 for c, _ in evidence.claims):
        yield from (a.kind for a in answers if not read([a]).named)


def _sentence(kind: TargetKind, losses: Sequence[str]) -> str:
    n = Counter(losses)
    units = {k: f"{n[k]} unit{'s' * (n[k] > 1)}" for k in ("shares", "contradictory")}
    kinds = [f"{n[k]} {k}" for k in ("is", "not", "among", "other") if n[k]]
    parts = (
        f"answers that name no single class: {', '.join(kinds)}" if kinds else "",
        f"the shares of {units['shares']} whose answers differ" if n["shares"] else "",
        f"{units['contradictory']} whose answers contradict each other" if n["contradictory"] else "",
    )
    text = "; ".join(p for p in parts if p)
    return f"lost for a learner of {kind} targets: {text}" if text else ""
