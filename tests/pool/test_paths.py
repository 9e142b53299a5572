"""Texts that stand for files."""

from __future__ import annotations

from pathlib import Path

import pytest

from labelwise.errors import BadData
from labelwise.pool import paths


@pytest.mark.parametrize("suffix", paths.IMAGE_SUFFIXES)
def test_names_of_images(suffix):
    assert paths.is_image(f"img/7{suffix}") and paths.is_image(f"7{suffix.upper()}")


@pytest.mark.parametrize("text", ["", "good", "see 7.png", "7.png.txt", "png", Path("7.png"), None, 7])
def test_what_names_no_image(text):
    assert not paths.is_image(text)


def test_a_name_with_white_space_has_to_exist(tmp_path):
    (tmp_path / "my cat.png").touch()
    assert paths.is_image(str(tmp_path / "my cat.png")) and not paths.is_image(str(tmp_path / "my dog.png"))
    assert not paths.is_image("much prose " * 1000 + ".png")


def test_parquet_paths(tmp_path):
    (tmp_path / "x.parquet").write_text("no parquet")
    for path, part in [
        ("some text", r"'some text' is a path but not of a Parquet file.*labelwise\.io\.read"),
        (str(tmp_path / "no.parquet"), "there is no file"),
        (str(tmp_path), "not of a Parquet file"),
        (str(tmp_path / "x.parquet"), r"x\.parquet' is not a Parquet file"),
    ]:
        with pytest.raises(BadData, match=part):
            paths.parquet(path)
