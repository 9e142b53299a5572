"""Projects in a temporary folder, and clients of the application for one of them."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labelwise.app.security import Sessions
from labelwise.app.server import create_app
from labelwise.app.settings import Settings
from labelwise.campaign import Campaign
from labelwise.io import read
from labelwise.pool import Pool

with warnings.catch_warnings():  # Starlette wants a newer client library than the one we test with
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOST = "http://127.0.0.1:8765"
TEXTS = [f"{word} film number {k}" for k in range(15) for word in ("good", "bad")]


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Make a project file from texts, or from a pool."""

    def make(texts: list[str] | Pool = TEXTS, classes: tuple[str, ...] = ("pos", "neg"), **options) -> Path:
        if isinstance(texts, Pool):
            pool = texts
        else:
            with (tmp_path / "items.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([["text"], *([t] for t in texts)])
            pool = read(tmp_path / "items.csv", text="text").pool
        store = tmp_path / "items.labelwise.db"
        Campaign(pool, classes, store=store, **{"strategy": "margin", **options}).close()
        return store

    return make


class Client:
    """A signed-in browser tab as the server sees it, without the browser."""

    def __init__(self, http: TestClient, campaign: Campaign, holder: str = "tab:one") -> None:
        self.http, self.campaign, self.holder = http, campaign, holder
        self.count = 0

    @property
    def clerk(self):
        return self.http.app.state.clerk

    def post(self, path: str, body: dict | None = None, **options):
        return self.http.post(f"/api/v1/{path}", json=body or {}, **options)

    def get(self, path: str, **options):
        return self.http.get(f"/api/v1/{path}", **options)

    def next(self, n: int = 5, **more) -> list[dict]:
        return self.post("next", {"holder": self.holder, "n": n, **more}).json()["items"]

    def given(self, card: dict, value: str | None = "pos", kind: str = "is", **more) -> dict:
        """The answer to a card as the page sends it, with a new id."""
        self.count += 1
        body = {
            "id": f"a{self.count}-{self.holder}",
            "query": card["query"],
            "item": card["item"],
            "kind": kind,
        }
        return {**body, "value": value, **more}

    def answer(self, *given: dict) -> list[dict]:
        return self.post("answers", {"answers": list(given)}).json()["results"]


@pytest.fixture
def client(project: Callable[..., Path]) -> Iterator[Callable[..., Client]]:
    """Open an application over a fresh project; options go to the Settings."""
    opened = []

    def make(store: Path | None = None, holder: str = "tab:one", **settings) -> Client:
        campaign = Campaign.open(store or project(), background=True)
        sessions = Sessions(settings.get("bearer"))
        app = create_app(campaign, Settings("items", **{"name": "anna", **settings}), sessions=sessions)
        http = TestClient(app, base_url=HOST, headers={"Sec-Fetch-Site": "same-origin"})
        http.__enter__()
        http.get("/", params={"token": sessions.link()})
        opened.append((http, campaign))
        return Client(http, campaign, holder)

    yield make
    for http, campaign in opened:
        http.__exit__(None, None, None)
        campaign.close()
