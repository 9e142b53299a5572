"""Key press to next item painted, and to answer stored, in a real browser while a model trains.

Run: python benchmarks/app_latency.py   (writes docs/benchmarks/app.md; needs Chromium)

5,000 made-up texts of about 1 kB. In turn, five times over: no training; the training process as
it ships, which learns after every answer; a process at the same low priority that trains without
a pause. The floor is the same key on an empty page that changes one word.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

REPEATS, KEYS, PAUSE = 5, 60, 0.12
ITEMS, WORDS = 5000, 150
TARGET = Path(__file__).parent.parent / "docs" / "benchmarks" / "app.md"

SERVE = """
import sys
from pathlib import Path
from labelwise.app import server
if sys.argv[2] != "shipped":
    server.Trainer.start = lambda self: None
server.serve(Path(sys.argv[1]), open_browser=False, ready=lambda url: print(url, flush=True))
"""
TRAIN = """
import os, sys
from labelwise.campaign import Campaign
os.nice(10)
campaign = Campaign.open(sys.argv[1])
print("ready", flush=True)
while True:
    campaign.refresh()
    campaign.brain.train(campaign.fold)
"""
WATCH = """
window.painted = []; window.stored = []; let pressed = 0;
addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
const tick = new MessageChannel();
tick.port1.onmessage = () => window.painted.push(performance.now() - pressed);
addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
  if (pressed) requestAnimationFrame(() => tick.port2.postMessage(0));
}).observe(document.getElementById('item'), { childList: true }));
const original = window.fetch;
window.fetch = async (path, options) => {
  const since = pressed, reply = await original(path, options);
  if (String(path).endsWith('/answers')) window.stored.push(performance.now() - since);
  return reply;
};
"""
BLANK = "<!doctype html><p id='item'>0</p>"
FLIP = """
let n = 0;
addEventListener('keydown', () => document.getElementById('item').replaceChildren(String(++n)));
"""


def make_project(folder: Path) -> Path:
    """A project of many texts with 100 labels, so that training means something."""
    import csv

    from labelwise.campaign import Campaign
    from labelwise.io import read

    rng = np.random.default_rng(0)
    words = np.array([f"word{k}" for k in range(3000)])
    with (folder / "texts.csv").open("w", newline="", encoding="utf-8") as out:
        rows = ([" ".join(rng.choice(words, WORDS))] for _ in range(ITEMS))
        csv.writer(out).writerows([["text"], *rows])
    store = folder / "texts.labelwise.db"
    with Campaign(read(folder / "texts.csv", text="text").pool, ("a", "b"), store=store) as campaign:
        campaign.add_labels(list(range(100)), [("a", "b")[k % 2] for k in range(100)])
    return store


@contextlib.contextmanager
def started(code: str, *arguments: str) -> Iterator[str]:
    """A process, as soon as it has printed its first line, which is given."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def press(page: Any) -> tuple[list[float], list[float]]:
    """Milliseconds to paint and to store, one each for every key."""
    for k in range(KEYS):
        page.keyboard.press("12"[k % 2])
        time.sleep(PAUSE)
    page.wait_for_function(f"window.painted.length >= {KEYS}")
    return page.evaluate("window.painted"), page.evaluate("window.stored")


def measure(browser: Any, store: Path, training: str) -> tuple[list[float], list[float]]:
    """One run of keys on the page."""
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(started(SERVE, str(store), training))
        if training == "without a pause":
            stack.enter_context(started(TRAIN, str(store)))
        context = stack.enter_context(contextlib.closing(browser.new_context()))
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        page.wait_for_selector("#item .text")
        return press(page)


def floor(browser: Any) -> list[float]:
    """The same key on an empty page."""
    with contextlib.closing(browser.new_context()) as context:
        page = context.new_page()
        page.add_init_script(WATCH + FLIP)
        page.route("**/*", lambda route: route.fulfill(body=BLANK, content_type="text/html"))
        page.goto("http://127.0.0.1:9/")
        return press(page)[0]


def row(name: str, runs: list[list[float]]) -> str:
    """Medians over the runs of p50, p95 and p99, and the worst of all."""
    cells = [statistics.median(np.percentile(run, q) for run in runs) for q in (50, 95, 99)]
    worst = max(max(run) for run in runs)
    return f"| {name} | " + " | ".join(f"{v:.1f}" for v in [*cells, worst]) + " |"


def measure_all(browser: Any, fresh: Callable[[], Path]) -> dict[str, tuple[list[Any], list[Any]]]:
    """Every condition in turn, REPEATS times."""
    found: dict[str, tuple[list[Any], list[Any]]] = {}
    for _ in range(REPEATS):
        found.setdefault("floor", ([], []))[0].append(floor(browser))
        for training in ("none", "shipped", "without a pause"):
            painted, stored = measure(browser, fresh(), training)
            runs = found.setdefault(training, ([], []))
            runs[0].append(painted)
            runs[1].append(stored)
    return found


def table(found: dict[str, tuple[list[Any], list[Any]]]) -> str:
    names = {
        "none": "no training",
        "shipped": "training as it ships",
        "without a pause": "training without a pause",
    }
    lines = [
        "# The annotation page",
        "",
        "Key press to next item painted, and to answer stored on disk, in headless Chromium on "
        f"{os.cpu_count()} cores, Python {platform.python_version()};",
        f"{ITEMS:,} texts of 1 kB. Medians of {REPEATS} runs of {KEYS} keys, taken in turn; max is the worst",
        "key of all runs. Floor: the same key on an empty page. `python benchmarks/app_latency.py`",
        "",
        "| what | p50, ms | p95, ms | p99, ms | max, ms |",
        "|---|---|---|---|---|",
        row("floor: one word of an empty page", found["floor"][0]),
        *(row(f"painted, {names[k]}", found[k][0]) for k in names),
        *(row(f"stored, {names[k]}", found[k][1]) for k in names),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write the table."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("LABELWISE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        store = make_project(Path(folder))
        text = table(measure_all(browser, lambda: store))
        browser.close()
    print(text)
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
