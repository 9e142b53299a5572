"""Screenshots are made of the pages that users see, small and without loss."""

from __future__ import annotations

import importlib.util
import io
from types import ModuleType

import pytest
from PIL import Image


@pytest.fixture(scope="module")
def shots(repo_root) -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", repo_root / "scripts" / "screenshots.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_enough_reviews_of_both_kinds(shots):
    labels = list(shots.reviews().values())
    assert len(labels) == 64 > shots.ANSWERS and labels.count("positive") == 32


def test_an_unknown_picture_is_refused(shots, capsys):
    with pytest.raises(SystemExit) as ended:
        shots.main(["sunset"])
    assert ended.value.code == 2 and "there are app, report" in capsys.readouterr().err


def test_pictures_lose_nothing(shots, tmp_path):
    image = Image.radial_gradient("L").convert("RGB")
    png = io.BytesIO()
    image.save(png, "PNG")
    shots.save(png.getvalue(), tmp_path / "a.webp")
    assert Image.open(tmp_path / "a.webp").convert("RGB").tobytes() == image.tobytes()


@pytest.mark.browser
def test_the_report_is_pictured(shots, chromium, tmp_path, monkeypatch):
    monkeypatch.setenv("LABELWISE_CHROMIUM", chromium)
    shots.main(["report", "--out", str(tmp_path)])
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "report-dark.webp",
        "report-phone.webp",
        "report.webp",
    ]
    light, dark = (
        Image.open(tmp_path / f"report{n}.webp").convert("L").getpixel((5, 5)) for n in ("", "-dark")
    )
    assert light > 200 > 60 > dark


def test_every_picture_is_small_and_used(repo_root, shots):
    images = repo_root / "docs" / "images"
    text = "".join(
        p.read_text("utf-8") for p in [repo_root / "README.md", *(repo_root / "docs").rglob("*.md")]
    )
    for file in images.glob("*.webp"):
        assert file.stat().st_size < 200_000, file.name
        assert file.name in text or "-phone" in file.name, file.name
