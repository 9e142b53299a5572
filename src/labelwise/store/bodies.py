"""Answers as JSON-able data, the way events hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

from labelwise.types import Answer

NAMES = tuple(f.name for f in fields(Answer))
DEFAULTS = tuple(MISSING if f.name == "value" else f.default for f in fields(Answer))
"""Of the fields of an Answer; ``MISSING`` where one is always written."""
_values = attrgetter(*NAMES)


def answer_body(answer: Answer) -> dict[str, Any]:
    """An answer as JSON-able data, without the fields that are at their default.

    Examples
    --------
    >>> answer_body(Answer("a1", "q1", "human:anna", "is", "pos", price=Decimal("0.05")))
    {'id': 'a1', 'query': 'q1', 'by': 'human:anna', 'kind': 'is', 'value': 'pos', 'price': '0.05'}
    """
    body = {k: v for k, v, d in zip(NAMES, _values(answer), DEFAULTS, strict=True) if v != d}
    return {**body, "price": str(answer.price)} if answer.price else body


def answer_from(body: Mapping[str, Any]) -> Answer:
    """The inverse of :func:`answer_body`.

    Examples
    --------
    >>> answer_from({"id": "a1", "query": "q1", "by": "human:anna", "kind": "is", "value": "pos"}).value
    'pos'
    """
    return Answer(**{**body, "price": Decimal(body["price"])} if "price" in body else body)
