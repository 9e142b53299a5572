"""Running the command line in this process, in an empty folder, and watching what it leaves behind."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labelwise.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the command is run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def cli(here: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """``cli("status", "--project", "p.db")`` -> code, stdout and stderr."""

    def run(*args: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in args])
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def reviews(here: Path) -> Path:
    """A small CSV of texts; every fourth one has a label."""
    lines = ["id,text,label,truth"]
    for k in range(40):
        truth = "pos" if k % 2 else "neg"
        word = "wonderful" if k % 2 else "terrible"
        lines.append(f"r{k},a {word} film number {k},{truth if k % 4 < 2 and k < 12 else ''},{truth}")
    path = here / "reviews.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def project(reviews: Path) -> Path:
    """A project about that file with its labels imported and four more given."""
    from labelwise.campaign import Campaign
    from labelwise.io import read

    path = Path("reviews.labelwise.db")
    data = read(reviews, label_column="label")
    with Campaign(data.pool, ["neg", "pos"], store=path) as campaign:
        campaign.add_labels(list(data.labels), list(data.labels.values()))
        batch = campaign.ask(4, to="human:anna")
        campaign.tell(batch, ["pos" if int(q.item[1:]) % 2 else "neg" for q in batch])
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content, the shared-memory files of SQLite left out."""
    files = [p for p in folder.rglob("*") if p.is_file() and not p.name.endswith("-shm")]
    return {str(p.relative_to(folder)): p.read_bytes() for p in files} | {
        f"{p.relative_to(folder)}/": b"" for p in folder.rglob("*") if p.is_dir()
    }


@pytest.fixture
def unchanged(here: Path) -> Callable[[Callable[[], Any]], Any]:
    """Runs a function and checks that it created, changed and removed nothing."""

    def check(action: Callable[[], Any]) -> Any:
        before = snapshot(here)
        result = action()
        after = snapshot(here)
        assert sorted(after) == sorted(before), "files were created or removed"
        assert after == before, "a file was changed"
        return result

    return check


OWN = """
from sklearn.linear_model import LogisticRegression

class Mine(LogisticRegression):
    pass

def factory():
    return Mine(C=2.0)

ready = Mine(C=3.0)
number = 7

class Nested:
    inside = ready
"""


@pytest.fixture
def mine(here: Path) -> Iterator[str]:
    """A module of the user in the folder of now; forgotten at the end."""
    (here / "mine_of_user.py").write_text(OWN)
    path = list(sys.path)
    yield "mine_of_user"
    sys.path[:] = path
    sys.modules.pop("mine_of_user", None)
