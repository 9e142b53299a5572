"""Draw the screenshots of README and docs/: the annotation page and the report of a campaign, in Chromium.

python scripts/screenshots.py                   all of them, into docs/images
python scripts/screenshots.py --out FOLDER      elsewhere
python scripts/screenshots.py report            some of them: app, report

Needs the dev extra and a Chromium (see CONTRIBUTING.md). The data is made up and the same every time.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from labelwise.report import page

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PAUSE = 800
"""Milliseconds between two answers, so that the speed on the page is one that people reach."""

OPENINGS = (
    "The plot",
    "The dialogue",
    "The camera",
    "The music",
    "The ending",
    "The cast",
    "The city",
    "The script",
)
JUDGEMENTS = {
    "positive": (
        "sparkles from the first scene",
        "is a quiet marvel",
        "has never looked better",
        "earns every laugh",
    ),
    "negative": (
        "drags for two long hours",
        "never finds its feet",
        "feels borrowed and tired",
        "is lost in the noise",
    ),
}
ANSWERS = 24
"""Reviews that are labelled before the picture is taken."""


def reviews() -> dict[str, str]:
    """Text -> label of sixty-four reviews."""
    endings = [(ending, label) for label, all_ in JUDGEMENTS.items() for ending in all_]
    return {f"{opening} {ending}.": label for opening in OPENINGS for ending, label in endings}


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """``labelwise label`` on the reviews, as a reader would start it; gives its address."""
    table = folder / "reviews.csv"
    table.write_text("".join(f'"{line}"\n' for line in ["text", *reviews()]), encoding="utf-8")
    code = "from labelwise.cli import main; main()"
    words = ["label", table.name, "--labels", "positive,negative", "--no-browser"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True, cwd=folder
    )
    try:
        yield next(found.group() for line in process.stdout if (found := re.search(r"http://127\.\S+", line)))
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def app(browser: Any, folder: Path, out: Path) -> None:
    """The annotation page after some answers: light, dark, and on a telephone."""
    looks = {"app": (DESK, "light"), "app-dark": (DESK, "dark"), "app-phone": (PHONE, "light")}
    for name, (size, scheme) in looks.items():
        below = folder / name
        below.mkdir()
        with server(below) as url:
            context = browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=1.5)
            tab = context.new_page()
            tab.goto(url)
            for _ in range(ANSWERS):
                text = tab.locator("#item .text").text_content()
                tab.wait_for_timeout(PAUSE)
                tab.keyboard.press("1" if reviews()[text] == "positive" else "2")
                tab.wait_for_function(
                    "t => document.querySelector('#item .text')?.textContent !== t", arg=text
                )
            tab.wait_for_selector('#saved[data-state="saved"]')
            tab.wait_for_timeout(2 * PAUSE)
            save(tab.screenshot(), out / f"{name}.webp")
            context.close()


def report(browser: Any, folder: Path, out: Path) -> None:
    """The report of the example campaign: light, dark, and on a telephone."""
    file = folder / "report.html"
    file.write_text(page(story()), encoding="utf-8")
    looks = {
        "report": ({"width": 1120, "height": 1330}, "light"),
        "report-dark": ({"width": 1120, "height": 1330}, "dark"),
        "report-phone": (PHONE, "light"),
    }
    for name, (size, scheme) in looks.items():
        context = browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=1.5)
        tab = context.new_page()
        tab.goto(file.as_uri())
        save(tab.screenshot(), out / f"{name}.webp")
        context.close()


def story() -> Any:
    """The example story that the tests of the report use."""
    spec = importlib.util.spec_from_file_location("stories", ROOT / "tests" / "report" / "stories.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.realistic()


def save(png: bytes, file: Path) -> None:
    """Write a screenshot without loss in half the bytes of a PNG."""
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "WEBP", lossless=True, method=6)
    print(f"wrote {file.name}: {file.stat().st_size // 1024} KiB")


def chromium() -> str:
    found = os.environ.get("LABELWISE_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUM_NAMES)), None
    )
    if found is None:
        sys.exit("no Chromium: install it, or name it with LABELWISE_CHROMIUM")
    return found


def main(arguments: list[str] | None = None) -> None:
    from playwright.sync_api import sync_playwright

    shots = {"app": app, "report": report}
    parser = argparse.ArgumentParser(description="Draw the screenshots of the documentation.")
    parser.add_argument("which", nargs="*", metavar="SHOT", help=", ".join(shots))
    parser.add_argument("--out", type=Path, default=IMAGES, help="folder to write to")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.which if name not in shots]
    if unknown:
        parser.error(f"there is no screenshot {unknown[0]!r}; there are {', '.join(shots)}")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=sandbox)
        for name in asked.which or shots:
            shots[name](browser, Path(folder), asked.out)
        browser.close()


if __name__ == "__main__":
    main()
