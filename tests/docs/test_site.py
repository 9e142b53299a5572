"""The documentation site: every page has its place, every link its target, and nothing comes from outside."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import labelwise

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = [
    *sorted(DOCS.rglob("*.md")),
    *(ROOT / f"{n}.md" for n in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")),
]
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)\)")
CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import""")
MADE_WITH = "https://squidfunk.github.io/mkdocs-material"


@pytest.fixture(scope="module")
def site() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_site", ROOT / "scripts" / "docs_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))


def leaves(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from leaves(entry)


def anchors(text: str) -> set[str]:
    """The ids that headings get, in GitHub's way and in MkDocs' way, which agree on plain words."""
    found = set()
    for title in re.findall(r"^#{1,6} (.+)$", CODE.sub(_keep_words, text), re.MULTILINE):
        words = re.sub(r"[^\w\s-]", "", title.lower()).strip()
        found |= {re.sub(r"\s", "-", words), re.sub(r"[-\s]+", "-", words)}
    return found


def _keep_words(code: re.Match[str]) -> str:
    return "" if "```" in code.group() else code.group().strip("`")


def broken(page: Path, text: str) -> list[str]:
    """Links of a page that lead nowhere: no such file, or no such heading."""
    found = []
    for target in LINK.findall(CODE.sub("", text)):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            found.append(f"{page.name} links to {target}")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8")):
            known = {"only-light", "only-dark"}
            found += [] if anchor in known else [f"{page.name} links to {target}: no such heading"]
    return found


def test_the_navigation_names_every_page_once(site, config):
    named = list(leaves(config["nav"]))
    own = [p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md")]
    made = [*site.virtual(), *(p for p in site.COPIES if p.endswith(".md"))]
    assert len(named) == len(set(named))
    assert sorted(named) == sorted([*own, *made]), "name the page under nav in mkdocs.yml"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    assert broken(page, page.read_text("utf-8")) == []


def test_links_hold_on_the_site_too(site):
    places = {p.relative_to(DOCS).as_posix(): p for p in DOCS.rglob("*") if p.is_file()}
    known = {*places, *site.virtual(), *site.COPIES}
    texts = {place: file.read_text("utf-8") for place, file in places.items() if place.endswith(".md")}
    texts |= {
        place: (ROOT / file).read_text("utf-8")
        for place, file in site.COPIES.items()
        if place.endswith(".md")
    }
    for place, text in texts.items():
        for target in LINK.findall(CODE.sub("", site.relinked(text, place))):
            path = target.partition("#")[0]
            if path and "://" not in target:
                assert os.path.normpath(Path(place).parent / path) in known, f"{place} links to {target}"


def test_broken_links_are_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A `b` c\n\n## Good\n")
    assert broken(page, "[a](#good) [b](page.md#a-b-c) `[c](no.md)` [d](https://example.org/x)") == []
    assert len(broken(page, "[a](no.md) [b](#bad) [c](page.md#bad) ![d](e.png)")) == 4


def test_the_home_page_speaks_with_the_words_of_the_readme():
    home, readme = (file.read_text("utf-8") for file in (DOCS / "index.md", ROOT / "README.md"))
    for wanted in (
        "**From unlabelled data",
        "You have a CSV",
        "- **It is complex",
        "- **Its savings",
        "- **The tools",
    ):
        start = home.index(wanted)
        paragraph = home[start : min(home.find(end, start) % (len(home) + 1) for end in ("\n\n", "\n- **"))]
        assert paragraph in readme, paragraph


def test_nothing_is_loaded_from_outside(config):
    assert config["theme"]["font"] is False and "repo_url" not in config
    given = [(ROOT / "mkdocs.yml").read_text("utf-8"), *(f.read_text("utf-8") for f in DOCS.rglob("*.css"))]
    assert not [text for text in given if "://" in text or "@import" in text]


def test_everything_public_has_its_place_in_the_reference(site):
    first = {path.rpartition(".")[2] for path in re.findall(r"^::: (\S+)$", site.start(), re.MULTILINE)}
    assert set(labelwise.__all__) - {"__version__"} == first
    for name in site.FAMILIES:
        module = importlib.import_module(f"labelwise.{name}")
        shown = set(site.listed(site.PACKAGE / name))
        told = {n for n in getattr(module, "__all__", ()) if callable(getattr(module, n))}
        assert told <= shown, f"{name}: {sorted(told - shown)}"


def test_every_name_of_the_reference_can_be_imported(site):
    for page in site.virtual().values():
        for path in re.findall(r"^::: (\S+)$", page, re.MULTILINE):
            module, _, name = path.rpartition(".")
            assert hasattr(importlib.import_module(module), name), path


def test_what_builds_the_site_is_pinned():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"][
        "docs"
    ]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in wanted}
    pinned = {line.split("==")[0] for line in (ROOT / "constraints-dev.txt").read_text("utf-8").splitlines()}
    assert names and names <= pinned


@pytest.mark.slow
def test_it_builds_without_a_warning_and_without_the_network(tmp_path):
    if importlib.util.find_spec("mkdocs") is None:
        pytest.skip("MkDocs is not installed: pip install '.[docs]'")
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(tmp_path / "site"),
    ]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [*(tmp_path / "site").rglob("*.html"), *(tmp_path / "site").rglob("*.css")]
    assert len(pages) > 40
    for page in pages:
        text = page.read_text("utf-8").replace(MADE_WITH, "")
        loaded = (
            re.findall(r"<(?:link|script|img|iframe)\b[^>]*>", text) if page.suffix == ".html" else [text]
        )
        assert not [tag for tag in loaded if OUTSIDE.search(tag)], page
