"""``labelwise status``: where a project stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labelwise.cli.common import Json, app, note, print_json, print_table
from labelwise.cli.projects import Project, opened

if TYPE_CHECKING:
    from labelwise.types import Status


@app.command()
def status(project: Project, json: Json = False) -> None:
    """Say how many labels there are, of which class, and what can be said about the model.

    $ labelwise status --project reviews.labelwise.db
    """
    with opened(project) as campaign:
        found = campaign.status()
    if json:
        print_json(as_dict(found))
        return
    print_table(["", ""], rows(found))
    for figure in (found.quality, found.savings):
        if figure.reason:
            note(f"{type(figure).__name__}: {figure.reason}")
    if found.lost:
        note(f"Not used by the model: {found.lost}")
    note(f"Advice: {found.advice.sentence}")


def as_dict(found: Status) -> dict[str, Any]:
    """The status as plain data."""
    from dataclasses import asdict

    return {**asdict(found), "classes": dict(found.classes)}


def rows(found: Status) -> list[list[object]]:
    """Name and figure of everything that was counted."""
    left = "no budget" if found.left is None else f"{found.left:g}"
    lines: list[list[object]] = [
        ["items", found.total],
        ["labelled", found.labels],
        ["  of these imported", found.imported],
        ["skipped", found.skipped],
        ["flagged", found.flagged],
        ["spent", found.cost],
        ["left of the budget", left],
        *([f"labelled {name}", count] for name, count in found.classes.items()),
    ]
    quality, savings = found.quality, found.savings
    if quality.value is not None:
        lines.append(
            [
                quality.metric,
                f"{quality.value:.3f} ({quality.low:.3f} to {quality.high:.3f}, n = {quality.n})",
            ]
        )
    if savings.labels is not None:
        lines.append(["labels saved, at least", f"{savings.labels:.0f} ({savings.kind})"])
    return lines
