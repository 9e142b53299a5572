"""Tables of labels: predictions, and the export of everything that was answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign.judging import Judge
from labelwise.campaign.subject import Subject
from labelwise.campaign.watch import watched
from labelwise.engines import Spread
from labelwise.errors import BadParameter
from labelwise.pool import Pool, as_pool
from labelwise.store.fold import Fold
from labelwise.tasks import Task
from labelwise.types import Answer, Rows, Unit, Value

if TYPE_CHECKING:
    import pyarrow as pa

    from labelwise.evaluation.figures import Certified


class Delivering(Judge):
    """Judges as its base does, and hands out what people and the delivered model say."""

    background: bool

    @watched
    def predict(
        self,
        items: Any = None,
        *,
        min_precision: float | None = None,
        engine: str = "serial",
        jobs: int = -1,
        address: str | None = None,
    ) -> pa.Table:
        """Label and confidence of every unit of the pool, or of ``items``.

        Parameters
        ----------
        items : Pool or what one can be made from, optional
            Others than the campaign's own.
        min_precision : float, optional
            Label only above the confidence that the reserve certifies to be right in this share of the
            labels (95% sure); the others stay for people, with an empty label.
        engine : {"serial", "loky", "ray"}
            Where the model runs on ``items``: this process, several of this machine, or a cluster that Ray
            manages.
        jobs : int
            At most so many processes at once; -1 is one per core.
        address : str, optional
            Of the head of a Ray cluster, ``HOST:PORT``; None starts one on this machine.

        Returns
        -------
        pyarrow.Table
            Columns id, part where questions are about parts, label, and confidence where the task has one.

        Raises
        ------
        BadParameter
            If no threshold is certified; says why.
        """
        wish = min_precision
        threshold = None if wish is None else passed(self.certified(wish), wish)
        fold, brain = self._stand()
        model, subject = self._trained(fold, brain).final, brain.subject
        rows = np.arange(len(subject), dtype=np.int64)
        output = brain.outputs(model, rows, final=True) if items is None else None
        if output is None:
            pool = subject.pool if items is None else as_pool(items)
            subject, output = brain.outputs_new(model, pool, engine, Spread(jobs, address))
        made = predictions(subject, output)
        return made if threshold is None else above(made, threshold)

    @watched
    def export(self, *, unlabelled: bool = False) -> pa.Table:
        """One row per answered item, or per item: label, who, when, model confidence, provenance."""
        fold, brain = self._stand()
        model = None if self.background else self._trained(fold, brain).final
        output = (lambda _: None) if model is None else partial(brain.outputs, model, final=True)
        return _export(fold, brain.subject, output, unlabelled=unlabelled)


def predictions(subject: Subject, output: Any) -> pa.Table:
    """Columns id, part where questions are about parts, label, and confidence where the task has one."""
    import pyarrow as pa

    labels, sure = subject.task.predictions(output)
    columns = _places(subject, np.arange(len(subject)))
    columns["label"] = pa.array([subject.task.export(v) for v in labels], _label_type(subject.task))
    return pa.table(columns if sure is None else {**columns, "confidence": sure})


def passed(found: Certified, precision: float) -> float:
    """The certified threshold.

    Raises
    ------
    BadParameter
        If there is none.
    """
    if found.threshold is None:
        raise BadParameter(
            f"a precision of {precision:g} cannot be certified: {found.reason}",
            allowed="a precision that the random reserve can show",
            fix="answer more questions, or wish for less",
        )
    return found.threshold


def above(table: pa.Table, threshold: float) -> pa.Table:
    """The table with the label of every row below a confidence left empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = pc.greater_equal(table["confidence"], threshold)
    label = pc.if_else(kept, table["label"], pa.scalar(None, table["label"].type))
    return table.set_column(table.column_names.index("label"), "label", label)


def _label_type(task: Task) -> Any:
    import pyarrow as pa

    return pa.list_(pa.string()) if task.label_type == "list" else getattr(pa, task.label_type)()


def _places(subject: Subject, rows: NDArray[Any]) -> dict[str, Any]:
    """The ids of units, and their parts where there are any."""
    import pyarrow as pa

    if subject.units is None:
        return {"id": subject.pool.ids.take(pa.array(rows))}
    written = subject.written(rows)
    return {"id": pa.array(written["items"]), "part": pa.array(written["parts"])}


def _export(fold: Fold, subject: Subject, output: Callable[[Rows], Any], *, unlabelled: bool) -> pa.Table:
    """One row per answered unit, in pool order; with ``unlabelled`` one row per unit.

    Columns: id, part where questions are about parts, the item itself, then label, kind, annotator, time,
    seconds, note, source, purpose, why, the asking model, p, and the delivered model's label and confidence.
    ``output(rows)`` gives what the model's predictions are made of, or None.
    """
    import pyarrow as pa

    answered = np.zeros(len(subject), dtype=bool)
    answered[subject.rows(fold.by_unit)] = True
    rows = np.arange(len(subject)) if unlabelled else np.flatnonzero(answered)
    items = rows if subject.units is None else subject.units.parents(rows)
    places = _places(subject, rows)
    content = _content(subject.pool, items)
    own = {f"own_{name}" if name in places else name: v for name, v in content.items()}
    task, made = subject.task, output(rows)
    guess, sure = ([None] * len(rows), None) if made is None else task.predictions(made)
    records = [_record(fold, task, subject.unit(int(r))) for r in rows]
    label = _label_type(task)
    columns: dict[str, Any] = {**places, **own}
    for name, kind in SCHEMA.items():
        values = [r.get(name) for r in records]
        columns[_fresh(name, own)] = pa.array(values, getattr(pa, kind)() if kind else label)
    columns[_fresh("model_label", own)] = pa.array([task.export(v) for v in guess], label)
    columns[_fresh("model_confidence", own)] = pa.array(
        [None] * len(rows) if sure is None else sure, pa.float64()
    )
    return pa.table(columns)


SCHEMA = {
    "label": "",
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
"""Columns of the export and their Arrow types; a label has that of the task."""


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
        if np.ndim(pool.column(name, rows[:1])) > 2:
            continue  # masks and the like: a row of the table for each pixel would hold all of them
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


def _record(fold: Fold, task: Task, unit: Unit) -> dict[str, Any]:
    """What people said of a unit, else what a model gave itself."""
    answers: list[Answer] = fold.people(unit) or fold.of_unit(unit)
    if not answers:
        return {}
    label = task.consensus(answers)
    last = next((a for a in reversed(answers) if _gives(task, a, label)), answers[-1])
    asked = fold.asked.get(last.query or "", {})
    note = next((str(a.value) for a in answers if a.kind == "flag" and a.value), None)
    return {
        "label": task.export(label),
        "kind": last.kind,
        "annotator": last.by,
        "answered_at": _iso(last.at),
        "seconds": last.seconds,
        "note": note,
        "source": "model" if last.by_machine else "import" if last.query is None else "asked",
        "purpose": asked.get("purpose", "train") if asked else None,
        "why": asked.get("why"),
        "asked_model": asked.get("model"),
        "p": asked.get("p"),
    }


def _gives(task: Task, answer: Answer, label: Value) -> bool:
    return answer.kind == "is" and task.consensus([answer]) == label


def _iso(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
