"""A real server in a process of its own, and pages of a real browser that watch for trouble."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest

from labelwise.app import running, server

PATIENCE = 10_000
SERVE = """
import json, sys
from pathlib import Path
from labelwise.app import serve
options = json.loads(sys.argv[2])
serve(Path(sys.argv[1]), open_browser=False, name="anna", ready=lambda url: print(url, flush=True), **options)
"""


class Server:
    """``serve`` in a process that can be killed.

    Parameters
    ----------
    store : Path
        The project file.
    """

    def __init__(self, store: Path, **options: Any) -> None:
        import json

        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(store), json.dumps(options)], stdout=subprocess.PIPE, text=True
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the server did not start"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.close()

    def stop(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.close()

    def close(self) -> None:
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(store: Path, **options: Any) -> Server:
        started.append(Server(store, **options))
        return started[-1]

    yield start
    for made in started:
        if made.process.poll() is None:
            made.kill()


class Idle:
    """A training process that is not there."""

    state: ClassVar[dict[str, str]] = {"state": "off"}

    def __init__(self, store: Path, command: object = None) -> None:
        self.store = store

    def start(self) -> None:
        """Nothing."""

    stop = start


class Hosted:
    """``serve`` in a thread of the tests: starts at once, cannot be killed, trains only when asked to."""

    def __init__(self, store: Path, **options: Any) -> None:
        self.running: Any = None
        told = threading.Event()

        def ready(url: str) -> None:
            self.url = url
            told.set()

        options = {"open_browser": False, "name": "anna", "ready": ready, **options}
        self.thread = threading.Thread(target=server.serve, args=(store,), kwargs=options)
        self.thread.start()
        assert told.wait(20), "the server did not start"

    @property
    def origin(self) -> str:
        return self.url.split("/?")[0]

    def stop(self) -> None:
        self.running.should_exit = True
        self.thread.join(15)
        assert not self.thread.is_alive()


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Hosted]]:
    started: list[Hosted] = []
    startup = running.Running.startup

    async def seen(self: Any, sockets: Any = None) -> None:
        started[-1].running = self
        await startup(self, sockets)

    monkeypatch.setattr(running.Running, "startup", seen)

    def start(store: Path, *, training: bool = False, **options: Any) -> Hosted:
        if not training:
            monkeypatch.setattr(server, "Trainer", Idle)
        made = Hosted.__new__(Hosted)
        started.append(made)
        made.__init__(store, **options)
        return made

    yield start
    for made in started:
        if made.thread.is_alive():
            made.stop()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """One headless Chromium for the tests of a file."""
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        yield launched
        launched.close()


class Tab:
    """A page, the keys one presses on it, and everything that went wrong on it."""

    def __init__(self, context: Any, allowed: tuple[str, ...]) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.allowed = allowed
        self.trouble: list[str] = []
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.complain(m.text))
        self.page.on("pageerror", lambda error: self.complain(f"uncaught: {error}"))
        self.page.on("request", self.check)

    def complain(self, text: str) -> None:
        if not any(part in text for part in self.allowed):
            self.trouble.append(text)

    def check(self, request: Any) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            self.complain(f"a foreign request: {request.url}")

    def open(self, url: str) -> Tab:
        self.page.goto(url)
        self.page.wait_for_selector("#item .text, #item .row, #item img, #item .finished")
        return self

    @property
    def text(self) -> str:
        """What the item on screen says."""
        return self.page.locator("#item .text").text_content()

    @property
    def labelled(self) -> str:
        return self.page.locator("#count").text_content()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def sees(self, selector: str, text: str) -> None:
        """Wait until ``selector`` holds ``text``."""
        self.page.locator(selector).filter(has_text=text).first.wait_for()

    def shows(self, text: str) -> None:
        """Wait until ``text`` is the item on screen."""
        self.page.wait_for_function("t => document.querySelector('#item .text')?.textContent === t", arg=text)

    def moved_on(self, text: str) -> None:
        """Wait until ``text`` is not on screen any more."""
        self.page.wait_for_function("t => document.querySelector('#item .text')?.textContent !== t", arg=text)

    def saved(self) -> None:
        """Wait until every decision is stored."""
        self.page.wait_for_selector('#saved[data-state="saved"]')

    def close(self) -> None:
        """Close the browser, all decisions stored."""
        self.saved()
        self.page.context.close()

    def settled(self) -> None:
        """Wait until the queue is full again and every decision stored."""
        self.saved()
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def tabs(browser: Any) -> Iterator[Callable[..., Tab]]:
    """Open pages, each in a browser profile of its own unless one is given; none may complain."""
    opened: list[Tab] = []
    with contextlib.ExitStack() as stack:

        def make(
            url: str, *, allowed: tuple[str, ...] = (), beside: Tab | None = None, **options: Any
        ) -> Tab:
            context = beside.page.context if beside else browser.new_context(**options)
            if beside is None:
                stack.callback(context.close)
            tab = Tab(context, allowed)
            opened.append(tab)
            return tab.open(url)

        yield make
    assert [complaint for tab in opened for complaint in tab.trouble] == []
