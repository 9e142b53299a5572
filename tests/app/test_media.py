"""Only images, only from the folder, only as we write them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from labelwise.app import media
from labelwise.app.media import inside, picture
from labelwise.errors import BadData

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def saved(path: Path, size=(40, 30), mode="RGB", **options) -> Path:
    Image.new(mode, size, 1).save(path, **options)
    return path


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("name", ["a.png", "b.jpg", "c.gif", "d.webp", "e.bmp", "f.tiff"])
def test_formats_are_written_anew(tmp_path, name):
    content, kind = picture(saved(tmp_path / name, (400, 300)), tmp_path)
    assert kind in ("image/png", "image/jpeg")
    assert opened(content).size == (400, 300)
    assert opened(content).get_format_mimetype() == kind


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_can_be_shown(tmp_path, mode):
    content, _ = picture(saved(tmp_path / "a.tiff", mode=mode), tmp_path)
    opened(content).load()


@pytest.mark.parametrize(
    ("name", "text"), [("a.svg", SVG), ("a.png", SVG), ("a.jpg", "<html><script>"), ("a.gif", "")]
)
def test_what_is_no_image_is_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(BadData, match="cannot be read"):
        picture(tmp_path / name, tmp_path)


def test_a_cut_off_image_is_refused(tmp_path):
    whole = saved(tmp_path / "a.png", (300, 300)).read_bytes()
    (tmp_path / "a.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadData, match="cannot be read"):
        picture(tmp_path / "a.png", tmp_path)


def test_hidden_data_does_not_travel(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    path = saved(tmp_path / "a.jpg", (400, 300), exif=exif)
    assert b"taken at home" in path.read_bytes()
    assert b"taken at home" not in picture(path, tmp_path)[0]


def test_turned_photographs_stand_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    content, _ = picture(saved(tmp_path / "a.jpg", (400, 300), exif=exif), tmp_path)
    assert opened(content).size == (300, 400)


def test_large_images_are_scaled_and_bombs_refused(tmp_path, monkeypatch):
    content, _ = picture(saved(tmp_path / "a.png", (5000, 1000), "L"), tmp_path)
    assert max(opened(content).size) == media.LONGEST
    monkeypatch.setattr(media, "PIXELS", 1000)
    with pytest.raises(BadData, match="more than 1,000 pixels"):
        picture(saved(tmp_path / "b.png", (100, 100)), tmp_path)


def test_nothing_outside_the_folder(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    outside = saved(tmp_path / "secret.png")
    (folder / "link.png").symlink_to(outside)
    for path in (outside, folder / ".." / "secret.png", folder / "link.png"):
        with pytest.raises(BadData, match="outside"):
            inside(path, folder)
    with pytest.raises(BadData, match="missing"):
        inside(folder / "gone.png", folder)
    with pytest.raises(BadData, match="outside"):
        inside(outside, None)


def test_a_changed_file_is_read_again(tmp_path):
    import os

    path = saved(tmp_path / "a.png", (10, 10))
    picture(path, tmp_path)
    saved(path, (20, 20))
    os.utime(path, ns=(1, 1))
    assert opened(picture(path, tmp_path)[0]).size == (20, 20)


def test_the_route_serves_by_item_and_sandboxed(client, tmp_path, project):
    from labelwise.io import read

    folder = tmp_path / "pictures"
    folder.mkdir()
    saved(folder / "one.png")
    saved(folder / "two.png")
    tab = client(project(read(folder).pool), root=folder)
    card = tab.next(1)[0]
    reply = tab.http.get(card["show"]["src"])
    assert reply.headers["content-type"] == "image/png"
    assert "sandbox" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert opened(reply.content).size == (40, 30)
    for item in ("nothing", "../secret.png", str(folder / "one.png")):
        refused = tab.get("media", params={"item": item})
        assert refused.status_code == 400
        assert "error" in refused.json()
