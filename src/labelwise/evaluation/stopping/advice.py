"""The advice that is printed: stop, nearly, go on or cannot say, with the figures behind it and its risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelwise.evaluation.stopping.base import WIDTH, numbers, points, worth
from labelwise.evaluation.stopping.believed import believed
from labelwise.evaluation.stopping.changes import share_changed
from labelwise.evaluation.stopping.confirmed import Confirmed
from labelwise.evaluation.stopping.curve import curve_gains
from labelwise.types import Advice, Estimate, History, Trust

__all__ = ["Outlook", "advise", "outlook"]

NAME = "believed gain, confirmed by the curve on the reserve"

RISK = (
    "In benchmark campaigns this advice came too early in about 1 of 6 cases, and in nearly half where the "
    "curve was still rising slowly."
)
"""0.15 of stops in one series of campaigns (worst data set 0.43), 0.18 in another (0.45), at tau 0.01."""

CAREFUL = (
    "In benchmark campaigns the cautious advice came too early in about 1 of 20 cases, and in 1 of 7 where "
    "the curve was still rising slowly."
)
"""0.03 of stops in the one series, 0.05 in the other (worst data set 0.15)."""

OF_NUMBERS = (
    "In benchmark campaigns about numbers this advice came too early in 1 of 7 to 1 of 3 cases, and in half "
    "on the worst data."
)
"""0.15 of stops at tau 0.1, 0.30 at 0.05, 0.50 at 0.1 on the worst set; 60 campaigns with extra-trees."""

OTHERWISE = "More of the same will not get there: change the model, the features or the strategy."


@dataclass(frozen=True)
class Outlook:
    """What 100 more labels bring and cost; a figure that cannot be said is None.

    Parameters
    ----------
    believed : float or None
        Gain that the current model believes in: accuracy, or a share of the RMSE.
    median, high : float or None
        Median and 90% quantile of the gain by the curves on the reserve.
    changed : float or None
        Share of the probe whose answer changed over the last 100 labels. The accuracy on these items cannot
        have changed by more, in either direction. Of classes only.
    price : float or None
        Cost of 100 labels, as the last ones.
    cost : float or None
        Cost of one point of accuracy, or of 1% of the RMSE, at the mean of ``believed`` and ``median``.
    unit : str
        Of ``price`` and ``cost``.

    Examples
    --------
    >>> Outlook(median=0.01, high=0.03, price=100.0, cost=100.0).believed is None
    True
    """

    believed: float | None = None
    median: float | None = None
    high: float | None = None
    changed: float | None = None
    price: float | None = None
    cost: float | None = None
    unit: str = "answers"


def outlook(history: History, rng: np.random.Generator) -> Outlook:
    """What 100 more labels bring and cost.

    Examples
    --------
    >>> same, right = np.array([[0.9, 0.1]]), np.tile(np.arange(40) < 30, (11, 1))
    >>> made = History(np.arange(20, 240, 20), lambda t: same, np.ones(40), 1.0 * right, ("a", "b"))
    >>> outlook(made, np.random.default_rng(0)).price
    100.0
    """
    if not len(history):
        return Outlook()
    then, gains = history.before(WIDTH), curve_gains(history, rng)
    belief = believed(history)
    median, high = (None, None) if gains is None else map(float, np.quantile(gains, [0.5, 0.9]))
    price, unit = _price(history, then)
    found = [gain for gain in (belief, median) if gain is not None]
    mean = float(np.mean(found)) if found else 0.0
    cost = price / (100 * mean) if price is not None and mean > 0 else None
    return Outlook(belief, median, high, share_changed(history), price, cost, unit)


def _price(history: History, then: int) -> tuple[float | None, str]:
    """What the last 100 labels cost; without costs an answer each."""
    if history.cost is None:
        return float(WIDTH), "answers"
    if then < 0:
        return None, history.unit
    spent = float(history.cost[-1]) - float(history.cost[then])
    return spent * WIDTH / float(history.labels[-1] - history.labels[then]), history.unit


def advise(
    history: History,
    trust: Trust,
    *,
    quality: Estimate | None = None,
    certified: Estimate | None = None,
    rule: Confirmed | None = None,
    rng: np.random.Generator,
) -> Advice:
    """Whether to stop, in words: the rule, what it estimates, its risk, and the figures beside it.

    Parameters
    ----------
    history : History
        The campaign so far.
    trust : Trust
        ``tau`` is the gain that 100 labels must bring: accuracy, or a share of the RMSE; 0 means that none
        was stated, and then there are figures and no advice. ``target`` is the accuracy wished for.
    quality : Estimate or None
        The accuracy now; shown where it is known, and beside the target.
    certified : Estimate or None
        The certificate, whose ``low`` the accuracy is at least.
    rule : Confirmed or None
        The default rule, or its cautious setting.
    rng : numpy.random.Generator
        Resamples the reserve.

    Returns
    -------
    Advice
        ``stop`` None where nothing can be said: before 9 rounds, without 100 labels between the first and the
        newest model, with fewer than 20 reserve labels, or without probabilities.

    Notes
    -----
    It never says stop when a class has no label, when a class was met first in the last two rounds, or when
    the wished target is above what is certified; then more labels of the same kind are not the way.

    Examples
    --------
    >>> same, right = np.array([[0.9, 0.1]]), np.tile(np.arange(40) < 30, (11, 1))
    >>> made = History(np.arange(20, 240, 20), lambda t: same, np.ones(40), 1.0 * right, ("a", "b"))
    >>> advice = advise(made, Trust(tau=0.01), rng=np.random.default_rng(0))
    >>> advice.stop, advice.sentence[:82]
    (True, 'More labels of this kind will probably bring less than 1 point of accuracy per 100')
    """
    rule = Confirmed() if rule is None else rule
    seed = int(rng.integers(2**63))
    verdict = rule(history, tau=trust.tau, rng=np.random.default_rng(seed))
    if verdict.stop is None:
        return Advice(None, f"No advice yet. {verdict.sentence}", NAME)
    figures = _figures(history, outlook(history, np.random.default_rng(seed)))
    if not trust.tau:
        none = "No advice: state tau, the gain that 100 labels must bring to be worth it."
        return Advice(None, f"{none} {figures}", NAME)
    stop, sentence = _said(history, trust, verdict.stop, rule)
    if verdict.stop:
        against = _unmet(history) or _short(history, trust, quality, certified)
        stop, sentence = (False, against) if against else (stop, sentence)
    elif verdict.near:
        least = worth(history, trust.tau)
        sentence = (
            f"Nearly: one of two signs says that 100 more labels bring less than {least}, the other does not."
        )
    return Advice(stop, " ".join(filter(None, [sentence, figures, _shown(trust, quality, certified)])), NAME)


def _said(history: History, trust: Trust, stop: bool, rule: Confirmed) -> tuple[bool, str]:
    """The sentence of the rule alone."""
    least = worth(history, trust.tau)
    if not stop:
        return False, f"Go on: 100 more labels may still bring {least} or more."
    risk = OF_NUMBERS if numbers(history) else CAREFUL if rule.cautious else RISK
    return True, f"More labels of this kind will probably bring less than {least} per 100. {risk}"


def _unmet(history: History) -> str:
    """Why classes speak against stopping; empty where they do not."""
    if history.seen is None:
        return ""
    now, was = history.seen[-1], history.seen[-3]
    none = [name for name, count in zip(history.classes, now, strict=True) if not count]
    new = [name for name, a, b in zip(history.classes, was, now, strict=True) if b and not a]
    if none:
        return f"Go on: nothing is labelled {', '.join(none)} yet."
    return f"Go on: {', '.join(new)} was met first in the last two rounds." if new else ""


def _short(history: History, trust: Trust, quality: Estimate | None, certified: Estimate | None) -> str:
    """What to do where the wished accuracy is not reached; empty where it is, or none was wished for."""
    if trust.target is None or numbers(history):
        return ""
    if certified is not None and certified.low is not None:
        if certified.low >= trust.target:
            return ""
        state = f"the certified accuracy is {100 * certified.low:.1f}%"
    elif quality is not None and quality.value is not None:
        if quality.value >= trust.target:
            return ""
        state = f"the accuracy is about {100 * quality.value:.1f}%, and nothing is certified"
    else:
        return ""
    wish = f"{100 * trust.target:.1f}% is wished for"
    return f"{OTHERWISE} 100 more labels will probably bring less than tau; {state}, and {wish}."


def _figures(history: History, seen: Outlook) -> str:
    """The figures in words."""
    parts = []
    if seen.median is not None and seen.high is not None:
        curve = f"{worth(history, seen.median)} by the answers on random items (in 9 of 10 resamples at most "
        parts.append(f"{curve}{points(seen.high).split()[0]})")
    if seen.believed is not None:
        parts.append(f"{worth(history, seen.believed)} by what the model believes")
    said = [f"Expected of 100 more labels: {' and '.join(parts)}." if parts else ""]
    if seen.cost is not None:
        one = "1% of the RMSE" if numbers(history) else "one more point of accuracy"
        said.append(f"At this rate {one} costs about {seen.cost:,.0f} {seen.unit}.")
    if seen.changed is not None:
        changed = f"the model changed its mind on {100 * seen.changed:.1f}% of the items it is watched on"
        said.append(f"Over the last 100 labels {changed}, so accuracy on these changed by no more.")
    return " ".join(filter(None, said))


def _shown(trust: Trust, quality: Estimate | None, certified: Estimate | None) -> str:
    """Accuracy and certificate, where they are known."""
    said = []
    if quality is not None and quality.value is not None:
        write = "{:.1%}" if quality.metric == "accuracy" else "{:.3g}"
        about = f"The {quality.metric} is about {write.format(quality.value)}"
        if quality.low is not None and quality.high is not None:
            about += f" ({write.format(quality.low)} to {write.format(quality.high)})"
        said.append(f"{about}.")
    if certified is not None and certified.low is not None:
        wished = trust.target is not None and certified.low >= trust.target
        said.append(f"Certified: at least {certified.low:.1%}{', as wished' * wished}.")
    return " ".join(said)
