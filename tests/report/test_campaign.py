"""The whole page: alone in the world, safe, readable, the same every time; and a look at it in Chromium."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelwise.report import as_json, page
from labelwise.report.campaign import STYLE

from . import stories
from .reading import read

ALL = {"realistic": stories.realistic, "refused": stories.refused, "hostile": stories.hostile}
VARIABLE = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b")


@pytest.fixture(params=list(ALL))
def story(request: pytest.FixtureRequest) -> Any:
    return ALL[request.param]()


def test_it_needs_no_network_and_no_script(story):
    made = page(story)
    found = read(made)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(found.tags)
    assert not {
        name
        for name, _ in found.attributes
        if name in ("src", "action", "xlink:href") or name.startswith("on")
    }
    assert all(value.startswith("#") for name, value in found.attributes if name == "href")
    assert "url(" not in made and "@import" not in made and "://" not in made
    assert "default-src 'none'" in dict(found.attributes)["content"] or "default-src" in made


def test_every_reference_has_its_target_and_every_id_is_one(story):
    attributes = read(page(story)).attributes
    ids = [value for name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    used = [v.removeprefix("#") for name, v in attributes if name == "href"]
    used += [part for name, v in attributes if name == "aria-labelledby" for part in v.split()]
    assert set(used) <= set(ids)


def test_every_drawing_is_read_out_or_hidden(story):
    for drawn in re.findall(r"<svg[^>]*>", page(story)):
        assert ('role="img"' in drawn and "aria-labelledby" in drawn) or 'aria-hidden="true"' in drawn


def test_hostile_text_stays_text():
    found = read(page(stories.hostile()))
    bad = stories.BAD.replace("\x00", "\ufffd")
    assert found.texts["h1"] == [bad] and found.texts["code"] == [bad]
    assert set(found.tags) & {"script", "img"} == set()


def test_no_figure_is_made_up_where_all_are_refused():
    made = page(stories.refused())
    assert made.count("Cannot say yet") == 3
    body = made.partition("<body>")[2]
    assert "nan" not in body.lower().replace("annotator", "") and "None" not in body


def test_same_story_same_page():
    assert page(stories.realistic()) == page(stories.realistic())
    assert as_json(stories.realistic()) == as_json(stories.realistic())


def test_the_three_questions_come_first_and_in_order():
    made = page(stories.realistic())
    places = [
        made.index(q) for q in ("How good is it?", "What did it save?", "Stop or go on?", "The way here")
    ]
    assert places == sorted(places)


def test_json_holds_the_same_figures(story):
    read_back = json.loads(as_json(story))
    assert read_back["format"] == 1 and read_back["title"] == story.title
    assert read_back["status"]["quality"]["value"] == story.status.quality.value
    assert [r["labels"] for r in read_back["rounds"]] == [r.labels for r in story.rounds]
    assert [f["name"] for f in read_back["findings"]] == [f.name for f in story.findings]


def test_json_of_pictures_is_lists_and_what_is_not_finite_is_null():
    picture = json.loads(as_json(stories.realistic()))["findings"][4]["picture"]
    assert picture["kind"] == "points" and len(picture["x"]) == 160
    assert None in picture["series"]["asked"]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted([luminance(a), luminance(b)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_contrast(dark):
    light, night = STYLE.split("@media screen and (prefers-color-scheme: dark)", 1)
    colours = dict(VARIABLE.findall(light)) | (dict(VARIABLE.findall(night)) if dark else {})
    for text in ("ink", "soft", "good", "go", "accent", "warn"):
        for ground in ("paper", "card"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["warn"], colours["warn-tint"]) >= 4.5
    assert contrast(colours["strong"], colours["card"]) >= 3


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        yield launched
        launched.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", list(ALL))
def test_it_shows_without_a_request_and_without_scrolling_sideways(browser, tmp_path: Path, name, width):
    file = tmp_path / "report.html"
    file.write_text(page(ALL[name]()), encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 860})
    asked, trouble = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: trouble.append(message.text))
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    tab.goto(file.as_uri())
    assert asked == [file.as_uri()] and trouble == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    shown = tab.locator(".wide").count() and tab.locator(".wide").is_visible()
    assert not shown or width > 640
    tab.close()


@pytest.mark.browser
def test_the_first_screen_holds_the_three_answers(browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(page(stories.realistic()), encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1280, "height": 860})
    tab.goto(file.as_uri())
    for card in tab.locator(".card").all():
        box = card.bounding_box()
        assert box["y"] + box["height"] <= 860
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_texts_in_pictures_do_not_lie_on_each_other(browser, tmp_path, width):
    file = tmp_path / "report.html"
    file.write_text(page(stories.realistic()), encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 860})
    tab.goto(file.as_uri())
    overlaps = tab.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
          const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()])
            .filter(([, b]) => b.width > 0)
          const edge = svg.getBoundingClientRect(), found = []
          boxes.forEach(([a, p], i) => {
            if (p.left < edge.left - 1 || p.right > edge.right + 1) found.push(a + ' is cut off')
            boxes.slice(i + 1).forEach(([b, q]) => {
              const across = Math.min(p.right, q.right) - Math.max(p.left, q.left)
              const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top)
              if (across > 1 && down > 4) found.push(a + ' on ' + b)
            })
          })
          return found
        })"""
    )
    assert overlaps == []
    tab.close()
