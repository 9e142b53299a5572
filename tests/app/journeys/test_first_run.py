"""From the printed address to labels in the file, with the keys alone."""

from __future__ import annotations

import time

import pytest

from labelwise.campaign import Campaign

pytestmark = pytest.mark.browser


def key_for(text: str) -> str:
    return "p" if "good" in text else "n"


def label(tab, n: int, truth: dict[str, str]) -> None:
    for _ in range(n):
        text = tab.text
        key = key_for(text)
        truth[text] = {"p": "pos", "n": "neg"}[key]
        tab.press(key)
        tab.moved_on(text)


def exported(store) -> dict[str, str]:
    with Campaign.open(store) as campaign:
        table = campaign.export().to_pylist()
        texts = {campaign.pool.id(r): campaign.pool.payload(r) for r in range(len(campaign.pool))}
    return {texts[row["id"]]: row["label"] for row in table if row["label"] is not None}


def test_twenty_labels_with_undo_reload_and_resume(project, host, tabs):
    store, truth = project(), {}
    server = host(store)
    tab = tabs(server.url)
    assert "token" not in tab.page.url
    assert tab.labelled == "0 of 30"
    label(tab, 8, truth)

    last, on_screen = next(reversed(truth)), tab.text
    tab.press("Backspace")
    tab.shows(last)
    label(tab, 1, truth)
    assert tab.text == on_screen, "the item that was on screen comes back"

    tab.settled()
    tab.page.reload()
    tab.sees("#item .text", on_screen)
    tab.sees("#count", "8 of 30")
    tab.press("u")
    tab.shows(last)
    label(tab, 6, truth)
    tab.close()
    server.stop()

    again = host(store)
    assert again.origin == server.origin, "the same project keeps its address"
    other = tabs(again.url)
    other.sees("#count", "13 of 30")
    label(other, 7, truth)
    other.close()
    again.stop()
    assert len(truth) == 20
    assert exported(store) == truth


def test_what_came_before_can_be_undone_as_soon_as_an_item_is_there(project, host, tabs):
    tab, truth = tabs(host(project()).url), {}
    label(tab, 2, truth)
    tab.settled()

    def late(route):
        time.sleep(0.5)
        route.continue_()

    tab.page.route("**/history*", late)
    tab.page.reload()
    tab.page.wait_for_selector("#item .text")
    tab.press("u")
    tab.shows(next(reversed(truth)))


def test_skip_flag_history_and_correction(project, host, tabs):
    store = project()
    server = host(store)
    tab = tabs(server.url)
    skipped = tab.text
    tab.press("Space")
    tab.sees("#trail .chip", "skipped")
    flagged = tab.text
    tab.press("f")
    tab.page.locator("#flag-note").fill("two films in one")
    tab.press("Enter")
    tab.sees("#trail .chip", "flagged: two films in one")
    third, live = tab.text, None
    tab.press("1")
    tab.sees("#trail .chip", "pos")
    live = tab.text

    tab.press("ArrowLeft")
    assert tab.text == third
    tab.press("ArrowLeft")
    tab.press("ArrowLeft")
    assert tab.text == skipped
    tab.sees("#reviewing", "your answer: skipped")
    tab.press("2")
    assert tab.text == flagged, "a correction goes on to the next"
    tab.press("Escape")
    assert tab.text == live
    tab.close()
    server.stop()
    with Campaign.open(store) as campaign:
        status = campaign.status()
        kinds = {a.kind: a for _, a in campaign.history("human:anna")}
    assert (status.labels, status.skipped, status.flagged) == (2, 0, 1)
    assert kinds["flag"].value == "two films in one"
    assert exported(store) == {skipped: "neg", third: "pos"}


def test_held_keys_typing_and_other_combinations_answer_nothing(project, host, tabs):
    store = project(classes=tuple(f"label {k}" for k in range(14)))
    tab = tabs(host(store).url)
    first = tab.text
    tab.press("Control+1")
    tab.press("Alt+1")
    tab.press("/")
    tab.page.keyboard.type("1 12")
    assert tab.page.locator(".label:visible").count() == 0
    tab.press("Escape")
    tab.press("?")
    tab.page.keyboard.type("123 f")
    assert tab.page.locator("#keys-dialog").is_visible()
    tab.press("Escape")
    tab.press("ArrowLeft")
    tab.press("u")
    assert tab.text == first
    tab.page.keyboard.down("1")
    tab.page.keyboard.down("1")
    tab.page.keyboard.down("1")
    tab.page.keyboard.up("1")
    tab.sees("#count", "1 of 30")
    tab.press("/")
    tab.page.keyboard.type("label 12")
    tab.press("Enter")
    tab.sees("#trail .chip", "label 12")
    tab.sees("#count", "2 of 30")


def test_skipped_items_come_again_at_the_end(project, host, tabs):
    tab = tabs(host(project(["a good one", "a bad one"])).url)
    skipped = tab.text
    tab.press("Space")
    tab.moved_on(skipped)
    tab.press("2")
    tab.page.get_by_role("button", name="Ask the skipped item again").click()
    tab.shows(skipped)
    tab.press("1")
    tab.sees("#item", "All done")
    tab.page.wait_for_function("!document.querySelector('#item button')")


def test_the_end_names_the_next_step_and_history_still_works(project, host, tabs):
    tab = tabs(host(project(["a good one", "a bad one"])).url)
    for k in (1, 2):
        tab.press("1")
        tab.sees("#count", f"{k} of 2")
    tab.sees("#item", "All done")
    tab.sees("#item code", "labelwise export --project items.labelwise.db -o labels.csv")
    tab.press("ArrowLeft")
    tab.sees("#reviewing", "1 item back")
    tab.press("Backspace")
    tab.sees("#count", "1 of 2")
    assert tab.text.startswith("a ")


def test_guidelines_progress_and_keys(project, host, tabs):
    rules = """# Rules

## pos
Likes it

- *not* <img src=x onerror=alert(1)>
- [bad](javascript:alert(1)) [good](https://example.org)"""
    server = host(project(), guidelines=rules)
    tab = tabs(server.url)
    tab.press("g")
    panel = tab.page.locator("#guidelines")
    assert panel.locator("h3").text_content() == "Rules"
    assert tab.page.locator(".label").first.get_attribute("title").startswith("Likes it")
    assert panel.locator("em").text_content() == "not"
    assert "<img src=x" in panel.text_content()
    assert panel.locator("img").count() == 0
    assert [a.get_attribute("href") for a in panel.locator("a").all()] == ["https://example.org"]
    tab.press("i")
    assert not panel.is_visible()
    tab.sees("#progress-body", "labelled")
    tab.press("1")
    tab.sees("#progress-body .bars", "1")
    tab.press("Escape")
    assert not tab.page.locator("#progress-panel").is_visible()
    tab.press("?")
    tab.page.get_by_label("Single keys answer at once").uncheck()
    tab.press("Escape")
    before = tab.text
    tab.press("1")
    assert tab.text == before, "single keys are off"
    tab.page.locator(".label").first.click()
    tab.sees("#count", "2 of 30")


def test_a_key_can_be_moved(project, host, tabs):
    tab = tabs(host(project()).url)
    tab.press("?")
    tab.page.get_by_role("button", name="Skip this item").click()
    tab.press("g")
    tab.sees("#keys-body .note", "is taken by: Guidelines")
    tab.page.get_by_role("button", name="Skip this item").click()
    tab.press("x")
    tab.press("Escape")
    tab.press("x")
    tab.sees("#trail .chip", "skipped")
    tab.page.reload()
    tab.page.wait_for_selector("#item .text")
    assert tab.page.locator('kbd[data-key="skip"]').text_content() == "x"
