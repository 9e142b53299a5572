"""The pictures that every report of a campaign has: hundred items, the race with chance, the curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.report.canvas import Canvas, Size, colour, diamond, drawing, legend, marker, span
from labelwise.report.story import Round, Story
from labelwise.report.svg import Scale, element, text
from labelwise.report.words import bound, count, figure, interval, is_share, number
from labelwise.types import Estimate, Savings

Array = NDArray[Any]

WIDE, NARROW = Size(920, 400, right=24, bottom=48), Size(360, 300, right=14, bottom=46)
DOTS, PITCH, RADIUS = 20, 14.0, 4.6
"""Dots in a row of the hundred, and their distance and radius."""

RACE = Size(280, 96)


def hundred(estimate: Estimate, name: str) -> str:
    """Of a hundred new items: those surely right, those that may be, the rest; of shares alone.

    Examples
    --------
    >>> hundred(Estimate("accuracy", 0.9, 0.85, 0.94), "h").count('class="dot sure"')
    85
    """
    if estimate.value is None or not is_share(estimate.metric):
        return ""
    sure = math.floor(100 * (estimate.value if estimate.low is None else estimate.low) + 1e-9)
    maybe = math.ceil(100 * (estimate.value if estimate.high is None else estimate.high) - 1e-9)
    dots = []
    for i in range(100):
        kind = "sure" if i < sure else "maybe" if i < maybe else "miss"
        x, y = PITCH * (i % DOTS + 0.5), PITCH * (i // DOTS + 0.5)
        dots.append(element("circle", cx=x, cy=y, r=RADIUS, class_=f"dot {kind}"))
    said = f"Of 100 dots, {sure} are full, {maybe - sure} are half tone and {100 - maybe} are empty rings."
    return drawing(Size(PITCH * DOTS, PITCH * 5), name, "Of a hundred new items", said, *dots)


def race(savings: Savings, name: str) -> str:
    """Two bars: labels of this campaign, and of random questions with the part that is only likely.

    Nothing where no saving is claimed, or its two sides were not recorded.
    """
    used, random = savings.used, savings.random
    if used is None or random is None:
        return ""
    measured = savings.kind == "measured"
    likely = 0.0 if measured else used + (savings.labels or 0.0)
    far = max(used, random, likely)
    scale = Scale(0.0, 1.08 * far or 1.0, 0.0, RACE.width)
    most, least = number(math.ceil(used - 1e-9)), number(math.floor(random + 1e-9))
    sides = [
        ("This campaign", used, f"at most {most} labels" if measured else f"{most} labels"),
        ("Random questions", random, f"{least} labels" if measured else f"at least {least} labels"),
    ]
    parts, words = [], []
    for k, (who, value, labels) in enumerate(sides):
        top = 50.0 * k
        parts += [
            element("text", text(who), x=0, y=top + 12, class_="axis"),
            element("text", text(labels), x=RACE.width, y=top + 12, text_anchor="end", class_="value"),
            element("rect", x=0, y=top + 19, width=scale(value), height=20, rx=3, class_=f"lane lane-{k}"),
        ]
        words.append(f"{who}: {labels}")
    if likely > random:
        left = scale(random)
        parts.append(
            element("rect", x=left, y=69, width=scale(likely) - left, height=20, rx=3, class_="lane likely")
        )
        words[1] += f", probably {number(round(likely))}"
    if not measured:
        parts.append(element("path", d=f"M{scale(far) + 7:.1f} 74l6 5l-6 5", class_="onwards"))
    return drawing(RACE, name, "Labels to the same quality", f"{'. '.join(words)}.", *parts)


def budget(cost: float, left: float, name: str) -> str:
    """One bar: what is spent, and what the budget still allows; nothing for an empty budget."""
    whole = cost + max(left, 0.0)
    if not whole > 0:
        return ""
    size = Size(440, 46)
    edge = size.width * min(1.0, cost / whole)
    share = f"{100 * min(1.0, cost / whole):.0f}% of the budget is spent"
    parts = [
        element("text", text(share), x=0, y=12, class_="axis"),
        element("rect", x=0, y=20, width=size.width, height=20, rx=3, class_="lane likely"),
        element("rect", x=0, y=20, width=edge, height=20, rx=3, class_="lane lane-0"),
    ]
    return drawing(size, name, "The budget", f"{share}.", *parts)


def spark(story: Story, name: str) -> str:
    """The curve in small, with what is expected next dashed; nothing before two rounds are known."""
    known = [r for r in story.rounds if r.quality.value is not None]
    if len(known) < 2:
        return ""
    size = Size(PITCH * DOTS, PITCH * 5, left=0, right=8, top=8, bottom=8)
    x, y = _columns(known)[:2]
    ahead = _ahead(story)
    far = _end(story, ahead)
    xs, ys = (np.append(x, far[0]), np.append(y, far[1])) if ahead else (x, y)
    low, high = span(ys)
    canvas = Canvas(
        size, Scale(float(xs[0]), float(xs[-1]) or 1.0, 6, size.width - 8), Scale(low, high, 62, 8)
    )
    if high <= low or xs[-1] <= xs[0]:
        return ""
    parts = [canvas.line(x, y), canvas.mark(x[-1], y[-1], "now", r=4.5)]
    if ahead:
        parts.insert(0, canvas.line(xs[-2:], ys[-2:], class_="expected", stroke_dasharray=None))
        parts.append(canvas.mark(xs[-1], ys[-1], "expected", 1, 4.0))
    metric = known[-1].quality.metric
    said = f"{metric} from {figure(metric, y[0])} to {figure(metric, y[-1])}"
    return drawing(size, name, "The way here", f"{said} over {len(known)} rounds.", *parts)


def curve(story: Story, name: str) -> str:
    """Quality by labels, once for wide pages and once for narrow ones; nothing before the first figure.

    The band is the interval at each look; certificates are diamonds; what is expected next is dashed.
    """
    known = [r for r in story.rounds if r.quality.value is not None]
    if not known:
        return ""
    wide = element("div", _curve(story, WIDE, f"{name}-wide"), class_="wide")
    narrow = element("div", _curve(story, NARROW, f"{name}-narrow"), class_="narrow")
    return _key(story) + wide + narrow


def _curve(story: Story, size: Size, name: str) -> str:
    known = [r for r in story.rounds if r.quality.value is not None]
    metric = known[-1].quality.metric
    x, y, low, high = _columns(story.rounds)
    ahead = _ahead(story)
    far = _end(story, ahead)
    beside = size is WIDE and ahead is None
    size = replace(size, right=104.0) if beside else size
    everything = np.concatenate([y, low, high, far[1:], [v for v in (story.target,) if v is not None]])
    canvas = Canvas.over(size, np.append(x, far[0]), everything, share=is_share(metric))
    parts = [canvas.frame("labels", metric), canvas.band(x, low, high)]
    if story.target is not None:
        parts.append(_target(canvas, metric, story.target))
    if ahead is not None:
        parts.append(_expected(canvas, known[-1], ahead, far))
    parts.append(canvas.line(x, y))
    small = len(known) > 40
    parts += [canvas.mark(r.labels, r.quality.value or 0.0, _look(r), r=1.8 if small else 3.0) for r in known]
    sure = [r for r in story.rounds if _certified(r)]
    parts += [_certificate(canvas, r, r.certificate, r is sure[-1]) for r in sure]
    parts.append(_now(canvas, known[-1], beside))
    return drawing(size, name, f"{metric} by labels", describe(story), *parts)


def describe(story: Story) -> str:
    """The curve in words."""
    known = [r for r in story.rounds if r.quality.value is not None]
    told = [_look(r) for r in ([known[0], known[-1]] if len(known) > 1 else known)]
    marks = [r for r in story.rounds if _certified(r)]
    told += [f"certified {bound(r.certificate, -1)} at {r.labels:,}" for r in marks if r.certificate]
    if story.projection is not None and story.projection.value is not None:
        value = figure(story.projection.metric, story.projection.value)
        told.append(f"expected {value} after {story.ahead:,} labels more")
    return "; ".join(told) + "."


def _columns(rounds: Sequence[Round]) -> tuple[Array, Array, Array, Array]:
    """Labels, value, low and high of every round; NaN where one is refused."""
    rows = [(r.labels, r.quality.value, r.quality.low, r.quality.high) for r in rounds]
    table = np.array([[np.nan if v is None else float(v) for v in row] for row in rows]).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def _ahead(story: Story) -> Estimate | None:
    """What is expected next, unless it is refused."""
    return story.projection if story.projection and story.projection.value is not None else None


def _end(story: Story, ahead: Estimate | None) -> Array:
    """Labels, value, low and high of what is expected; NaN where it is not."""
    if ahead is None:
        return np.full(4, np.nan)
    rounds = [replace(story.rounds[-1], labels=story.rounds[-1].labels + story.ahead, quality=ahead)]
    return np.concatenate(_columns(rounds))


def _look(r: Round) -> str:
    e = r.quality
    return f"{e.metric} {figure(e.metric, e.value)} ({interval(e)}) at {count(r.labels, 'label')}"


def _certified(r: Round) -> bool:
    return r.certificate is not None and r.certificate.low is not None


def _certificate(canvas: Canvas, r: Round, bound_: Estimate | None, last: bool) -> str:
    if bound_ is None or bound_.low is None:
        return ""
    said = f"certified: at least {bound(bound_, -1)} at {count(r.labels, 'label')}"
    x, y = canvas.x(r.labels), canvas.y(bound_.low)
    mark = element("path", element("title", text(said)), d=diamond(x, y, 6.0), class_="certificate")
    room = canvas.x.end - x > 60
    place = {"x": x + 12, "y": y + 4.5} if room else {"x": x - 12, "y": y + 4.5, "text_anchor": "end"}
    return mark + (
        element("text", text(f"≥ {bound(bound_, -1, 0)}"), class_="certified", **place) if last else ""
    )


def _target(canvas: Canvas, metric: str, target: float) -> str:
    at = canvas.y(target)
    label = text(f"wished for: {figure(metric, target, 0)}")
    line = element("line", x1=canvas.x.start, x2=canvas.x.end, y1=at, y2=at, class_="target")
    return line + element("text", label, x=canvas.x.start + 8, y=at - 6, class_="target-name")


def _expected(canvas: Canvas, last: Round, ahead: Estimate, far: Array) -> str:
    start = last.quality.value
    line = canvas.line(
        np.array([last.labels, far[0]]),
        np.array([start, far[1]], float),
        class_="expected",
        stroke_dasharray=None,
    )
    reach = canvas.whisker(far[0], far[2], far[3]) if np.isfinite(far[2:]).all() else ""
    said = f"expected: {figure(ahead.metric, ahead.value)} ({interval(ahead)})"
    return line + reach + canvas.mark(far[0], far[1], said, 1, 4.0)


def _now(canvas: Canvas, last: Round, beside: bool) -> str:
    """The newest figure, large, beside the end of the line or above it."""
    value = figure(last.quality.metric, last.quality.value)
    x, y = canvas.x(last.labels), canvas.y(last.quality.value or 0.0)
    place = {"x": x + 14, "y": y + 7} if beside else {"x": x, "y": y - 14, "text_anchor": "middle"}
    return marker(x, y, 0, 6.0) + element("text", text(value), class_="now", **place)


def _key(story: Story) -> str:
    line = element("path", d="M1 7H25", class_="line", style=f"stroke:{colour(0)}") + marker(13, 7, 0, 3)
    entries = [(line, "measured on random items")]
    if any(r.quality.low is not None for r in story.rounds):
        level = story.rounds[-1].quality.level
        band = element("rect", x=1, y=1, width=24, height=12, class_="band", style=f"fill:{colour(0)}")
        entries.append((band, f"{100 * level:.3g}% interval at that look"))
    if any(_certified(r) for r in story.rounds):
        entries.append((element("path", d=diamond(13, 7, 6), class_="certificate"), "certified at least"))
    if story.projection is not None and story.projection.value is not None:
        dashed = element("path", d="M1 7H25", class_="expected", style=f"stroke:{colour(0)}")
        entries.append((dashed, f"expected after {story.ahead:,} labels more"))
    return legend(entries)
