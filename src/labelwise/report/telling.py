"""From a campaign to the story that its report tells."""

from __future__ import annotations

import platform
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from labelwise.campaign.honest import AHEAD
from labelwise.report.story import Person, Race, Round, Story, Versions
from labelwise.types import Estimate, Status

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
        race=_race(fold.evaluated, status),
        reserve=_reserve(campaign, status),
        findings=campaign.diagnose() if diagnose else (),
        annotators=_people(campaign),
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


def _race(bodies: list[dict[str, Any]], status: Status) -> Race | None:
    """The two sides of the savings, at the labels for which they were computed."""
    used = bodies[-1].get("saved_at") if bodies else None
    return None if used is None else Race.of(status.savings, used)


def _reserve(campaign: Campaign, status: Status) -> dict[str, int]:
    """Random labels of each class, among those that count."""
    sealed, task = campaign.fold.sealed, campaign.task
    counts = Counter[str]()
    for unit in sealed:
        label = task.consensus(campaign.fold.people(unit))
        counts.update(() if label is None else task.names(label))
    return {name: counts[name] for name in status.classes}


def _people(campaign: Campaign) -> list[Person]:
    answers, seconds = Counter[str](), defaultdict[str, float](float)
    for answer in campaign.fold.present():
        answers[answer.by] += 1
        seconds[answer.by] += answer.seconds or 0.0
    return [Person(name, count, seconds[name] or None) for name, count in answers.most_common()]


def _versions(campaign: Campaign) -> Versions:
    model = campaign.fold.trained.get("model", "")
    return Versions(campaign.pool.fingerprint, model, version("labelwise"), platform.python_version())
