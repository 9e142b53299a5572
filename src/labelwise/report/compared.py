"""Figures that differ in one name alone, side by side: the same metric by class, or by group."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from labelwise.report import pictures
from labelwise.report.svg import element, text
from labelwise.types import Estimate, Picture

SPLIT = re.compile(r"^(?P<head>.+? (?:of|where .+? =)) (?P<name>.+)$")
"""``f1 of spam``, ``accuracy where site = x``: what is compared, and by what name."""

LEAST = 2


def families(estimates: Sequence[Estimate]) -> dict[str, list[tuple[str, Estimate]]]:
    """What is compared -> name and figure, where two or more of a kind are known.

    Examples
    --------
    >>> found = families([Estimate("f1 of a", 0.5), Estimate("accuracy", 0.8), Estimate("f1 of b", 0.7)])
    >>> {head: [name for name, _ in rows] for head, rows in found.items()}
    {'f1 of': ['a', 'b']}
    """
    made: dict[str, list[tuple[str, Estimate]]] = {}
    for e in estimates:
        if found := SPLIT.match(e.metric):
            made.setdefault(found["head"], []).append((found["name"], e))
    known = {head: [row for row in rows if row[1].value is not None] for head, rows in made.items()}
    return {head: rows for head, rows in known.items() if len(rows) >= LEAST}


def side_by_side(estimates: Sequence[Estimate]) -> str:
    """A figure of bars with their intervals for each family; nothing where there is none."""
    drawn = []
    for i, (head, rows) in enumerate(families(estimates).items()):
        title = head.removesuffix(" =").removesuffix(" of").replace(" where ", " by ")
        title = title if " by " in title else f"{title} by class"
        markup = pictures.draw(_picture(title, rows), f"compared-{i}", title)
        drawn.append(element("figure", element("figcaption", text(title[:1].upper() + title[1:])), markup))
    return element("div", *drawn, class_="halves") if drawn else ""


def _picture(title: str, rows: Sequence[tuple[str, Estimate]]) -> Picture:
    sides = [
        np.array([np.nan if (v := getattr(e, side)) is None else v for _, e in rows], float)
        for side in ("value", "low", "high")
    ]
    names = np.array([name for name, _ in rows])
    return Picture("bars", names, {title: sides[0]}, {title: sides[1]}, {title: sides[2]}, y_label="")
