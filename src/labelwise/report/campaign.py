"""The report of a campaign: one page that answers three questions first, and the same as JSON."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import numpy as np

from labelwise.report import cards, sections
from labelwise.report.canvas import STYLE as FIGURE
from labelwise.report.html import _meta
from labelwise.report.story import Story
from labelwise.report.svg import element, text
from labelwise.report.words import count, moment, own_labels, spent

STYLE = resources.files("labelwise.report").joinpath("campaign.css").read_text("utf-8")
FORMAT = 1
"""Version of the JSON; a change that breaks readers raises it."""


def page(story: Story) -> str:
    """The report as one HTML page that needs nothing else: no network, no script.

    Parameters
    ----------
    story : Story
        What it tells.

    Returns
    -------
    str
        The page; the same story gives the same text.

    Examples
    --------
    >>> from labelwise.types import Status
    >>> status = Status(labels=60, imported=0, skipped=0, flagged=0, pending=0, total=500, cost=60,
    ...                 left=None, classes={"a": 31, "b": 29}, model="m3", behind=0)
    >>> made = page(Story("Reviews", status, datetime(2026, 11, 28, 14, 5)))
    >>> made.count("Cannot say yet"), "<script" in made
    (3, False)
    """
    answers = [cards.quality(story), cards.savings(story), cards.advice(story)]
    main = element(
        "main",
        _top(story),
        element("div", *(card.html() for card in answers), class_="cards"),
        sections.warnings(story),
        sections.way(story),
        element("div", *sections.sides(story), class_="columns"),
        sections.findings(story),
        sections.metrics(story),
        sections.again(story),
        id="main",
    )
    head = element(
        "head",
        *_meta(),
        element("title", text(f"{story.title} · labelwise")),
        element("style", FIGURE + STYLE),
    )
    jump = element("a", "To the report", href="#main", class_="jump")
    return "<!doctype html>\n" + element("html", head, element("body", jump, main), lang="en") + "\n"


def _top(story: Story) -> str:
    s = story.status
    share = f" ({100 * s.labels / s.total:.0f}%)" if s.total else ""
    facts = [f"{s.labels:,} of {count(s.total, 'item')} labelled{share}"]
    if s.pseudo:
        facts.append(own_labels(s))
    if story.unit not in ("answers", "labels"):
        facts.append(f"{spent(s.cost, story.unit)} spent")
    facts.append(moment(story.created))
    parts = [element("span", text(f)) for f in facts[:-1]]
    parts.append(element("time", text(facts[-1]), datetime=story.created.isoformat()))
    return element(
        "header",
        element("p", "Report of a labelling campaign", class_="kind"),
        element("h1", text(story.title)),
        element("p", *parts, class_="facts"),
    )


def as_json(story: Story) -> str:
    """The story as JSON for programs: the same figures, refused ones as null with their reason.

    Parameters
    ----------
    story : Story
        What it tells.

    Returns
    -------
    str
        An object with the names of the records' fields, and ``format``.

    Examples
    --------
    >>> from labelwise.types import Status
    >>> status = Status(labels=60, imported=0, skipped=0, flagged=0, pending=0, total=500, cost=60,
    ...                 left=None, classes={"a": 31, "b": 29}, model="m3", behind=0)
    >>> made = json.loads(as_json(Story("Reviews", status, datetime(2026, 11, 28, 14, 5))))
    >>> made["format"], made["created"], made["status"]["quality"]["value"] is None
    (1, '2026-11-28T14:05:00', True)
    """
    return (
        json.dumps({"format": FORMAT, **_plain(story)}, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    )


def _plain(value: Any) -> Any:
    """Records, arrays and decimals as what JSON knows; what is not finite is null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _plain(float(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
