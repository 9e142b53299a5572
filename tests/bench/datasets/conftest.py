"""A tiny folder in every layout, and a server on this machine that answers as a hub does."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labelwise.bench.datasets import Listing, names


def write_lines(file: Path, lines: list[dict[str, object]]) -> None:
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))


def png(grey: int, size: tuple[int, int] = (4, 3)) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, grey).save(out, "PNG")
    return out.getvalue()


def tables(folder: Path) -> None:
    folder.mkdir()
    (folder / "index.csv").write_text(
        "file,rows,features,classes,target\nrooms.tsv.gz,4,2,2,kind\nclean1.tsv.gz,3,3,2,target\n"
    )
    rooms = "size\tcode\tkind\n1.5\t2\t-1.0\n2.5\t3\t1.0\n3.5\t2\t1.0\n4.5\t1\t-1.0\n"
    clean = "molecule_name\tconformation_name\tf1\ttarget\n0\t1\t5\t0\n0\t2\t6\t0\n1\t3\t7\t1\n"
    (folder / "rooms.tsv.gz").write_bytes(gzip.compress(rooms.encode()))
    (folder / "clean1.tsv.gz").write_bytes(gzip.compress(clean.encode()))


def numbers(folder: Path) -> None:
    folder.mkdir()
    (folder / "index.csv").write_text("file,rows,features,target_mean,target\nwaves.tsv.gz,3,1,2,target\n")
    (folder / "waves.tsv.gz").write_bytes(gzip.compress(b"a\ttarget\n1\t1\n2\t2\n\t3\n"))


def arrays(root: Path) -> None:
    for name in ("tags", "pairs", "uci", "other"):
        (root / name).mkdir()
    tags = {"Y_train": np.eye(3, dtype=np.uint8), "Y_test": np.ones((2, 3), np.uint8)}
    named = {"label_names": np.array(["sea", "sun", "fog"])}
    np.savez(root / "tags" / "scene.npz", X_train=np.eye(3), X_test=np.ones((2, 3)), **tags, **named)
    np.savez(root / "tags" / "all.npz", X_all=np.eye(3), Y_all=np.eye(3, dtype=np.uint8))
    images = {"X_train": np.zeros((4, 5, 5), np.uint8), "X_test": np.ones((2, 5, 5), np.uint8)}
    np.savez(
        root / "pairs" / "clothes.npz", y_train=np.array([0, 1, 10, 9]), y_test=np.array([1, 2]), **images
    )
    masks = np.array([[True, False], [False, True], [False, False], [False, False]])
    np.savez(root / "uci" / "air.npz", X=np.arange(8.0).reshape(4, 2), y=np.arange(4.0), test_mask=masks)
    np.savez(root / "other" / "probs.npz", probs=np.eye(2), y=np.array([0, 1]))


def pictures(folder: Path) -> None:
    folder.mkdir()
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        for part, greys in (("train", (10, 20, 30)), ("test", (40, 50))):
            for number, grey in enumerate(greys):
                archive.writestr(f"{part}/{number:05d}.png", png(grey))
    np.savez(folder / "labels.npz", y_train=np.array([2, 0, 2]), y_test=np.array([0, 1]), noisy=np.arange(3))


def texts(root: Path) -> None:
    for name in ("questions", "films", "tagged"):
        (root / name).mkdir()
    lines = [{"text": "how far?", "label": "NUM"}, {"text": "who?", "label": "HUM", "fine": "HUM:ind"}]
    write_lines(root / "questions" / "train.jsonl.gz", lines * 2)
    write_lines(root / "questions" / "test.jsonl.gz", [{"text": "why?", "label": "DESC"}])
    write_lines(root / "questions" / "val.jsonl.gz", [{"text": "never read", "label": "VAL"}])
    write_lines(root / "films" / "all.jsonl.gz", [{"text": "good", "label": 1}, {"text": "bad", "label": 0}])
    write_lines(root / "tagged" / "train.jsonl.gz", [{"tokens": ["a"], "tags": ["O"]}])


def manifest(root: Path) -> None:
    lines = ["# Data", "### tables", "- licence as stated at the source: MIT", "- source: a benchmark"]
    for file in sorted(p for p in root.rglob("*") if p.is_file()):
        name, raw = file.relative_to(root).as_posix(), file.read_bytes()
        lines.append(f"  - `{name}` {len(raw)} bytes sha256 {hashlib.sha256(raw).hexdigest()}")
    (root / "MANIFEST.md").write_text("\n".join(lines))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sets in every layout, and what is no set, with a manifest of all files."""
    root = tmp_path / "data"
    root.mkdir()
    tables(root / "tables")
    numbers(root / "numbers")
    arrays(root)
    pictures(root / "photos")
    texts(root)
    manifest(root)
    return root


class Server:
    """Answers what it was told to; everything else is not found."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, bytes] = {}
        self.asked: list[str] = []


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            body = known.answers.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        known = Server(f"http://127.0.0.1:{listening.server_port}")
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        listening.shutdown()
        thread.join()


@pytest.fixture
def image() -> Callable[..., bytes]:
    """Makes the bytes of a grey PNG, 4 by 3 by default."""
    return png


@pytest.fixture(scope="session")
def listed(data_dir: Path) -> dict[str, Listing]:
    """What the folder of real data offers, by name."""
    return {row.name: row for row in names(data_dir)}
