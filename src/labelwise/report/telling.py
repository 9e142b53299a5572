"""From a campaign to the story that its report tells."""

from __future__ import annotations

import platform
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from labelwise.campaign.evidence import naming
from labelwise.campaign.honest import AHEAD
from labelwise.evaluation.diagnostics import Agreement, agreements
from labelwise.report.story import Person, Round, Story, Versions
from labelwise.types import Estimate, Finding, Status, Unit

if TYPE_CHECKING:
    from labelwise.campaign import Campaign

__all__ = ["tell_story"]


def tell_story(
    campaign: Campaign, title: str, created: datetime, *, command: str = "", diagnose: bool = True
) -> Story:
    """Everything that the report of a campaign says; nothing is recorded.

    Parameters
    ----------
    campaign : Campaign
        Whose answers and evaluations are read.
    title : str
        What it is called.
    created : datetime
        When the figures are made.
    command : str
        What to type to get the page again.
    diagnose : bool
        Whether the diagnoses are made too; they may train models.

    Examples
    --------
    >>> from labelwise.campaign import Campaign
    >>> made = Campaign(["good", "bad", "fine"], ["pos", "neg"], strategy="random")
    >>> story = tell_story(made, "Reviews", datetime(2026, 11, 28), diagnose=False)
    >>> story.title, story.status.total, story.rounds
    ('Reviews', 3, [])
    """
    status, fold = campaign.status(), campaign.fold
    trust, rounds = campaign.trust, list(_rounds(fold.evaluated))
    together = _together(campaign)
    return Story(
        title,
        status,
        created,
        metrics=status.figures[1:],
        certificate=status.certificate,
        target=None if trust is None else trust.target,
        rounds=rounds,
        projection=status.projection,
        ahead=min(AHEAD, rounds[-1].labels) if rounds else AHEAD,
        reserve=_reserve(campaign, status),
        findings=_findings(campaign.diagnose()) if diagnose else (),
        annotators=_people(campaign, together),
        agreement=together.same,
        beyond=together.beyond,
        unit="answers" if campaign.budget is None else campaign.budget.unit,
        versions=_versions(campaign),
        command=command,
    )


def _rounds(bodies: list[dict[str, Any]]) -> Iterator[Round]:
    """Each model that learned from labels once, these ascending; a certificate stands at its round."""
    last: dict[int, dict[str, Any]] = {b["labels"]: b for b in bodies if "figures" in b and b["labels"]}
    seen: set[int] = set()
    for labels, body in sorted(last.items()):
        seal = None if body["certificate"] is None else Estimate(**body["certificate"])
        fresh = seal if seal is not None and seal.n not in seen else None
        seen |= set() if seal is None else {seal.n}
        yield Round(labels, Estimate(**body["figures"][0]), body["spent"], fresh)


def _reserve(campaign: Campaign, status: Status) -> dict[str, int]:
    """Random labels of each class, among those that count."""
    sealed, task = campaign.fold.sealed, campaign.task
    counts = Counter[str]()
    for unit in sealed:
        label = task.consensus(campaign.fold.people(unit))
        counts.update(() if label is None else task.names(label))
    return {name: counts[name] for name in status.classes}


def _findings(made: Sequence[Finding]) -> list[Finding]:
    """All but what the part about those who answered says; a warning of it is named here too."""
    told = (replace(f, picture=None) if f.name == "agreement" else f for f in made)
    return [f for f in told if f.warn or f.name != "agreement"]


def _together(campaign: Campaign) -> Agreement:
    """How far those who answered the same agree."""
    present, fold = list(campaign.fold.present()), campaign.fold
    rows, by, values = naming(campaign.subject, present)
    found = agreements(rows, by, values)
    shared = sum(len({a.by for a in fold.people(unit)}) > 1 for unit, ids in fold.by_unit.items() if ids[1:])
    if len(rows) or not shared:
        return found
    reason = (
        f"{shared} items have answers of several annotators. How far they agree is said only of answers "
        "that name one class."
    )
    return replace(found, same=replace(found.same, reason=reason))


def _people(campaign: Campaign, together: Agreement) -> list[Person]:
    answers, seconds = Counter[str](), defaultdict[str, float](float)
    for answer in campaign.fold.present():
        answers[answer.by] += 1
        seconds[answer.by] += answer.seconds or 0.0
    again, changed = _twice(campaign)
    return [
        Person(name, count, seconds[name] or None, together.each.get(name), again[name], changed[name])
        for name, count in answers.most_common()
    ]


def _twice(campaign: Campaign) -> tuple[Counter[str], Counter[str]]:
    """Own answers that each annotator gave again, and those that say something else now."""
    again, changed = Counter[str](), Counter[str]()
    for unit in (unit for unit, ids in campaign.fold.by_unit.items() if len(ids) > 1):
        for name, old, new in _own(campaign, unit):
            again[name] += 1
            changed[name] += old != new
    return again, changed


def _own(campaign: Campaign, unit: Unit) -> Iterator[tuple[str, Any, Any]]:
    """Name, what was said before and what was said then, of all who answered a unit again."""
    said = defaultdict[str, list[Any]](list)
    for answer in campaign.fold.told_of(unit):
        said[answer.by].append((answer.kind, answer.value))
    return ((name, *pair) for name, told in said.items() for pair in pairwise(told))


def _versions(campaign: Campaign) -> Versions:
    model = campaign.fold.trained.get("model", "")
    return Versions(campaign.pool.fingerprint, model, version("labelwise"), platform.python_version())
