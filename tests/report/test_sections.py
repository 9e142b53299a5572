"""Parts of the page: each says what it has, and is left out when it has nothing."""

from __future__ import annotations

from dataclasses import replace

from labelwise.report import sections
from labelwise.report.story import Story
from labelwise.types import Estimate, Finding

from .reading import read
from .stories import WHEN, realistic, refused


def texts(markup: str) -> str:
    return " ".join(part for parts in read(markup).texts.values() for part in parts)


def test_warnings_lead_to_their_findings():
    story = realistic()
    markup = sections.warnings(story)
    at = next(i for i, f in enumerate(story.findings) if f.warn)
    assert 'href="#finding-1"' in markup and at == 1 and "1 thing to mind" in markup
    assert 'id="finding-1"' in sections.findings(story)
    assert sections.warnings(replace(story, findings=[])) == ""


def test_warnings_of_the_status_stand_first():
    story = realistic()
    status = replace(story.status, warnings=("The sealed reserve is used up",))
    markup = sections.warnings(replace(story, status=status))
    assert "2 things to mind" in markup and "<li>The sealed reserve is used up.</li>" in markup
    assert "1 thing" in sections.warnings(replace(story, status=status, findings=[]))


def test_the_way_counts_what_was_refused():
    assert "4 rounds had too few random answers" in sections.way(realistic())
    assert "Certified:" not in sections.way(realistic())  # it stands in the first card
    assert "At this rate one more point of accuracy costs about 437 EUR." in sections.way(realistic())
    assert "No round has a figure yet" in sections.way(refused()) and "<svg" not in sections.way(refused())


def test_cost_classes_and_people():
    cost, classes, people = (texts(part) for part in sections.sides(realistic()))
    assert "627.90 EUR for 500 labels." in cost and "Lately a label cost" in cost
    assert "Spam has the fewest labels: 232." in classes and "100 of 500 labels are random" in classes
    assert "535 answers by 4 annotators." in people and "5.4" in people and "shares 3" not in people


def test_many_classes_stand_in_a_column_of_their_own():
    many = replace(realistic().status, classes={f"class {k}": 10 for k in range(9)})
    names = [read(part).texts["h2"] for part in sections.sides(replace(realistic(), status=many))]
    assert names == [["What it cost"], ["Who answered"], ["The classes"]]


def test_parts_without_data_are_left_out():
    bare = Story("T", replace(realistic().status, classes={}), WHEN)
    assert len(sections.sides(bare)) == 1
    assert sections.findings(bare) == sections.again(bare) == ""
    assert "<svg" not in "".join(sections.sides(refused()))
    assert "% of the budget" not in "".join(sections.sides(refused()))


def test_classes_without_random_labels_have_one_bar_each():
    markup = next(p for p in sections.sides(replace(realistic(), reserve={})) if 'id="classes"' in p)
    assert "random" not in texts(markup) and markup.count('class="bar') == 2


def test_refused_metrics_say_why():
    markup = sections.metrics(refused())
    assert "No item of this class." in markup and "Not said." in markup
    assert markup.count('class="refused"') == 3


def test_metrics_stand_in_columns_with_their_notes():
    found = read(sections.metrics(realistic()))
    cells = [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in found.texts["td"]]
    assert cells[:3] == ["88.8%", "81.1 to 93.6%", "100"]
    assert "0.171 to 0.334 (at 90%)" in cells
    assert "Holds in about 90% of cases." in cells
    assert found.texts["th"][4:6] == ["accuracy", "f1 of spam"]


def test_the_quality_is_listed_once():
    story = realistic()
    again = replace(story, metrics=[story.status.quality, *story.metrics])
    assert sections.metrics(again) == sections.metrics(story)


def test_findings_show_their_pictures():
    markup = sections.findings(realistic())
    assert markup.count("<article") == 6 and markup.count("<figure") == 5
    assert markup.count("mind this") == 1
    plain = sections.findings(replace(realistic(), findings=[Finding("a", "b")]))
    assert "<figure" not in plain and "B." in plain


def test_agreement_is_said_with_its_interval_and_beyond_chance():
    markup = sections.sides(realistic())[-1]
    people = texts(markup)
    assert "two of them agree in 92% of cases (83 to 97%, with 95% confidence, on 64 items)." in people
    assert "0 is what chance alone gives and 1 is full agreement, that is 0.84 (0.65 to 0.93)." in people
    assert "12 answers were given again by the same annotator, 9 of them with another content." in people
    assert "95% (87 to 98%)" in people and markup.count("<svg") == 1
    two = replace(realistic(), annotators=realistic().annotators[:2])
    assert "<svg" not in sections.sides(two)[-1]  # both bars would be the same


def test_agreement_that_no_chance_explains_says_so():
    one_class = Estimate("alpha", n=64, reason="all answers are the same")
    people = texts(sections.sides(replace(realistic(), beyond=one_class))[-1])
    assert "two of them agree" in people and "All answers are the same." in people and "scale" not in people


def test_nobody_agrees_is_a_figure_too():
    never = replace(realistic().annotators[0], agreement=Estimate("agreement", 0.0, 0.0, 0.12, n=30))
    assert "0% (0 to 12%)" in texts(sections.sides(replace(realistic(), annotators=[never]))[-1])


def test_agreement_that_is_refused_gives_its_reason():
    story = replace(realistic(), agreement=Estimate(reason="nobody shares an item"))
    assert "Nobody shares an item." in "".join(sections.sides(story))


def test_how_to_get_it_again():
    found = read(sections.again(realistic()))
    assert found.texts["code"] == ["labelwise report --project inbox.labelwise.db -o report.html"]
    assert dict(zip(found.texts["dt"], found.texts["dd"], strict=True))["model"] == "m25"
