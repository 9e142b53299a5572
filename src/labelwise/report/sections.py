"""The parts of the report below the three answers, each a sentence and a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelwise.report import figures, pictures
from labelwise.report.cards import label_price
from labelwise.report.compared import side_by_side
from labelwise.report.html import Table
from labelwise.report.story import Person, Story
from labelwise.report.svg import element, text
from labelwise.report.words import count, figure, interval, level, sentence, sentences, spent
from labelwise.types import Estimate, Finding, Picture

REFUSED = "not said"
MANY = 5
"""Classes whose bars are higher than a table of annotators."""


def section(name: str, title: str, *parts: str, kind: str = "part") -> str:
    """A part of the page under a heading of its own."""
    return element("section", element("h2", text(title), id=name), *parts, class_=kind, aria_labelledby=name)


def said(*sentences: str) -> str:
    """A paragraph of sentences; nothing where there are none."""
    joined = " ".join(sentence(s) for s in sentences if s)
    return element("p", text(joined)) if joined else ""


def drawn(markup: str, caption: str = "") -> str:
    """A figure with a caption; nothing where there is no drawing."""
    if not markup:
        return ""
    below = [element("figcaption", text(caption))] if caption else []
    return element("figure", markup, *below)


def warnings(story: Story) -> str:
    """What somebody should do something about, with the way to where it is explained."""
    rows = [
        element(
            "li", element("a", text(_headline(f)), href=f"#finding-{i}"), ": ", text(sentence(f.sentence))
        )
        for i, f in enumerate(story.findings)
        if f.warn
    ]
    rows = [*(element("li", text(sentence(w))) for w in story.status.warnings), *rows]
    if not rows:
        return ""
    title = element("h2", text(f"{count(len(rows), 'thing')} to mind"), id="warnings")
    return element("aside", title, element("ul", *rows), class_="warnings", aria_labelledby="warnings")


def way(story: Story) -> str:
    """How quality grew with the labels."""
    markup = figures.curve(story, "curve")
    if not markup:
        nothing = "No round has a figure yet: the first one comes with the first answers on random items"
        return section("way", "The way here", said(nothing))
    refused = [r for r in story.rounds if r.quality.value is None]
    more = f" {count(len(refused), 'round')} had too few random answers for a figure." if refused else ""
    note = (
        "Every point is one model, judged on random items it had not learned from. "
        "The band says how far chance may be off at that look; a certificate holds for all looks together."
    )
    metric = story.status.quality.metric
    known = (f"The {metric} is about", "Certified:")  # they stand in the first card
    rest = [s for s in sentences(story.status.advice.sentence)[2:] if not s.startswith(known)]
    return section("way", "The way here", drawn(markup, note + more), said(*rest))


def sides(story: Story) -> list[str]:
    """Cost, classes and people in the order in which two columns are about as high as each other."""
    parts = [_cost(story), _classes(story), _people(story)]
    if len(story.status.classes) > MANY:
        parts[1:] = parts[:0:-1]
    return [part for part in parts if part]


def _cost(story: Story) -> str:
    s, known = story.status, [r for r in story.rounds if r.cost is not None]
    each = label_price(story)
    told = [f"{spent(s.cost, story.unit)} for {count(s.labels, 'label')}"]
    if s.left is not None:
        told.append(f"The budget still allows {spent(s.left, story.unit)}")
    if each is not None:
        told.append(f"Lately a label cost {spent(round(each, 2), story.unit)}")
    bar = figures.budget(float(str(s.cost)), float(str(s.left)), "budget") if s.left is not None else ""
    if len(known) < 2 or story.unit in ("answers", "labels"):
        return section("cost", "What it cost", said(*told), drawn(bar))
    x, paid = np.array([r.labels for r in known]), np.array([float(r.cost or 0) for r in known])
    picture = Picture("lines", x, {"spent": paid}, x_label="labels", y_label=f"{story.unit} spent")
    line = pictures.draw(picture, "cost-picture", "Cost by labels")
    return section("cost", "What it cost", said(*told), drawn(bar), drawn(line))


def _classes(story: Story) -> str:
    counts = story.status.classes
    if not counts:
        return ""
    names = list(counts)
    few = min(names, key=lambda n: counts[n])
    told = [f"{few} has the fewest labels: {counts[few]:,}"] if len(names) > 1 else []
    total = max(1, sum(counts.values()))
    series = {"all labels": np.array([counts[n] / total for n in names])}
    caption = ""
    if sum(story.reserve.values()):
        among = sum(story.reserve.values())
        series["random labels"] = np.array([story.reserve.get(n, 0) / among for n in names])
        caption = (
            f"{among:,} of {total:,} labels are random and show how common a class is; "
            "the others follow what the strategy asks."
        )
    picture = Picture("bars", np.array(names), series, y_label="share of labels")
    markup = pictures.draw(picture, "classes-picture", "Share of labels by class")
    return section("classes", "The classes", said(*told), drawn(markup, caption))


def _people(story: Story) -> str:
    people = story.annotators
    if not people:
        return ""
    told = [f"{count(sum(p.answers for p in people), 'answer')} by {count(len(people), 'annotator')}"]
    told += [*_agreement(story), _again(people)]
    known = [p for p in people if p.agreement is not None and p.agreement.value is not None]
    markup = ""
    if len(known) > 2:  # of two both bars are the same
        markup = pictures.draw(_agreements(known), "people-picture", "Agreement by annotator")
    header = ["who", "answers", "seconds each", *(["agreement"] if known else [])]
    table = Table(header, [_row(p)[: len(header)] for p in people]).html()
    both = element("div", drawn(markup), table, class_="people")
    return section("people", "Who answered", said(*told), both)


def _row(p: Person) -> list[str]:
    e, agreed = p.agreement, "–"
    if e is not None and e.value is not None:
        agreed = f"{figure(e.metric, e.value, 0)} ({interval(e, 0)})"
    return [p.name, f"{p.answers:,}", "–" if p.each is None else f"{p.each:.1f}", agreed]


def _agreement(story: Story) -> list[str]:
    e, beyond = story.agreement, story.beyond
    if e is None or e.value is None:
        return [] if e is None else [e.reason]
    told = [
        f"Where several answered the same item, two of them agree in {figure(e.metric, e.value, 0)} of cases "
        f"({interval(e, 0)}, with {level(e.level)} confidence, on {count(e.n, 'item')})"
    ]
    if beyond is None or beyond.value is None or beyond.low is None or beyond.high is None:
        return told if beyond is None else [*told, beyond.reason]
    about = f"{beyond.value:.2f} ({beyond.low:.2f} to {beyond.high:.2f})"
    return [*told, f"On a scale where 0 is what chance alone gives and 1 is full agreement, that is {about}"]


def _again(people: Sequence[Person]) -> str:
    """What people said twice about the same."""
    again, changed = sum(p.again for p in people), sum(p.changed for p in people)
    if not again:
        return ""
    were = "answer was" if again == 1 else "answers were"
    return f"{again:,} {were} given again by the same annotator, {changed:,} of them with another content"


def _agreements(people: Sequence[Person]) -> Picture:
    found = [p.agreement for p in people if p.agreement is not None]
    sides = {
        side: np.array([np.nan if getattr(e, side) is None else getattr(e, side) for e in found])
        for side in ("value", "low", "high")
    }
    names = np.array([p.name for p in people])
    one = "agreement"
    return Picture(
        "bars",
        names,
        {one: sides["value"]},
        {one: sides["low"]},
        {one: sides["high"]},
        y_label="agreement with the others",
    )


def findings(story: Story) -> str:
    """Every diagnosis with its picture."""
    if not story.findings:
        return ""
    found = [_finding(f, i) for i, f in enumerate(story.findings)]
    return section("findings", "What was noticed", element("div", *found, class_="halves"))


def _headline(f: Finding) -> str:
    return sentence(f.name).removesuffix(".")


def _finding(f: Finding, i: int) -> str:
    markup = pictures.draw(f.picture, f"finding-{i}-picture", f.name) if f.picture is not None else ""
    mark = [element("span", "mind this", class_="badge"), " "] if f.warn else []
    title = element("h3", *mark, text(_headline(f)))
    return element(
        "article",
        title,
        said(f.sentence),
        drawn(markup),
        id=f"finding-{i}",
        class_="finding warn" if f.warn else "finding",
    )


def metrics(story: Story) -> str:
    """The table of figures; refused ones say why."""
    rows = [story.status.quality, *(m for m in story.metrics if m != story.status.quality)]
    usual = story.status.quality.level
    head = element("tr", *(element("th", h, scope="col") for h in ("figure", "value", "interval", "items")))
    body = [line for e in rows for line in _figure(e, usual)]
    table = element("table", element("thead", head), element("tbody", *body))
    note = said(f"Intervals hold with {level(usual)} confidence, unless another one stands beside them")
    return section("metrics", "All figures", note, element("div", table, class_="table"), side_by_side(rows))


def _figure(e: Estimate, usual: float) -> list[str]:
    """The lines of one figure in the table."""
    name = element("th", text(e.metric), scope="row")
    if e.value is None:
        why = element("td", text(sentence(e.reason or REFUSED)), colspan=3, class_="why")
        return [element("tr", name, why, class_="refused")]
    aside = f" (at {level(e.level)})" if e.level != usual else ""
    cells = [figure(e.metric, e.value), interval(e).replace(" ", "\N{NO-BREAK SPACE}") + aside, f"{e.n:,}"]
    lines = [element("tr", name, *(element("td", text(c)) for c in cells))]
    if e.reason:
        why = element("td", text(sentence(e.reason)), colspan=4, class_="why")
        lines.append(element("tr", why, class_="note"))
    return lines


def again(story: Story) -> str:
    """How to get the same page again, and what has to be the same for it."""
    parts = []
    if story.command:
        parts += [
            said("This command makes this page again, number for number"),
            element("pre", element("code", text(story.command))),
        ]
    rows = story.versions.rows()
    if rows:
        pairs = [element("dt", text(name)) + element("dd", text(value)) for name, value in rows]
        parts.append(element("dl", *(element("div", p) for p in pairs)))
    return section("again", "The same numbers again", *parts) if parts else ""
