"""``labelwise status``: where a project stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labelwise.cli.common import Json, app, note, print_json, print_table
from labelwise.cli.projects import Project, opened

if TYPE_CHECKING:
    from labelwise.types import Estimate, Status


@app.command()
def status(project: Project, json: Json = False) -> None:
    """Say how many labels there are, of which class, and what can be said about the model.

    $ labelwise status --project reviews.labelwise.db
    """
    with opened(project, trains=False) as campaign:
        found = campaign.status()
    if json:
        print_json(as_dict(found))
        return
    print_table(["", ""], rows(found))
    said = [figure for figure in found.figures[1:] if figure.value is not None]
    if said:
        print_table(["figure", "value", "interval", "n"], [cells(f) for f in said])
    for sentence in sentences(found):
        note(sentence)


def as_dict(found: Status) -> dict[str, Any]:
    """The status as plain data."""
    from dataclasses import asdict

    return {**asdict(found), "classes": dict(found.classes)}


def rows(found: Status) -> list[list[object]]:
    """Name and figure of everything that was counted."""
    from labelwise.campaign.honest import AHEAD
    from labelwise.report.words import bound, interval

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
    if found.quality.value is not None:
        name, value, between, n = cells(found.quality)
        lines.append([name, f"{value} ({between}, on {n} random items)"])
    if found.certificate is not None and found.certificate.low is not None:
        seal = found.certificate
        lines.append(
            ["  certified", f"at least {bound(seal, -1)} ({seal.level:.0%} sure, on {seal.n} items)"]
        )
    if found.projection is not None and found.projection.value is not None:
        lines.append([f"  with {AHEAD} more labels", interval(found.projection)])
    if found.savings.low is not None:
        lines.append(["labels saved, at least", f"{found.savings.low:.0f} ({found.savings.kind})"])
    return lines


def cells(figure: Estimate) -> list[object]:
    """Name, value, interval and number of items."""
    from labelwise.report import words

    return [figure.metric, words.figure(figure.metric, figure.value), words.interval(figure), figure.n]


def sentences(found: Status) -> list[str]:
    """What is said in words: refusals, savings, what the model did not use, and the advice."""
    from labelwise.report.words import own_labels

    quality = found.quality
    refused = [figure.metric for figure in found.figures[1:] if figure.value is None]
    return [
        *([f"Quality: {quality.reason}"] if quality.reason else []),
        *([f"Too few answers of the reserve yet for: {', '.join(refused)}"] if refused else []),
        *([f"Savings: {found.savings.reason}"] if found.savings.reason else []),
        *([f"The model learned from the labels {own_labels(found)}."] if found.pseudo else []),
        *([f"Not used by the model: {found.lost}"] if found.lost else []),
        *found.warnings,
        f"Advice: {found.advice.sentence}",
    ]
