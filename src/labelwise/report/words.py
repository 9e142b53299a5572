"""Figures as words: what a reader without statistics can hold on to, and no more than was measured."""

from __future__ import annotations

import math
import re
from datetime import datetime

from labelwise.types import Estimate, Status

NUMBERS = ("log-loss", "rmse", "mae", "brier", "kappa", "alpha", "r2", "bits", "entropy", "seconds", "ratio")
"""Metrics that are not shares; a name that begins with one of them is written as a number."""

REFUSED = "Cannot say yet"
MINUTE, HOUR = 60.0, 3600.0
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def is_share(metric: str) -> bool:
    """Whether values of ``metric`` are shares, to be written as percentages.

    Examples
    --------
    >>> is_share("f1 of spam"), is_share("rmse")
    (True, False)
    """
    return not metric.lower().startswith(NUMBERS)


def figure(metric: str, value: float | None, digits: int = 1) -> str:
    """One value of a metric; a dash where there is none.

    Examples
    --------
    >>> figure("accuracy", 0.9312), figure("rmse", 2.3456), figure("accuracy", None)
    ('93.1%', '2.35', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    return f"{100 * value:.{digits}f}%" if is_share(metric) else number(value, 3)


def own_labels(status: Status) -> str:
    """Labels that the model gave itself, which are no answers; empty where there are none.

    Examples
    --------
    >>> made = Status(60, 0, 0, 0, 0, 900, 60, None, {}, "m60", 0, pseudo=512, pseudo_weight=51.2)
    >>> own_labels(made)
    'and 512 labels of the model itself (weight 51.2)'
    """
    if not status.pseudo:
        return ""
    labels = "1 label" if status.pseudo == 1 else f"{status.pseudo:,} labels"
    return f"and {labels} of the model itself (weight {status.pseudo_weight:.3g})"


def interval(estimate: Estimate, digits: int = 1) -> str:
    """The bounds of an estimate, rounded away from its value so that they claim no more than it does.

    Examples
    --------
    >>> interval(Estimate("accuracy", 0.931, 0.8849, 0.9591), 0), interval(Estimate("f1", 0.5, low=0.31))
    ('88 to 96%', 'at least 31.0%')
    >>> interval(Estimate(reason="Too few."))
    '–'
    """
    low, high = bound(estimate, -1, digits), bound(estimate, 1, digits)
    if low and high:
        return f"{low.removesuffix('%')} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else "–"


def bound(estimate: Estimate, side: int, digits: int = 1) -> str:
    """The lower (``side`` -1) or upper (1) bound as text, rounded outwards; empty where none is claimed.

    Examples
    --------
    >>> bound(Estimate("accuracy", 0.931, 0.8849, 0.9591), -1, 0)
    '88%'
    """
    value = estimate.low if side < 0 else estimate.high
    if value is None or not math.isfinite(value):
        return ""
    outwards = math.floor if side < 0 else math.ceil
    if not is_share(estimate.metric):
        step = 10.0 ** (math.floor(math.log10(abs(value))) - 2) if value else 1.0
        return number(outwards(value / step + side * -1e-9) * step, 3)
    step = 10.0**digits
    return f"{outwards(100 * value * step + side * -1e-9) / step:.{digits}f}%"


def level(share: float) -> str:
    """A confidence as text.

    Examples
    --------
    >>> level(0.95), level(0.995)
    ('95%', '99.5%')
    """
    return f"{100 * share:.3g}%"


def number(value: float, digits: int = 6) -> str:
    """A number to ``digits`` significant digits, thousands apart, never in powers of ten unless tiny.

    Examples
    --------
    >>> number(1234567.0, 3), number(0.25), number(4601)
    ('1,230,000', '0.25', '4,601')
    """
    if not math.isfinite(value):
        return "–"
    rounded = float(f"{value:.{digits}g}")
    return f"{rounded:,.0f}" if rounded == round(rounded) else f"{rounded:,.{digits}g}"


def count(n: int, one: str, many: str = "") -> str:
    """``n`` things.

    Examples
    --------
    >>> count(1, "item"), count(4601, "item"), count(2, "class", "classes")
    ('1 item', '4,601 items', '2 classes')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def spent(cost: object, unit: str) -> str:
    """A cost in its unit; seconds as a duration.

    Examples
    --------
    >>> spent(412.5, "EUR"), spent(60, "answers"), spent(5400, "seconds")
    ('412.50 EUR', '60 answers', '1.5 hours')
    """
    value = float(str(cost))
    if unit == "seconds":
        return duration(value)
    return f"{value:,.0f} {unit}" if value == round(value) else f"{value:,.2f} {unit}"


def duration(seconds: float) -> str:
    """A time in the unit people would use.

    Examples
    --------
    >>> duration(4.26), duration(600), duration(9000)
    ('4.3 seconds', '10 minutes', '2.5 hours')
    """
    if seconds < 1.5 * MINUTE:
        return f"{seconds:.2g} seconds"
    if seconds < 1.5 * HOUR:
        return f"{seconds / MINUTE:.0f} minutes"
    return f"{seconds / HOUR:.1f} hours"


def moment(when: datetime) -> str:
    """A date and time that every reader reads the same way, whatever the machine's language.

    Examples
    --------
    >>> moment(datetime(2026, 11, 28, 14, 5))
    '28 November 2026, 14:05'
    """
    zone = when.strftime(" %Z") if when.tzinfo else ""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M}{zone}"


def sentence(text: str) -> str:
    """``text`` with a capital and a full stop.

    Examples
    --------
    >>> sentence("too few labels"), sentence("Stop?"), sentence("")
    ('Too few labels.', 'Stop?', '')
    """
    text = text.strip()
    return text if not text else text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, one by one.

    Examples
    --------
    >>> sentences("Go on: 0.5 points more. It costs 3 EUR.")
    ['Go on: 0.5 points more.', 'It costs 3 EUR.']
    """
    return [part for part in re.split(r"(?<=[.!?]) (?=[A-Z])", text.strip()) if part]
