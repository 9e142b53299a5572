"""What a campaign says of itself, and how much it sets aside to be able to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.params import Between, Piece
from labelwise.types.asking import Answer, Query

NOT_YET = "nothing is trained yet"


@dataclass(frozen=True, repr=False)
class Trust(Piece):
    """What is set aside for honest figures.

    Parameters
    ----------
    reserve : float
        Share of the questions that come from the sealed random reserve, from 0 to 0.5; it is drawn and
        sealed when the campaign is made. The first twenty come early, every other question.
    tau : float
        Accuracy that 100 labels must bring to be worth it.
    target : float or None
        Accuracy wished for.
    by : tuple of str
        Columns of the pool for whose groups figures are given too.

    Examples
    --------
    >>> Trust(reserve=0.1)
    Trust(reserve=0.1)
    """

    reserve: Annotated[float, Between(0, 0.5)] = 0.2
    tau: Annotated[float, Between(0, 1)] = 0.01
    target: Annotated[float | None, Between(0, 1)] = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A figure with an interval; ``value`` None when it is refused, and then ``reason`` is a sentence.

    Parameters
    ----------
    metric : str
        What is estimated: ``accuracy``, ``f1 of spam``, ``log-loss``, ``rmse`` ...
    value, low, high : float or None
        The figure and its interval; a bound that is not claimed is None.
    n : int
        Items it rests on.
    level : float
        Confidence of the interval.
    reason : str
        Why it is refused, or what to mind; empty when there is nothing to say.

    Examples
    --------
    >>> Estimate("accuracy", 0.9, 0.86, 0.94, n=200).low, Estimate(reason="Nothing is labelled.").value
    (0.86, None)
    """

    metric: str = "accuracy"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    level: float = 0.95
    reason: str = ""


@dataclass(frozen=True)
class Savings:
    """Labels saved against random choice, as a lower bound; ``labels`` None when it cannot be said.

    Parameters
    ----------
    labels, low, high : float or None
        Labels saved, and their bounds; an upper one is never claimed.
    kind : {"measured", "projected", "replay"} or None
        What it rests on.
    level : float
        Confidence of ``low``.
    reason : str
        The sentence to show.
    used, random : float or None
        The two sides of ``low``: labels of the campaign and of random choice for the same quality. One
        of them is a bound: ``used`` is the most where the saving is measured, ``random`` the least elsewhere.

    Examples
    --------
    >>> made = Savings(labels=120.0, low=80.0, kind="measured", reason="", used=80.0, random=160.0)
    >>> made.low == made.random - made.used, Savings().labels
    (True, None)
    """

    labels: float | None = None
    low: float | None = None
    high: float | None = None
    kind: str | None = None
    level: float = 0.9
    reason: str = NOT_YET
    used: float | None = None
    random: float | None = None


@dataclass(frozen=True)
class Advice:
    """Whether to stop; ``stop`` None when it cannot be said.

    Examples
    --------
    >>> Advice(True, "100 more labels would bring less than 1%.", "gain").stop, Advice().stop
    (True, None)
    """

    stop: bool | None = None
    sentence: str = "No advice yet: " + NOT_YET + "."
    rule: str = ""


@dataclass(frozen=True)
class Status:
    """Where a campaign stands.

    Parameters
    ----------
    labels : int
        Items with a label.
    imported : int
        Those of them that came with the data.
    skipped, flagged, pending : int
        Items skipped, flagged, and handed out at present.
    total : int
        Items in the pool.
    cost : Decimal, int or float
        Spent, in the budget's unit.
    left : the same or None
        What the budget still allows; None without a budget.
    classes : dict
        Labels per class.
    model : str
        Version of the newest model; empty before the first.
    behind : int
        Answers the newest model has not seen.
    lost : str
        What answers say that its learner cannot use; empty when nothing is lost.
    quality, savings, advice
        The honest figures, or the reason why there is none.
    figures : tuple of Estimate
        All metrics, by class and group too; the first one is ``quality``.
    certificate : Estimate or None
        Accuracy that is reached at least, from the last planned look.
    projection : Estimate or None
        What the accuracy is expected to be after a hundred more labels.
    warnings : tuple of str
        What to mind about these figures, in sentences.
    pseudo, pseudo_weight : int and float
        Labels that the delivered model gave itself in its training, and what they weigh together; they are
        no answers, and no export of labels has them.

    Examples
    --------
    >>> status = Status(labels=60, imported=0, skipped=2, flagged=0, pending=5, total=1797, cost=60, left=140,
    ...                 classes={"a": 31, "b": 29}, model="m121", behind=0)
    >>> status.labels, status.left, status.quality.value
    (60, 140, None)
    """

    labels: int
    imported: int
    skipped: int
    flagged: int
    pending: int
    total: int
    cost: Any
    left: Any
    classes: Mapping[str, int]
    model: str
    behind: int
    lost: str = ""
    quality: Estimate = Estimate(reason=NOT_YET)
    savings: Savings = field(default_factory=Savings)
    advice: Advice = field(default_factory=Advice)
    figures: tuple[Estimate, ...] = ()
    certificate: Estimate | None = None
    projection: Estimate | None = None
    warnings: tuple[str, ...] = ()
    pseudo: int = 0
    pseudo_weight: float = 0.0


@dataclass(frozen=True)
class Undone:
    """An answer that was taken back, and the same question asked again when it was wished.

    Examples
    --------
    >>> undone = Undone(Answer("q1:human:anna", "q1", "human:anna", "is", "pos"), Query("q8", "doc1"))
    >>> undone.answer.value, undone.query.id
    ('pos', 'q8')
    """

    answer: Answer
    query: Query | None = None
