"""A folder of images as a table."""

from __future__ import annotations

import pytest

from labelwise.errors import BadData
from labelwise.io.images import read_images


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def test_images_below_a_folder_in_order(tmp_path):
    make(
        tmp_path, "cat/b.PNG", "cat/a.jpg", "dog/x/c.jpeg", "top.webp", "notes.txt", ".cache/d.png", ".e.png"
    )
    table, place = read_images(tmp_path)
    assert table.to_pydict() == {
        "id": ["cat/a.jpg", "cat/b.PNG", "dog/x/c.jpeg", "top.webp"],
        "path": ["cat/a.jpg", "cat/b.PNG", "dog/x/c.jpeg", "top.webp"],
        "folder": ["cat", "cat", "x", ""],
    }
    assert place(1) == "cat/b.PNG"


def test_a_folder_below_a_hidden_one_is_fine(tmp_path):
    make(tmp_path / ".hidden", "a.png")
    assert len(read_images(tmp_path / ".hidden")[0]) == 1


def test_a_folder_named_like_an_image_is_no_image(tmp_path):
    make(tmp_path, "a.png/b.png")
    assert read_images(tmp_path)[0]["id"].to_pylist() == ["a.png/b.png"]


def test_no_image(tmp_path):
    make(tmp_path, "a.txt")
    with pytest.raises(BadData, match=r"holds no image.*\.jpg, .*\.png"):
        read_images(tmp_path)
