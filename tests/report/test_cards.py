"""The three answers: in words, with numbers, and never more than was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labelwise.report import cards
from labelwise.report.story import Round, Story
from labelwise.types import Advice, Estimate, Savings

from .reading import read
from .stories import BAD, WHEN, hostile, realistic, refused


def saying(**status: object) -> Story:
    story = realistic()
    return replace(story, status=replace(story.status, **status))


def test_how_good_in_numbers_of_a_hundred():
    card = cards.quality(realistic())
    assert card.answer == "89%" and card.unit == "of new items right"
    assert card.sentences[0] == (
        "Of 100 new items like these, about 89 are labelled right; with 95% confidence, between 81 and 94"
    )
    assert "100 random items" in card.sentences[1] and "Certified: at least 79.0%" in card.sentences[2]


def test_how_good_for_other_metrics():
    card = cards.quality(saying(quality=Estimate("rmse", 2.3, 2.04, 2.61, n=120)))
    assert (card.answer, card.unit, card.picture) == ("2.3", "rmse", "")
    assert card.sentences[0] == "The rmse on new items is about 2.3; with 95% confidence, 2.04 to 2.61"
    card = cards.quality(saying(quality=Estimate("macro-f1", 0.8)))
    assert card.sentences[0] == "The macro-f1 on new items is about 80%"


@pytest.mark.parametrize(
    ("certified", "high", "said"),
    [
        (0.91, 0.99, "It reaches"),
        (0.8, 0.89, "does not reach"),
        (0.8, 0.95, "cannot be said yet"),
        (None, None, "cannot"),
    ],
)
def test_what_was_wished_for_counts_as_reached_with_a_certificate_alone(certified, high, said):
    story = replace(realistic(), certificate=Estimate("accuracy", 0.93, certified), target=0.9)
    story = replace(story, status=replace(story.status, quality=Estimate("accuracy", 0.93, 0.5, high, n=50)))
    assert said in cards.quality(story).sentences[-2]


def test_what_it_saved():
    card = cards.savings(realistic())
    assert (card.answer, card.unit) == ("190", "labels, at least")
    assert card.sentences[0] == (
        "For the same quality, random questions would have taken at least 590 labels, probably 750; "
        "this campaign took 400"
    )
    assert "1.9 random ones" in card.sentences[1]
    assert "90% confidence" in card.sentences[2] and "simulation" in card.sentences[2]


def test_measured_savings_hold_at_a_quality_that_random_labels_reached():
    saved = Savings(70.0, 60.9, None, "measured", 0.9, "Reached with 99.1.", used=99.1, random=160.0)
    card = cards.savings(saying(savings=saved))
    assert card.answer == "60" and card.sentences[:2] == ["", "Reached with 99.1."]
    assert "at most 100 labels" in card.picture and "at least" not in card.picture
    assert "Measured:" in card.sentences[2]


def test_savings_of_older_projects_have_no_sides_and_no_race():
    card = cards.savings(saying(savings=Savings(70.0, 60.9, None, "projected", 0.9, "At least 160.")))
    assert (card.answer, card.picture, card.sentences[:2]) == ("60", "", ["", "At least 160."])


def test_bounds_of_savings_are_rounded_down_and_zero_is_nothing():
    assert cards.savings(saying(savings=Savings(99.9, 60.9, None, "replay", 0.9, ""))).answer == "60"
    assert (
        cards.savings(saying(savings=Savings(9.0, 0.0, None, "replay", 0.9, "flat"))).answer
        == "Nothing proven"
    )
    assert cards.savings(saying(savings=Savings(9.0, -5.0, None, "replay"))).answer == "Nothing proven"


@pytest.mark.parametrize(("stop", "answer"), [(True, "Stop"), (False, "Go on"), (None, "Cannot say yet")])
def test_stop_or_go_on(stop, answer):
    card = cards.advice(saying(advice=Advice(stop, "because")))
    assert (card.answer, card.sentences[0]) == (answer, "because")
    told = card.sentences[1]
    assert "After 100 more labels it will be 88 to 94%, with 90% confidence" in told and "EUR" in told


def test_one_sign_of_two_is_nearly():
    card = cards.advice(saying(advice=Advice(False, "Nearly: one of two signs says so.")))
    assert (card.answer, card.sentences[0]) == ("Nearly", "one of two signs says so.")


def test_a_projection_without_bounds_is_said_as_it_is():
    ahead = replace(realistic(), projection=Estimate("rmse", 0.4321))
    assert "After 100 more labels it will be about 0.432" in cards.advice(ahead).sentences[-1]


def test_the_card_holds_two_sentences_of_the_advice():
    said = cards.opening(
        Advice(False, "Go on: 100 more may bring 1.5 points. Gain: 2. At this rate 3. More.")
    )
    assert said == ["100 more may bring 1.5 points.", "Gain: 2."]
    assert cards.opening(Advice(None, "")) == [""]


def test_refused_figures_give_their_reason():
    for card in (f(refused()) for f in (cards.quality, cards.savings, cards.advice)):
        assert card.answer == "Cannot say yet" and card.picture == ""
        assert card.sentences[0]


def test_price_of_a_label():
    def priced(costs: list[tuple[int, float | None]]) -> Story:
        return Story("T", realistic().status, WHEN, rounds=[Round(n, Estimate(), c) for n, c in costs])

    assert cards.label_price(priced([(0, 0.0), (100, 50.0), (200, 250.0)])) == 2.0
    assert cards.label_price(priced([(10, 5.0), (30, 15.0)])) == 0.5
    assert cards.label_price(priced([(10, 5.0), (20, None)])) is None
    assert cards.label_price(priced([(10, 5.0), (10, 6.0)])) is None


def test_markup_is_escaped_and_nested():
    for card in (f(hostile()) for f in (cards.quality, cards.savings, cards.advice)):
        found = read(card.html())
        assert "script" not in found.tags and "img" not in found.tags
    assert BAD.replace("\x00", "\ufffd") in " ".join(read(cards.advice(hostile()).html()).texts["p"])
