"""What a campaign hands out: plan bodies, status, predictions and the export."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign.pop import Popper
from labelwise.pool import Pool
from labelwise.store.fold import Fold
from labelwise.tasks import Task
from labelwise.types import Answer, Selection, Status, Unit, Value

if TYPE_CHECKING:
    import pyarrow as pa


def plan_body(picked: Selection, pool: Pool, task: Task, proba: Any, n: int) -> dict[str, Any]:
    """The body of a ``planned`` event: ids in asking order, never rows."""
    whys = list(dict.fromkeys(picked.why))
    at = {w: k for k, w in enumerate(whys)}
    body: dict[str, Any] = {
        "n": int(n),
        "items": [pool.id(r) for r in picked.indices],
        "whys": whys,
        "why": [at[w] for w in picked.why],
        "score": _numbers(picked.scores),
        "p": None if picked.p is None else _numbers(picked.p),
        "design": picked.design,
        "short": picked.short,
    }
    if proba is not None and len(picked):
        best = proba.argmax(axis=1)
        body["proposal"] = [task.classes[k] for k in best]
        body["confidence"] = [round(float(v), 6) for v in proba.max(axis=1)]
    return body


def _numbers(values: NDArray[Any]) -> list[float | None]:
    return [float(v) if np.isfinite(v) else None for v in values]


Facts = tuple[str, ...]


class Tally:
    """Counts items by their answers; it follows the fold's list of changes, so that asking again is cheap.

    Parameters
    ----------
    fold : Fold
        The live state.
    task : Task
        What the answers mean.
    """

    def __init__(self, fold: Fold, task: Task) -> None:
        self.fold, self.task = fold, task
        self._facts: dict[Unit, Facts] = {}
        self._items: Counter[Facts] = Counter()
        self._followed = 0

    def follow(self) -> Counter[str]:
        """Items labelled, imported, skipped, flagged, and ``=c`` of each class c."""
        for _, unit in self.fold.changes[self._followed :]:
            self._items[self._facts.get(unit, ())] -= 1
            self._facts[unit] = facts = self._read(self.fold.of_unit(unit))
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
            return self._labelled(self.task.consensus(answers))
        label = self.task.consensus(answers)
        flagged = ("flagged",) * any(a.kind == "flag" for a in answers)
        if label is None:
            return (*flagged, "skipped") if last.kind == "skip" else flagged
        return (*self._labelled(label), *flagged, *(("imported",) if first.query is None else ()))

    def _labelled(self, label: Value) -> Facts:
        return ("labelled", *(f"={name}" for name in self.task.names(label)))


def status(tally: Tally, pool: Pool, popper: Popper) -> Status:
    """Counts of the fold; the figures of the trust issue say why they are not there."""
    fold, counts, spent = tally.fold, tally.follow(), popper.spent()
    return Status(
        labels=counts["labelled"],
        imported=counts["imported"],
        skipped=counts["skipped"],
        flagged=counts["flagged"],
        pending=len(fold.held(time.time())),
        total=len(pool),
        cost=spent,
        left=None if popper.budget is None else popper.budget.left(spent),
        classes={c: counts[f"={c}"] for c in tally.task.classes},
        model=fold.trained.get("model", ""),
        behind=fold.since_training,
    )


def predictions(pool: Pool, task: Task, proba: NDArray[np.float64]) -> pa.Table:
    """Columns id, label, confidence."""
    import pyarrow as pa

    names = np.array(task.classes, dtype=object)[proba.argmax(axis=1)]
    return pa.table({"id": pool.ids, "label": pa.array(names, pa.string()), "confidence": proba.max(axis=1)})


def export(
    fold: Fold, pool: Pool, task: Task, proba: NDArray[np.float64] | None, *, unlabelled: bool
) -> pa.Table:
    """One row per answered item, in pool order; with ``unlabelled`` one row per item.

    Columns: id, the item itself, then label, kind, annotator, time, seconds, note, source, purpose, why,
    the asking model, p, and the delivered model's label and confidence.
    """
    import pyarrow as pa

    answered = np.zeros(len(pool), dtype=bool)
    answered[pool.rows([u.item for u in fold.by_unit])] = True
    rows = np.arange(len(pool)) if unlabelled else np.flatnonzero(answered)
    own = _content(pool, rows)
    records = [_record(fold, task, pool.id(int(r))) for r in rows]
    columns: dict[str, Any] = {"id": pool.ids.take(pa.array(rows)), **own}
    for name, kind in SCHEMA.items():
        columns[_fresh(name, own)] = pa.array([r.get(name) for r in records], getattr(pa, kind)())
    best = None if proba is None else proba[rows]
    columns[_fresh("model_label", own)] = pa.array(
        [None] * len(rows) if best is None else [task.classes[k] for k in best.argmax(axis=1)], pa.string()
    )
    columns[_fresh("model_confidence", own)] = pa.array(
        [None] * len(rows) if best is None else best.max(axis=1), pa.float64()
    )
    return pa.table(columns)


SCHEMA = {
    "label": "string",
    "kind": "string",
    "annotator": "string",
    "answered_at": "string",
    "seconds": "float64",
    "note": "string",
    "source": "string",
    "purpose": "string",
    "why": "string",
    "asked_model": "string",
    "p": "float64",
}
"""Columns of the export and their Arrow types."""


def _fresh(name: str, taken: dict[str, Any]) -> str:
    while name in taken:
        name = f"labelwise_{name}"
    return name


def _content(pool: Pool, rows: NDArray[Any]) -> dict[str, Any]:
    import pyarrow as pa

    found: dict[str, Any] = {}
    if pool.kind in ("text", "image"):
        found["text" if pool.kind == "text" else "image"] = pa.array(
            [str(v) for v in pool.x(rows)], pa.string()
        )
    ids = pool.ids.take(pa.array(rows)).to_pylist()
    for name in pool.columns:
        values = pool.column(name, rows)
        if name != "id" or [str(v) for v in values] != ids:
            found[f"own_{name}" if name in found or name == "id" else name] = _arrow(values)
    return found


def _arrow(values: NDArray[Any]) -> pa.Array:
    """A column of any type; where the types are mixed it becomes text, and gaps stay gaps."""
    import pyarrow as pa

    if values.ndim > 1:
        return pa.array([v.tolist() for v in values])
    try:
        return pa.array(values, from_pandas=values.dtype == object)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if v is None or v != v else str(v) for v in values.tolist()], pa.string())


def _record(fold: Fold, task: Task, item: str) -> dict[str, Any]:
    answers: list[Answer] = fold.of_unit(Unit(item))
    if not answers:
        return {}
    label = task.consensus(answers)
    last = next((a for a in reversed(answers) if a.kind == "is" and str(a.value) == label), answers[-1])
    asked = fold.asked.get(last.query or "", {})
    note = next((str(a.value) for a in answers if a.kind == "flag" and a.value), None)
    return {
        "label": label,
        "kind": last.kind,
        "annotator": last.by,
        "answered_at": _iso(last.at),
        "seconds": last.seconds,
        "note": note,
        "source": "import" if last.query is None else "asked",
        "purpose": asked.get("purpose", "train") if asked else None,
        "why": asked.get("why"),
        "asked_model": asked.get("model"),
        "p": asked.get("p"),
    }


def _iso(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
