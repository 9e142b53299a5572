"""What a campaign hands out: plan bodies, status, predictions and the export."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign.pop import Popper
from labelwise.pool import Pool
from labelwise.store.fold import Fold
from labelwise.tasks import Classification
from labelwise.types import Answer, Selection, Status, Unit

if TYPE_CHECKING:
    import pyarrow as pa


def plan_body(picked: Selection, pool: Pool, task: Classification, proba: Any, n: int) -> dict[str, Any]:
    """The body of a ``planned`` event: ids in asking order, never rows."""
    whys = list(dict.fromkeys(picked.why))
    at = {w: k for k, w in enumerate(whys)}
    body: dict[str, Any] = {
        "n": n,
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


def status(fold: Fold, pool: Pool, task: Classification, popper: Popper) -> Status:
    """Counts of the fold; the figures of the trust issue say why they are not there."""
    present = [fold.of_unit(u) for u in fold.by_unit]
    labels = [task.consensus(a) for a in present]
    kinds = Counter(a[-1].kind for a, label in zip(present, labels, strict=True) if label is None and a)
    counts = Counter(label for label in labels if label is not None)
    spent = popper.spent()
    return Status(
        labels=counts.total(),
        imported=sum(
            label is not None and a[0].query is None for a, label in zip(present, labels, strict=True)
        ),
        skipped=kinds["skip"],
        flagged=sum(any(x.kind == "flag" for x in a) for a in present),
        pending=len(fold.held(_now())),
        total=len(pool),
        cost=spent,
        left=None if popper.budget is None else popper.budget.left(spent),
        classes={c: counts[c] for c in task.classes},
        model=fold.trained.get("model", ""),
        behind=fold.since_training,
    )


def _now() -> float:
    import time

    return time.time()


def predictions(pool: Pool, task: Classification, proba: NDArray[np.float64]) -> pa.Table:
    """Columns id, label, confidence."""
    import pyarrow as pa

    names = np.array(task.classes, dtype=object)[proba.argmax(axis=1)]
    return pa.table({"id": pool.ids, "label": pa.array(names, pa.string()), "confidence": proba.max(axis=1)})


def export(
    fold: Fold, pool: Pool, task: Classification, proba: NDArray[np.float64] | None, *, unlabelled: bool
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
    return f"labelwise_{name}" if name in taken or name == "id" else name


def _content(pool: Pool, rows: NDArray[Any]) -> dict[str, Any]:
    import pyarrow as pa

    found: dict[str, Any] = {}
    if pool.kind in ("text", "image"):
        found["text" if pool.kind == "text" else "image"] = pa.array(
            [str(v) for v in pool.x(rows)], pa.string()
        )
    for name in pool.columns:
        if name not in found and name != "id":
            values = pool.column(name, rows)
            found[name] = pa.array(values.tolist() if values.ndim == 1 else [v.tolist() for v in values])
    return found


def _record(fold: Fold, task: Classification, item: str) -> dict[str, Any]:
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
