"""The three questions that everybody asks of a campaign, each answered in a card of short sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelwise.report import figures
from labelwise.report.story import Story
from labelwise.report.svg import element, text
from labelwise.report.words import (
    REFUSED,
    bound,
    count,
    figure,
    interval,
    is_share,
    level,
    number,
    sentence,
    sentences,
    spent,
)
from labelwise.types import Advice, Estimate, Savings

KINDS = {
    "measured": "Measured: the random part of this campaign is itself a small campaign of random questions.",
    "projected": "Projected from the random part of this campaign, in favour of random questions.",
    "replay": "It is an estimate by simulation, not a measurement.",
}
"""What each kind of savings rests on."""

NEARLY = "Nearly: "
"""How advice begins where one of its two signs says stop."""


@dataclass(frozen=True)
class Card:
    """One answer.

    Parameters
    ----------
    name : str
        Prefix of ids and classes.
    question, answer : str
        As people ask, and in two or three words.
    unit : str
        What stands small behind the answer.
    tone : str
        ``good``, ``go``, ``plain`` or ``unknown``: the colour of the answer.
    sentences : sequence of str
        What it means.
    picture : str
        Markup; empty where there is nothing to show.

    Examples
    --------
    >>> Card("quality", "How good?", "93%", "right").html().count("<section")
    1
    """

    name: str
    question: str
    answer: str
    unit: str = ""
    tone: str = "plain"
    sentences: Sequence[str] = ()
    picture: str = ""

    def html(self) -> str:
        """The card as markup."""
        unit = [" ", element("span", text(self.unit), class_="unit")] if self.unit else []
        shown = [element("div", self.picture, class_="card-picture")] if self.picture else []
        return element(
            "section",
            element("h2", text(self.question), id=f"{self.name}-question"),
            element("p", element("strong", text(self.answer)), *unit, class_=f"answer {self.tone}"),
            *shown,
            *(element("p", text(sentence(said))) for said in self.sentences if said),
            class_=f"card card-{self.name}", aria_labelledby=f"{self.name}-question",
        )  # fmt: skip


def quality(story: Story) -> Card:
    """How good?"""
    e, question = story.status.quality, "How good is it?"
    if e.value is None:
        return Card("quality", question, REFUSED, tone="unknown", sentences=[e.reason, *_certified(story)])
    told = [_meaning(e), f"Checked on {count(e.n, 'random item')} that the model had not learned from"]
    unit = "of new items right" if e.metric == "accuracy" else e.metric
    picture = figures.hundred(e, "hundred") if e.metric == "accuracy" else ""
    answer = figure(e.metric, e.value, 0)
    return Card("quality", question, answer, unit, "good", [*told, *_certified(story), e.reason], picture)


def _meaning(e: Estimate) -> str:
    sure = f"with {level(e.level)} confidence"
    if e.metric == "accuracy":
        about = f"Of 100 new items like these, about {100 * (e.value or 0.0):.0f} are labelled right"
        low, high = bound(e, -1, 0).removesuffix("%"), bound(e, 1, 0).removesuffix("%")
        return f"{about}; {sure}, between {low} and {high}" if low and high else about
    digits = 0 if is_share(e.metric) else 1
    bounds = f"; {sure}, {interval(e, digits)}" if e.low is not None or e.high is not None else ""
    return f"The {e.metric} on new items is about {figure(e.metric, e.value, digits)}{bounds}"


def _certified(story: Story) -> list[str]:
    """The certificate, and how it stands to what was wished for."""
    c, told = story.certificate, []
    if c is not None and c.low is not None:
        told.append(
            f"Certified: at least {bound(c, -1)}, with {level(c.level)} confidence however often one looks"
        )
    if story.target is None:
        return told
    e, wished = story.status.quality, figure(story.status.quality.metric, story.target, 0)
    if c is not None and c.low is not None and c.low >= story.target:
        return [*told, f"It reaches the {wished} wished for"]
    if e.high is not None and e.high < story.target:
        return [*told, f"It does not reach the {wished} wished for yet"]
    return [*told, f"Whether it reaches the {wished} wished for cannot be said yet"]


def savings(story: Story) -> Card:
    """What did it save?"""
    s, question = story.status.savings, "What did it save?"
    if s.labels is None:
        return Card(
            "savings",
            question,
            REFUSED,
            tone="unknown",
            sentences=[s.reason.removeprefix("Cannot tell yet: ")],
        )
    low = s.labels if s.low is None else s.low
    if low <= 0:
        return Card("savings", question, "Nothing proven", tone="plain", sentences=[s.reason])
    basis = f"The bound holds with {level(s.level)} confidence. {KINDS.get(s.kind or '', '')}"
    told = [_race(s), s.reason, basis]
    return Card(
        "savings", question, number(int(low)), "labels, at least", "good", told, figures.race(s, "race")
    )


def _race(s: Savings) -> str:
    """The two sides in words; empty where they are said already, or were not recorded."""
    if s.used is None or s.random is None or s.kind == "measured":
        return ""
    said = f"For the same quality, random questions would have taken at least {number(int(s.random))} labels"
    likely = s.used + (s.labels or 0.0)
    probably = f", probably {number(round(likely))}" if likely > s.random else ""
    return f"{said}{probably}; this campaign took {number(round(s.used))}"


def advice(story: Story) -> Card:
    """Stop or go on?"""
    a = story.status.advice
    answer, tone = {True: ("Stop", "good"), False: ("Go on", "go"), None: (REFUSED, "unknown")}[a.stop]
    answer = "Nearly" if a.sentence.startswith(NEARLY) else answer
    told = [*opening(a), *_next(story)]
    return Card("advice", "Stop or go on?", answer, "", tone, told, figures.spark(story, "spark"))


def opening(a: Advice) -> list[str]:
    """What the card says of the advice: its verdict and the sentence after it; the rest stands below."""
    verdict, *rest = sentences(a.sentence) or [""]
    for answer in ("Go on: ", "No advice yet: ", NEARLY):
        verdict = verdict.removeprefix(answer)
    return [verdict, *rest[:1]]


def _next(story: Story) -> list[str]:
    """What the next labels are expected to bring, and to cost."""
    ahead = story.projection
    if ahead is None or ahead.value is None:
        return []
    digits = 0 if is_share(ahead.metric) else 1
    where = f"about {figure(ahead.metric, ahead.value, digits)}"
    if ahead.low is not None and ahead.high is not None:
        where = f"{interval(ahead, digits)}, with {level(ahead.level)} confidence"
    said = f"After {story.ahead:,} more labels it will be {where}"
    each = label_price(story)
    if each is not None and story.unit not in ("answers", "labels"):
        said += f"; they cost about {spent(float(f'{each * story.ahead:.3g}'), story.unit)}"
    return [said]


def label_price(story: Story) -> float | None:
    """What a label cost over the last 100 labels; None where it is not known."""
    known = [(r.labels, float(r.cost)) for r in story.rounds if r.cost is not None]
    if len(known) < 2:
        return None
    last = known[-1]
    before = [row for row in known if row[0] <= last[0] - 100] or known[:1]
    labels = last[0] - before[-1][0]
    return (last[1] - before[-1][1]) / labels if labels > 0 else None
