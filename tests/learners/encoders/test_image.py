"""Images to dense features."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from sklearn.base import clone

from labelwise.errors import BadData
from labelwise.learners.encoders import ImageEncoder, image
from labelwise.learners.encoders.image import thumbnail


@pytest.fixture
def paths(tmp_path, rng):
    found = [tmp_path / f"{i}.png" for i in range(12)]
    for path in found:
        Image.fromarray(rng.integers(0, 255, (20, 30, 3), dtype=np.uint8)).save(path)
    return found


class TestThumbnail:
    def saved(self, tmp_path, picture, name="a.png", **options):
        picture.save(tmp_path / name, **options)
        return thumbnail(tmp_path / name, 8)

    def test_colours(self, tmp_path):
        assert (self.saved(tmp_path, Image.new("RGB", (50, 20), (10, 20, 30))) == [10, 20, 30]).all()

    @pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA", "I;16"])
    def test_every_mode_becomes_rgb(self, tmp_path, mode):
        name = "a.jpg" if mode == "CMYK" else "a.png"
        assert self.saved(tmp_path, Image.new(mode, (9, 9)), name).shape == (8, 8, 3)

    def test_transparent_pixels_are_white(self, tmp_path):
        assert (self.saved(tmp_path, Image.new("RGBA", (9, 9), (255, 0, 0, 0))) == 255).all()

    def test_rotation_of_the_camera_is_undone(self, tmp_path):
        picture = Image.new("RGB", (40, 20), "black")
        picture.paste("white", (0, 0, 20, 20))  # left half
        exif = Image.Exif()
        exif[0x0112] = 6  # to be turned by 90 degrees clockwise
        found = self.saved(tmp_path, picture, exif=exif)
        assert found[:4].min() > 200 and found[4:].max() < 50  # upper half

    @pytest.mark.parametrize(
        "content", [b"", b"no image", b"\x89PNG\r\n\x1a\n", None], ids=["empty", "text", "cut", "half"]
    )
    def test_a_broken_file_is_named(self, tmp_path, content):
        path = tmp_path / "bad.png"
        if content is None:
            Image.effect_noise((200, 200), 50).save(path)
            content = path.read_bytes()[:2000]
        path.write_bytes(content)
        with pytest.raises(BadData, match=r"the image .*bad\.png cannot be used: .*take it out"):
            thumbnail(path)

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(BadData, match=r"nowhere\.png cannot be used: .*No such file"):
            thumbnail(tmp_path / "nowhere.png")

    def test_bombs_are_not_unpacked(self, tmp_path, monkeypatch):
        monkeypatch.setattr(image, "MOST_PIXELS", 99)
        with pytest.raises(BadData, match=r"10 x 10 pixels.*100 million"):
            self.saved(tmp_path, Image.new("RGB", (10, 10)))

    def test_the_limit_of_the_library_is_translated(self, tmp_path, monkeypatch):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
        with pytest.raises(BadData, match="decompression bomb"):
            self.saved(tmp_path, Image.new("RGB", (10, 10)))


class TestEncoder:
    def test_features_are_float32_of_known_scale(self, paths):
        z = ImageEncoder(dims=10, random_state=0).fit_transform(paths)
        assert z.shape == (12, 10) and z.dtype == np.float32
        for half in (z[:, :4], z[:, 4:]):
            assert np.sqrt((half**2).sum(axis=1).mean()) == pytest.approx(3, rel=1e-3)

    def test_files_and_arrays_are_the_same(self, paths):
        arrays = np.stack([np.asarray(Image.open(path)) for path in paths])
        made = [ImageEncoder(dims=10, random_state=0).fit_transform(items) for items in (paths, arrays)]
        np.testing.assert_array_equal(*made)

    def test_fit_then_transform_in_chunks(self, paths, monkeypatch):
        monkeypatch.setattr(image, "BLOCK", 5)
        whole = ImageEncoder(dims=10, random_state=0).fit_transform(paths)
        fitted = ImageEncoder(dims=10, random_state=0).fit([str(p) for p in paths])
        parts = [fitted.transform(paths[i : i + 3]) for i in range(0, 12, 3)]
        np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-4)

    def test_it_is_a_scikit_learn_transformer(self):
        encoder = ImageEncoder(dims=7, random_state=1)
        assert clone(encoder).get_params() == encoder.get_params() == {"dims": 7, "random_state": 1}

    @pytest.mark.parametrize("count", [1, 2])
    def test_few_and_equal_images(self, tmp_path, count):
        found = [tmp_path / f"{i}.png" for i in range(count)]
        for path in found:
            Image.new("RGB", (5, 5), "red").save(path)
        assert np.isfinite(ImageEncoder(random_state=0).fit_transform(found)).all()

    def test_none(self, paths):
        assert ImageEncoder(dims=10, random_state=0).fit(paths).transform([]).shape == (0, 10)
        with pytest.raises(BadData, match=r"no images to learn from"):
            ImageEncoder().fit([])
