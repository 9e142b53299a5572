"""Whole campaigns with other learners: made and served by the command line, answered over HTTP, then used."""

from __future__ import annotations

import csv
import io
import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from PIL import Image

from labelwise.testing.tiny_models import tiny_bert

pytestmark = pytest.mark.slow
PATIENCE = 240.0


@pytest.fixture
def texts(here: Path) -> Path:
    path = here / "films.csv"
    words = {"pos": ["wonderful", "lovely"], "neg": ["terrible", "awful"]}
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [
            (f"f{k}", f"a {words[truth][k % 2]} film number {k}", truth)
            for k, truth in ((k, ("pos", "neg")[k // 2 % 2]) for k in range(60))
        ]
        csv.writer(file).writerows([("id", "text", "truth"), *rows])
    return path


@pytest.fixture
def photos(here: Path) -> Path:
    """Dark and light images in one folder; the name says which."""
    folder, rng = here / "photos", np.random.default_rng(0)
    folder.mkdir()
    for k in range(40):
        pixels = rng.integers(0, 90, (16, 16, 3)) + 160 * (k % 2)
        Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{('dark', 'light')[k % 2]}{k}.png")
    return folder


class Page:
    """What the page does, without a browser."""

    def __init__(self, url: str) -> None:
        origin = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
        headers = {"Sec-Fetch-Site": "same-origin"}
        self.http = httpx.Client(base_url=origin, headers=headers, follow_redirects=True, timeout=30)
        self.http.get(url).raise_for_status()
        self.count = 0

    def answer(self, n: int, truth: Callable[[dict], str]) -> None:
        asked = self.http.post("/api/v1/next", json={"holder": "tab:one", "n": n}).json()["items"]
        assert len(asked) == n
        given = []
        for card in asked:
            self.count += 1
            place = {"query": card["query"], "item": card["item"]}
            given.append({"id": f"a{self.count}", **place, "kind": "is", "value": truth(card)})
        results = self.http.post("/api/v1/answers", json={"answers": given}).json()["results"]
        assert all(result["saved"] for result in results)

    def status(self) -> dict:
        return self.http.get("/api/v1/status").json()

    def trained(self) -> dict:
        """Wait until the model has learned from every answer that it may see, and ranked."""
        end = time.monotonic() + PATIENCE
        while True:
            status = self.status()
            training = status["training"]
            assert training["state"] != "failed", training
            if status["behind"] == 0 and status["model"] and training["state"] == "waiting":
                return status
            assert time.monotonic() < end, status["training"]
            time.sleep(0.1)


@contextmanager
def served(*words: object) -> Iterator[Page]:
    """``labelwise label`` in a process of its own; ended as Ctrl-C does."""
    code = "from labelwise.cli import main; main()"
    command = [sys.executable, "-c", code, "label", *map(str, words), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True)
    reader.start()
    seen = []
    try:
        while not seen or not seen[-1].startswith("http://"):
            seen.append(lines.get(timeout=PATIENCE))
        page = Page(seen[-1].strip())
        with closing(page.http):
            yield page
    except queue.Empty:
        pytest.fail(f"no address: {seen}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        reader.join(timeout=10)
        process.stdout.close()


def campaign(cli, file: Path, labels: str, truth: Callable[[dict], str], *spec: object, **more) -> list[dict]:
    """Twenty answers in two rounds, then the whole file predicted by the delivered model.

    ``typed=True``: the project does not store the learner, which is typed again.
    """
    with served(file.name, "--labels", labels, *spec) as page:
        for n in (12, 8):
            page.answer(n, truth)
            status = page.trained()
        assert status["labels"] == 20
        assert any(card["suggestion"] for card in page.http.post(
            "/api/v1/next", json={"holder": "tab:two", "n": 6}).json()["items"]
        )  # fmt: skip
    project = f"{file.name.split('.')[0]}.labelwise.db"
    own = spec if more.get("typed") else ()
    assert cli("status", "--project", project).code == 0
    done = cli("predict", file.name, "--project", project, "-o", "out.csv", *own)
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(Path("out.csv").read_text("utf-8"))))


def film(card: dict) -> str:
    text = card["show"]["text"]
    return "pos" if "wonderful" in text or "lovely" in text else "neg"


def accuracy(rows: list[dict], truth: Callable[[str], str]) -> float:
    return float(np.mean([row["label"] == truth(row["id"]) for row in rows]))


def film_of(id: str) -> str:
    return ("pos", "neg")[int(id[1:]) // 2 % 2]


def test_lightgbm(cli, texts):
    rows = campaign(cli, texts, "pos,neg", film, "--learner", "lightgbm")
    assert len(rows) == 60 and accuracy(rows, film_of) >= 0.7


def test_a_network_on_images(cli, photos):
    def shade(card: dict) -> str:
        return "light" if "light" in card["item"] else "dark"

    rows = campaign(cli, photos, "dark,light", shade, "--learner", "cnn")
    assert len(rows) == 40 and accuracy(rows, lambda id: "light" if "light" in id else "dark") == 1.0


def test_a_transformer_made_from_a_configuration(cli, texts, here):
    """Untrained and tiny: that everything goes together, no more."""
    tiny_bert(here / "bert", ["a wonderful lovely terrible awful film number"])
    rows = campaign(
        cli, texts, "pos,neg", film, "--learner", "logistic", "--final", f"transformer:{here / 'bert'}"
    )
    assert len(rows) == 60 and accuracy(rows, film_of) >= 0.7


def test_ones_own_network(cli, texts, here):
    (here / "mine_here.py").write_text(
        "from torch import nn\n\n"
        "def net(shape, outputs):\n"
        "    return nn.Sequential(nn.Linear(shape[0], 16), nn.ReLU(), nn.Linear(16, outputs))\n"
    )
    rows = campaign(cli, texts, "pos,neg", film, "--learner", "mine_here:net", typed=True)
    assert len(rows) == 60 and accuracy(rows, film_of) >= 0.7


class Counting(BaseHTTPRequestHandler):
    """A service that counts words by class, and keeps every model under a name."""

    models: ClassVar[dict[str, dict[str, dict[str, int]]]] = {}
    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(self.path)
        if self.path.endswith("/train"):
            counts: dict[str, dict[str, int]] = {}
            for text, label in zip(said["items"], said["labels"], strict=True):
                for word in text.split():
                    seen = counts.setdefault(word, {})
                    seen[label] = seen.get(label, 0) + 1
            found = {"model": f"m{len(self.models)}"}
            self.models[found["model"]] = counts
        else:
            counts = self.models[said["model"]]
            found = {"proba": [self.proba(counts, text, said["classes"]) for text in said["items"]]}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def proba(self, counts: dict[str, dict[str, int]], text: str, classes: list[str]) -> list[float]:
        told = [counts[word] for word in text.split() if word in counts]
        score = [1.0 + sum(w.get(c, 0) / sum(w.values()) for w in told) ** 2 for c in classes]
        return [s / sum(score) for s in score]

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/model"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_that_only_answers(cli, texts, service):
    rows = campaign(cli, texts, "pos,neg", film, "--learner", f"train+{service}")
    assert {"/model", "/model/train"} == {path.rstrip("/") for path in Counting.asked}
    assert len(rows) == 60 and accuracy(rows, film_of) >= 0.7
