"""Features of pixels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from labelwise.errors import BadData
from labelwise.learners.encoders import PixelFeatures

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 12, 16, 3), dtype=np.uint8)


def test_shape_and_order_of_the_pixels():
    z = PixelFeatures(scales=(2.0,)).fit_transform(IMAGES)
    assert z.shape == (3, 12 * 16, 3 + 5 + 3) and z.dtype == np.float16
    np.testing.assert_allclose(z[1, 5 * 16 + 7, :3], IMAGES[1, 5, 7] / 255, atol=1e-3)
    np.testing.assert_allclose(z[1, 5 * 16 + 7, -3:], [5 / 11, 7 / 15, 1 - 14 / 15], atol=1e-3)


def test_features_of_one_scale():
    image = IMAGES[0].astype(np.float64) / 255
    smooth = gaussian_filter(image, (2, 2, 0), mode="nearest")
    level = smooth.mean(axis=-1)
    padded = np.pad(level, 1, mode="edge")
    down, right = (padded[2:, 1:-1] - padded[:-2, 1:-1]) / 2, (padded[1:-1, 2:] - padded[1:-1, :-2]) / 2
    spread = np.sqrt(gaussian_filter((image.mean(axis=-1) - level) ** 2, 2, mode="nearest"))
    wanted = [*np.moveaxis(smooth, -1, 0), 2 * np.hypot(down, right), spread]
    z = PixelFeatures(scales=(2.0,)).fit_transform(IMAGES)[0, :, 3:8]
    np.testing.assert_allclose(z, np.stack(wanted, -1).reshape(-1, 5), atol=2e-3)


def test_each_image_by_itself_and_floats_as_they_are():
    whole = PixelFeatures().fit(IMAGES).transform(IMAGES)
    np.testing.assert_array_equal(whole[[2]], PixelFeatures().transform(IMAGES[2:]))
    np.testing.assert_allclose(whole, PixelFeatures().transform(IMAGES / np.float32(255)), atol=1e-3)
    assert PixelFeatures().transform(IMAGES[..., 0]).shape == (3, 192, 1 + 4 * 3 + 3)
    assert PixelFeatures().transform(IMAGES[:0]).shape == (0, 192, 26)


@pytest.mark.parametrize("bad", [np.zeros((3, 4)), np.array([["a"]]), np.zeros((2, 3, 4, 5, 6))], ids=str)
def test_what_is_no_image(bad):
    with pytest.raises(BadData, match="the images have shape"):
        PixelFeatures().fit(bad)
