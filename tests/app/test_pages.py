"""The page itself: escaped, complete, small, without anything foreign."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from labelwise.app import pages
from labelwise.tasks import Regression, Tags

STATIC = Path(pages.HERE) / "static"


class Body(HTMLParser):
    """Collects the setup of the page and every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def parsed(text: str) -> Body:
    body = Body()
    body.feed(text)
    return body


def test_hostile_names_are_escaped(client, project):
    classes = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>')
    tab = client(project(classes=classes))
    body = parsed(tab.http.get("/").text)
    assert [a for t, a in body.tags if t == "script"] == [{"type": "module", "src": "/static/page.js"}]
    assert not [a for t, a in body.tags if any(name.startswith("on") or name == "style" for name in a)]
    (told,) = [a["data-setup"] for t, a in body.tags if t == "body"]
    assert json.loads(told)["classes"] == list(classes)


def test_everything_the_page_names_is_there(client):
    tab = client()
    body = parsed(tab.http.get("/").text)
    paths = [a.get("href") or a.get("src") for t, a in body.tags if t in ("link", "script", "img")]
    assert len(paths) > 15
    for path in paths:
        assert path.startswith("/static/"), path
        assert tab.http.get(path).status_code == 200, path


def test_no_script_imports_what_is_missing():
    for script in STATIC.rglob("*.js"):
        for name in re.findall(r'from "([^"]+)"', script.read_text(encoding="utf-8")):
            assert (script.parent / name).is_file(), (script.name, name)


def test_scripts_and_styles_stay_small():
    files = [f for f in STATIC.rglob("*") if f.suffix in (".js", ".css")]
    assert sum(f.stat().st_size for f in files) < 100_000
    assert max(len(f.read_text(encoding="utf-8").splitlines()) for f in files) < 300


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("dark", "dark"), ("light", "light"), ("", None), ("system", None), ("><script>", None)],
)
def test_the_theme_is_in_the_first_byte_sent(client, cookie, theme):
    tab = client()
    tab.http.cookies.set("labelwise-theme", cookie)
    (html,) = [a for t, a in parsed(tab.http.get("/").text).tags if t == "html"]
    assert html.get("data-theme") == theme


def test_the_setup_holds_no_secret_and_no_path(client, tmp_path):
    tab = client()
    told = pages.setup(tab.clerk)
    assert set(told) == {
        "project", "key", "name", "widget", "classes", "number", "guideline", "export", "predict",
    }  # fmt: skip
    assert str(tmp_path) not in json.dumps(told)


@pytest.mark.parametrize(
    ("task", "widget", "classes", "number"),
    [
        (("pos", "neg"), "one", ["pos", "neg"], {"low": None, "high": None, "unit": None}),
        (Tags(["a", "b", "c"]), "many", ["a", "b", "c"], {"low": None, "high": None, "unit": None}),
        (Regression(0, None, "cm"), "number", [], {"low": 0.0, "high": None, "unit": "cm"}),
    ],
)
def test_the_page_is_told_which_widget_the_task_wants(client, project, task, widget, classes, number):
    told = pages.setup(client(project(classes=task, strategy="random")).clerk)
    assert (told["widget"], told["classes"], told["number"]) == (widget, classes, number)
    assert widget in pages.WIDGETS and json.loads(json.dumps(told)) == told


def test_the_refusal_says_what_to_do(client):
    tab = client()
    tab.http.cookies.clear()
    text = tab.http.get("/").text
    assert "This page needs its link" in text
    assert "Nothing is lost" in text
