"""Images as networks want them: the same numbers as transformers."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from labelwise.errors import BadData, BadParameter
from labelwise.learners.encoders.image import as_image
from labelwise.learners.encoders.preparing import MEAN, STD, Preparation

CONFIGS = [
    {"size": {"shortest_edge": 32}, "crop_size": {"height": 28, "width": 28}, "resample": 3},
    {"size": {"height": 24, "width": 20}, "do_center_crop": False, "resample": 2},
    {"size": {"shortest_edge": 20}, "crop_size": {"height": 28, "width": 24}, "resample": 3},
    {"size": {"height": 9, "width": 9}, "do_center_crop": False, "resample": 2, "do_normalize": False},
]


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("shape", [(50, 70), (33, 31), (28, 28)])
def test_the_numbers_of_transformers(config, shape, rng):
    from transformers import BitImageProcessorPil

    config = {"do_center_crop": True, **config, "image_mean": list(MEAN), "image_std": list(STD)}
    image = Image.fromarray(rng.integers(256, size=(*shape, 3), dtype=np.uint8))
    expected = BitImageProcessorPil(**config)(image, return_tensors="np")["pixel_values"][0]
    found = Preparation.of(config)(np.asarray(image))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_sizes_as_older_files_write_them():
    assert Preparation.of({"size": 30, "crop_size": 28, "do_center_crop": True}).size == (28, 28)
    whole = Preparation.of({"do_resize": False, "crop_size": 8, "do_center_crop": True, "do_rescale": False})
    assert (whole.short, whole.size, whole.factor) == (None, (8, 8), 1.0)
    with pytest.raises(BadParameter, match="names no size"):
        Preparation.of({})


def test_files_and_arrays_are_the_same(tmp_path, rng):
    pixels = rng.integers(256, size=(20, 30, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    prepare = Preparation(16, (12, 12))
    for other in (tmp_path / "a.png", str(tmp_path / "a.png"), pixels / 255):
        np.testing.assert_array_equal(prepare(other), prepare(pixels))


def test_grey_images_have_three_equal_colours(rng):
    grey = rng.integers(256, size=(6, 6), dtype=np.uint8)
    found = Preparation(None, (6, 6), (0.0,) * 3, (1.0,) * 3)(grey)
    np.testing.assert_allclose(found, np.stack([grey / 255] * 3), atol=1e-6)
    assert as_image(grey[..., None]).getpixel((1, 2)) == (grey[2, 1],) * 3


@pytest.mark.parametrize("wrong", [np.zeros(5), np.zeros((4, 4, 2)), np.zeros((4, 4), int), "text"])
def test_what_is_no_image(wrong):
    with pytest.raises(BadData, match=r"an image is|cannot be used"):
        as_image(wrong)
