"""Events as the rows of a table and back; every store keeps the same rows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from itertools import count

from labelwise.errors import StoreError
from labelwise.types import Event

COLUMNS = ("seq", "id", "kind", "at", "item", "part", "query", "by", "body")
EventRow = tuple[int, str, str, float, str, str, str, str, str]

to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def rows_of(events: Iterable[Event], first: int) -> list[EventRow]:
    """The rows of ``events``, numbered from ``first``.

    Parameters
    ----------
    events : iterable of Event
        Their own ``seq`` is not looked at.
    first : int
        Position of the first of them.

    Returns
    -------
    list of (seq, id, kind, at, item, part, query, by, body)
        The body is JSON text.

    Raises
    ------
    StoreError
        If an event cannot be written: a body that is not JSON, NaN, text that is not Unicode.

    Examples
    --------
    >>> rows_of([Event("trained", "e1", 2.0, body={"model": "m1"})], first=7)
    [(7, 'e1', 'trained', 2.0, '', '', '', '', '{"model":"m1"}')]
    """
    return [_row(event, seq) for event, seq in zip(events, count(first), strict=False)]


def _row(event: Event, seq: int) -> EventRow:
    try:
        body = to_json(event.body)
        f"{event.id}{event.item}{event.part}{event.query}{event.by}{body}".encode()
    except (TypeError, ValueError) as error:
        raise _unwritable(event, str(error)) from error
    if not math.isfinite(event.at):
        raise _unwritable(event, f"its time is {event.at}")
    return (seq, event.id, event.kind, float(event.at), event.item, event.part, event.query, event.by, body)


def _unwritable(event: Event, reason: str) -> StoreError:
    return StoreError(
        f"the {event.kind} event {event.id!r} cannot be written: {reason}",
        allowed="a body of JSON values (no NaN), Unicode text, a finite time",
    )


def events_of(rows: Sequence[EventRow]) -> list[Event]:
    """The inverse of :func:`rows_of`; bodies are fresh plain dicts.

    Raises
    ------
    StoreError
        If a body is not JSON: the store was changed by something else.

    Examples
    --------
    >>> events_of([(7, "e1", "trained", 2.0, "", "", "", "", '{"model":"m1"}')])[0].body
    {'model': 'm1'}
    """
    try:
        bodies = json.loads("[" + ",".join([row[8] for row in rows]) + "]")
    except ValueError as error:
        raise StoreError(
            f"an event's body is not JSON: {error}", fix="restore the project from a copy"
        ) from error
    return [
        Event(kind, id_, at, item, part, query, by, body, seq)  # type: ignore[arg-type]
        for (seq, id_, kind, at, item, part, query, by, _), body in zip(rows, bodies, strict=True)
    ]
