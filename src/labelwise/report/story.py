"""What the report of a campaign tells: plain records, made by the campaign and drawn by the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from labelwise.errors import BadData
from labelwise.types import Estimate, Finding, Status

__all__ = ["Person", "Round", "Story", "Versions"]


@dataclass(frozen=True)
class Round:
    """One model of the campaign.

    Parameters
    ----------
    labels : int
        Labels it had learned from.
    quality : Estimate
        What the reserve says of it; refused where too little was answered.
    cost : float or None
        What had been spent by then, in the story's unit.
    certificate : Estimate or None
        The bound that holds at this planned look; None for every other round.

    Examples
    --------
    >>> Round(40, Estimate("accuracy", 0.8, 0.7, 0.88, n=60)).certificate is None
    True
    """

    labels: int
    quality: Estimate
    cost: float | None = None
    certificate: Estimate | None = None


@dataclass(frozen=True)
class Person:
    """Somebody or something that answered.

    Parameters
    ----------
    name : str
        As the ledger knows them.
    answers : int
        Answers given.
    seconds : float or None
        Time they took, all answers together; None where it was not measured.
    agreement : Estimate or None
        How often the others say the same of items that both have answered; None where none is shared.
    again, changed : int
        Own answers that they came back to, and those of them that say something else now.

    Examples
    --------
    >>> Person("anna", 120, 480.0).each
    4.0
    """

    name: str
    answers: int
    seconds: float | None = None
    agreement: Estimate | None = None
    again: int = 0
    changed: int = 0

    @property
    def each(self) -> float | None:
        """Seconds an answer; None where no time was measured or nothing was answered."""
        return self.seconds / self.answers if self.seconds is not None and self.answers else None


@dataclass(frozen=True)
class Versions:
    """What has to be the same for the same numbers.

    Parameters
    ----------
    data : str
        Fingerprint of the pool.
    model : str
        Version of the model that the figures speak of.
    labelwise, python : str
        Versions of the programs.

    Examples
    --------
    >>> Versions(labelwise="0.1.0").rows()
    [('labelwise', '0.1.0')]
    """

    data: str = ""
    model: str = ""
    labelwise: str = ""
    python: str = ""

    def rows(self) -> list[tuple[str, str]]:
        """Name and value of what is known."""
        named = [("data", self.data), ("model", self.model), ("labelwise", self.labelwise)]
        return [(name, value) for name, value in [*named, ("Python", self.python)] if value]


@dataclass(frozen=True, eq=False)
class Story:
    """Everything that the report of a campaign says.

    Parameters
    ----------
    title : str
        What the campaign is called.
    status : Status
        Where it stands, with quality, savings and advice.
    created : datetime
        When the figures were made.
    metrics : sequence of Estimate
        The table of further figures, refused ones included.
    certificate : Estimate or None
        The best bound certified so far: ``low`` holds however often somebody looked.
    target : float or None
        Quality wished for, in the metric of ``status.quality``.
    rounds : sequence of Round
        Every model, labels ascending.
    projection : Estimate or None
        Quality expected after ``ahead`` labels more.
    ahead : int
        Labels that the projection looks ahead.
    reserve : mapping of str to int
        Random labels of each class, beside all labels of each class in ``status.classes``.
    findings : sequence of Finding
        Diagnoses, in the order they are shown.
    annotators : sequence of Person
        Who answered.
    agreement, beyond : Estimate or None
        How often two who answered the same item say the same, and how far that is beyond chance
        (Krippendorff's alpha).
    unit : str
        Unit of cost: ``answers``, ``seconds``, ``EUR`` ...
    versions : Versions
        What has to be the same for the same numbers.
    command : str
        What to type to get this page again.

    Raises
    ------
    BadData
        If the labels of the rounds do not ascend.

    Examples
    --------
    >>> status = Status(labels=60, imported=0, skipped=0, flagged=0, pending=0, total=500, cost=60,
    ...                 left=None, classes={"a": 31, "b": 29}, model="m3", behind=0)
    >>> story = Story("Reviews", status, datetime(2026, 11, 28, 14, 5))
    >>> story.status.quality.value is None, story.rounds
    (True, ())
    """

    title: str
    status: Status
    created: datetime
    metrics: Sequence[Estimate] = ()
    certificate: Estimate | None = None
    target: float | None = None
    rounds: Sequence[Round] = ()
    projection: Estimate | None = None
    ahead: int = 100
    reserve: Mapping[str, int] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    annotators: Sequence[Person] = ()
    agreement: Estimate | None = None
    beyond: Estimate | None = None
    unit: str = "answers"
    versions: Versions = Versions()
    command: str = ""

    def __post_init__(self) -> None:
        labels = [r.labels for r in self.rounds]
        if labels != sorted(labels):
            raise BadData(
                f"the rounds of the story {self.title!r} have labels {labels[:8]}",
                allowed="rounds in the order they happened, labels ascending",
                fix="sort the rounds by their labels",
            )
