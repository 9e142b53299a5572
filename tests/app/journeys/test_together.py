"""Several pages at once, a network that goes away, a server that dies."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from labelwise.campaign import Campaign

pytestmark = pytest.mark.browser
LOST = ("ERR_", "Failed to load resource", "net::")


def by_hand(tab, n: int) -> list[str]:
    seen = []
    for _ in range(n):
        seen.append(tab.text)
        tab.press("1")
        tab.page.wait_for_function(
            "t => document.querySelector('#item .text')?.textContent !== t", arg=seen[-1]
        )
    return seen


def link(tab) -> str:
    """A link for another browser, made on the page."""
    tab.press("?")
    tab.page.get_by_role("button", name="Link for another browser").click()
    url = tab.page.locator("code.link").text_content()
    tab.press("Escape")
    return url


def test_two_browsers_and_a_second_tab_never_get_the_same_item(project, host, tabs):
    store = project()
    server = host(store)
    one = tabs(server.url)
    two = tabs(link(one))
    beside = tabs(server.origin, beside=one)
    seen: list[str] = []
    for _ in range(3):
        for tab in (one, two, beside):
            seen += by_hand(tab, 2)
    on_screen = [tab.text for tab in (one, two, beside)]
    assert len(set(seen + on_screen)) == 18 + 3
    for tab in (one, two, beside):
        tab.saved()
    one.close()
    two.close()
    server.stop()
    with Campaign.open(store) as campaign:
        answers = list(campaign.fold.answers.values())
    assert len(answers) == len({a.item for a in answers}) == 18


def test_a_closed_page_gives_its_items_to_the_other(project, host, tabs):
    server = host(project([f"text {k}" for k in range(6)]))
    one = tabs(server.url)
    two = tabs(link(one))
    by_hand(two, 1)
    one.page.context.close()
    for k in range(1, 6):
        two.page.wait_for_selector("#item .text", timeout=15_000)
        two.press("1")
        two.sees("#count", f"{k + 1} of 6")
    two.sees("#item", "All done")


def test_work_goes_on_without_the_network_and_nothing_is_lost(project, host, tabs):
    store = project()
    server = host(store)
    tab = tabs(server.url, allowed=LOST)
    by_hand(tab, 2)
    tab.settled()
    tab.page.context.set_offline(True)
    seen = by_hand(tab, 3)
    tab.sees("#banner", "No connection")
    tab.sees("#saved", "3 not saved yet")
    tab.press("u")
    assert tab.text == seen[-1]
    tab.press("2")
    while tab.page.locator("#item .text").count():
        tab.press("1")
    tab.sees("#item", "this was the last item kept here")
    kept = tab.page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('labelwise-out')).length")
    assert kept >= 5
    tab.page.context.set_offline(False)
    tab.saved()
    tab.page.wait_for_selector("#item .text")
    assert not tab.page.locator("#banner").is_visible()
    done = int(tab.labelled.split()[0])
    tab.close()
    server.stop()
    with Campaign.open(store) as campaign:
        labels = {a.item: a.value for a in campaign.fold.present()}
        texts = {campaign.pool.payload(int(campaign.pool.rows([i])[0])): v for i, v in labels.items()}
    assert len(labels) == done >= 7
    assert texts[seen[-1]] == "neg", "the correction made without a network"


def test_a_killed_server_and_the_answers_kept_in_the_browser(project, serve, tabs):
    store = project()
    server = serve(store)
    tab = tabs(server.url, allowed=(*LOST, "401"))
    by_hand(tab, 3)
    tab.saved()
    workers = training(server.process.pid)
    server.kill()
    died = time.monotonic()
    while any(running(pid) for pid in workers):
        assert time.monotonic() - died < 20, "training outlived the server"
        time.sleep(0.02)
    seen = by_hand(tab, 2)
    tab.sees("#saved", "2 not saved yet")

    again = serve(store)
    assert again.origin == server.origin
    tab.open(again.url)
    tab.saved()
    tab.sees("#count", "5 of 30")
    assert tab.text not in seen
    tab.close()
    again.stop()
    with Campaign.open(store) as campaign:
        assert len(list(campaign.fold.present())) == 5


def training(pid: int) -> list[int]:
    """Process ids of the children of ``pid``, once there is one."""
    if not Path("/proc/self/task").exists():
        pytest.skip("no /proc: children cannot be listed")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = []
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(p) for p in (task / "children").read_text().split()]
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("no training process was started")


def running(pid: int) -> bool:
    """Whether a process still works: one that ended and waits for its parent to read its status does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def exchanges(response) -> bool:
    """Whether unseen items were exchanged for others."""
    return response.url.endswith("/next") and '"drop":["q' in (response.request.post_data or "")


def test_a_new_ranking_changes_what_is_unseen_and_never_what_is_on_screen(project, host, tabs):
    store = project()
    server = host(store, training=True)
    tab = tabs(server.url)
    for _ in range(6):
        text = tab.text
        tab.press("1" if "good" in text else "2")
        tab.moved_on(text)
    tab.saved()
    on_screen = tab.text
    with tab.page.expect_response(
        lambda r: r.url.endswith("/next") and '"drop":["q' in (r.request.post_data or "")
    ):
        tab.page.evaluate("0")
    assert tab.text == on_screen
    tab.press("1")
    tab.press("1")
    tab.sees("#item .text", "")
    tab.page.wait_for_selector(".label.suggested .hint")
    tab.press("Enter")
    tab.sees("#count", "9 of 30")
    tab.close()
    server.stop()
    with Campaign.open(store) as campaign:
        newest = list(campaign.fold.answers.values())[-1]
        asked = campaign.fold.asked[newest.query]
    assert newest.shown
    assert newest.value == asked["proposal"]
