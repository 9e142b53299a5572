"""Answers that are not one class: tags and numbers, by keys and by touch, after a reload, taken back."""

from __future__ import annotations

import pytest

from labelwise.app.clerk import Clerk
from labelwise.campaign import Campaign
from labelwise.tasks import Regression, Tags

pytestmark = pytest.mark.browser
TAGS = Tags(["funny", "sad", "long", "classic"])
POINTS = Regression(0, 10, "points")
TEXTS = [f"film {k}" for k in range(8)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def exported(store) -> dict:
    """Text to label of every labelled item."""
    with Campaign.open(store) as campaign:
        table = campaign.export().to_pylist()
        texts = {campaign.pool.id(r): campaign.pool.payload(r) for r in range(len(campaign.pool))}
    return {texts[row["id"]]: row["label"] for row in table if row["label"] is not None}


def switched(tab) -> list[str]:
    return tab.page.locator('[role="checkbox"][aria-checked="true"] .name').all_text_contents()


def answer(tab, keys: str, count: str) -> str:
    """Press keys and Enter; returns the item that they were about."""
    text = tab.text
    tab.page.keyboard.type(keys)
    tab.press("Enter")
    tab.sees("#count", count)
    return text


@pytest.fixture
def suggesting(monkeypatch):
    """Every item comes with this suggestion."""

    def suggest(value) -> None:
        card = Clerk.card
        offered = {"value": value, "percent": None}
        monkeypatch.setattr(Clerk, "card", lambda self, query: card(self, query) | {"suggestion": offered})

    return suggest


def test_six_items_with_tags_by_keys_reload_and_undo(project, host, tabs):
    store = project(TEXTS, TAGS, strategy="random")
    server = host(store)
    tab, truth = tabs(server.url), {}
    for k, (keys, tags) in enumerate(
        {"1": ["funny"], "24": ["sad", "classic"], "": [], "3": ["long"]}.items()
    ):
        truth[answer(tab, keys, f"{k + 1} of 8")] = tags
    tab.sees("#trail .chip", "sad, classic")
    tab.sees("#trail .chip", "no tag")

    tab.settled()
    tab.page.reload()
    tab.sees("#count", "4 of 8")
    tab.sees("#trail", "Latest")
    last = next(reversed(truth))
    tab.press("Backspace")
    tab.shows(last)
    assert switched(tab) == ["long"], "what was answered is still switched on"
    truth[answer(tab, "3s", "4 of 8")] = ["sad"]
    truth[answer(tab, "1c", "5 of 8")] = ["funny", "classic"]
    truth[answer(tab, "11", "6 of 8")] = []

    tab.press("ArrowLeft")
    tab.sees("#reviewing", "your answer: no tag")
    tab.press("ArrowLeft")
    assert switched(tab) == ["funny", "classic"]
    tab.press("1")
    tab.press("Enter")
    truth[list(truth)[-2]] = ["classic"]
    tab.press("Escape")
    tab.press("Space")
    tab.sees("#trail .chip", "skipped")
    tab.close()
    server.stop()
    assert exported(store) == truth


def test_tags_for_ears_hands_and_eyes(project, host, tabs):
    tab = tabs(host(project(TEXTS, TAGS, strategy="random")).url)
    page = tab.page
    assert page.get_by_role("group", name="Tags that fit").get_by_role("checkbox").count() == 4
    box = page.get_by_role("checkbox", name="sad")
    assert box.get_attribute("aria-checked") == "false"
    box.focus()
    tab.press("Space")
    assert (box.get_attribute("aria-checked"), switched(tab)) == ("true", ["sad"])
    page.keyboard.down("1")
    page.keyboard.down("1")
    page.keyboard.up("1")
    assert switched(tab) == ["funny", "sad"], "a key held down switches once"
    first = tab.text
    tab.press("ArrowLeft")
    assert tab.text == first and switched(tab) == ["funny", "sad"]
    tab.sees(".submit", "Save 2 tags")
    tab.press("Enter")
    tab.sees("#trail .chip", "funny, sad")
    assert switched(tab) == []
    tab.press("2")
    tab.press("ArrowLeft")
    tab.press("Escape")
    assert switched(tab) == ["sad"], "looking back keeps what is under way"
    tab.press("?")
    tab.sees("#keys-body", "Answer with the tags that are switched on")


def test_suggested_tags_are_switched_on(project, host, tabs, suggesting):
    suggesting(["long", "classic"])
    store = project(TEXTS, TAGS, strategy="random")
    server = host(store)
    tab = tabs(server.url)
    assert switched(tab) == ["long", "classic"]
    assert tab.page.locator(".label.suggested .hint").all_text_contents() == ["suggested"] * 2
    taken, changed = answer(tab, "", "1 of 8"), answer(tab, "3", "2 of 8")
    tab.close()
    server.stop()
    assert exported(store) == {taken: ["long", "classic"], changed: ["classic"]}
    with Campaign.open(store) as campaign:
        assert all(given.shown for _, given in campaign.history("human:anna"))


def test_many_tags_are_found_by_name(project, host, tabs):
    tab = tabs(host(project(TEXTS, Tags([f"tag {k}" for k in range(14)]), strategy="random")).url)
    for name in ("tag 12", "tag 7"):
        tab.press("/")
        tab.page.keyboard.type(name)
        tab.press("Enter")
    assert switched(tab) == ["tag 7", "tag 12"]
    tab.press("Enter")
    tab.sees("#trail .chip", "tag 7, tag 12")


def test_six_numbers_by_keys_reload_and_undo(project, host, tabs):
    store = project(TEXTS, POINTS, strategy="random")
    server = host(store)
    tab, truth = tabs(server.url), {}
    tab.sees(".range", "from 0 to 10 points")
    for k, (keys, number) in enumerate({"7": 7, "3.5": 3.5, "0,25": 0.25, "10": 10}.items()):
        truth[answer(tab, keys, f"{k + 1} of 8")] = number
    tab.sees("#trail .chip", "3.5 points")

    tab.settled()
    tab.page.reload()
    tab.sees("#count", "4 of 8")
    tab.sees("#trail", "Latest")
    last = next(reversed(truth))
    tab.press("u")
    tab.shows(last)
    assert tab.page.locator("#number").input_value() == "10"
    truth[answer(tab, "9", "4 of 8")] = 9
    truth[answer(tab, "2", "5 of 8")] = 2
    truth[answer(tab, "4", "6 of 8")] = 4

    tab.press("ArrowLeft")
    tab.press("ArrowLeft")
    tab.sees("#reviewing", "your answer: 2 points")
    truth[answer(tab, "1", "6 of 8")] = 1
    tab.press("Escape")
    tab.press("Space")
    tab.sees("#trail .chip", "skipped")
    tab.close()
    server.stop()
    assert exported(store) == truth


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", "Type a number first"),
        ("11", "11 is outside: the answer is from 0 to 10 points"),
        ("-1", "-1 is outside"),
        ("1.2.3", "This is no number"),
        ("4 x", "This is no number"),
        ("1,250", "1,250 can be read in two ways. Write 1250 or 1.250."),
    ],
)
def test_a_number_that_cannot_be_meant_is_said_so(project, host, tabs, keys, said):
    tab = tabs(host(project(TEXTS, POINTS, strategy="random")).url)
    first, field = tab.text, tab.page.locator("#number")
    tab.page.keyboard.type(keys)
    tab.press("Enter")
    tab.sees("#number-problem", said)
    assert field.get_attribute("aria-invalid") == "true"
    assert (tab.text, tab.labelled) == (first, "0 of 8")
    tab.press("Escape")
    assert field.input_value() == ""
    answer(tab, "6", "1 of 8")


def test_other_keys_work_while_nothing_is_typed(project, host, tabs, suggesting):
    suggesting(7.123456)
    tab = tabs(host(project(TEXTS, POINTS, strategy="random")).url)
    tab.sees(".submit", "Take 7.123")
    tab.page.locator("#number").click()
    tab.press("Space")
    tab.sees("#trail .chip", "skipped")
    tab.page.keyboard.type("3f")
    tab.press("Backspace")
    assert tab.page.locator("#number").input_value() == "3", "a field with something typed keeps its keys"
    tab.sees(".submit", "Save")
    tab.press("Escape")
    tab.press("Enter")
    tab.sees("#trail .chip", "7.123 points")
    tab.press("ArrowLeft")
    tab.press("ArrowLeft")
    tab.sees("#reviewing", "2 items back")


@pytest.mark.parametrize(
    "task", [TAGS, POINTS, Tags([f"tag {k}" for k in range(14)])], ids=["tags", "number", "many"]
)
def test_every_widget_fits_a_phone_and_takes_a_thumb(project, host, tabs, task):
    tab = tabs(host(project(TEXTS, task, strategy="random")).url, **PHONE)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for target in tab.page.locator("#answers button, #answers input").all():
        assert min(target.bounding_box()["width"], target.bounding_box()["height"]) >= 40
    if tab.page.locator("#number").count():
        assert tab.page.locator("#number").get_attribute("inputmode") == "decimal"
        tab.page.locator("#number").fill("5")
    else:
        tab.page.locator(".label").first.tap()
        tab.page.locator(".label").nth(1).tap()
        assert len(switched(tab)) == 2
    tab.page.locator(".submit").tap()
    tab.sees("#count", "1 of 8")
