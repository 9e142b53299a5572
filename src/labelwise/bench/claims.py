"""What a campaign said of itself beside what is true, where the truth is known after all."""

from __future__ import annotations

import math
from dataclasses import dataclass

from labelwise.types import Estimate, Status

__all__ = ["Claim", "claims"]


@dataclass(frozen=True)
class Claim:
    """One statement of a campaign.

    Parameters
    ----------
    what : str
        What it speaks of.
    said : str
        What the campaign said.
    true : str
        What is true.
    holds : bool or None
        Whether both agree; None where nothing was claimed.

    Examples
    --------
    >>> Claim("accuracy", "87.6% to 96.9%", "95.4%", True).holds
    True
    """

    what: str
    said: str
    true: str
    holds: bool | None


def claims(status: Status, accuracy: float, random_labels: float) -> list[Claim]:
    """Accuracy, certificate and savings of a campaign beside the truth.

    Parameters
    ----------
    status : Status
        What the campaign says at its end.
    accuracy : float
        Of its delivered model on many items that nobody was asked about.
    random_labels : float
        Labels after which random questions give a model as good; infinite where they never did.

    Examples
    --------
    >>> status = Status(labels=200, imported=0, skipped=0, flagged=0, pending=0, total=1297, cost=200, left=0,
    ...                 classes={}, model="m9", behind=0, quality=Estimate("accuracy", 0.93, 0.8, 0.97, n=40))
    >>> [(c.what, c.holds) for c in claims(status, 0.954, 350.0)]
    [('accuracy', True), ('certified accuracy', None), ('labels saved', None)]
    """
    true = f"{100 * accuracy:.1f}%"
    return [
        _within("accuracy", status.quality, accuracy, true),
        _certified(status.certificate, accuracy, true),
        _saved(status, random_labels),
    ]


def _within(what: str, figure: Estimate, truth: float, shown: str) -> Claim:
    if figure.low is None or figure.high is None:
        return Claim(what, figure.reason, shown, None)
    said = f"{100 * figure.low:.1f}% to {100 * figure.high:.1f}% ({figure.n} random items)"
    return Claim(what, said, shown, figure.low <= truth <= figure.high)


def _certified(figure: Estimate | None, truth: float, shown: str) -> Claim:
    if figure is None or figure.low is None:
        return Claim("certified accuracy", "nothing certified yet", shown, None)
    return Claim("certified accuracy", f"at least {100 * figure.low:.1f}%", shown, truth >= figure.low)


def _saved(status: Status, random_labels: float) -> Claim:
    many = "more than were tried" if math.isinf(random_labels) else f"{random_labels - status.labels:.0f}"
    saved = status.savings
    if saved.low is None:
        return Claim("labels saved", saved.reason, many, None)
    return Claim(
        "labels saved", f"at least {saved.low:.0f}", many, random_labels - status.labels >= saved.low
    )
