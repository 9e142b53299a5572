"""Histograms of oriented gradients."""

from __future__ import annotations

import numpy as np

from labelwise.learners.encoders.hog import BINS, CELLS, _histograms, hog


def naive_histograms(strength, angle):
    """One pixel at a time."""
    m, side = strength.shape[:2]
    step = side // CELLS
    out = np.zeros((m, CELLS, CELLS, BINS))
    for k in range(m):
        for i in range(side):
            for j in range(side):
                place = angle[k, i, j] / np.pi * BINS
                low = int(np.floor(place))
                cell = out[k, i // step, j // step]
                cell[low % BINS] += strength[k, i, j] * (1 - (place - low))
                cell[(low + 1) % BINS] += strength[k, i, j] * (place - low)
    return out


def test_histograms_are_the_plain_sum(rng):
    strength, angle = (
        rng.random((2, 16, 16)).astype(np.float32),
        np.pi * rng.random((2, 16, 16)).astype(np.float32),
    )
    np.testing.assert_allclose(
        _histograms(strength, angle), naive_histograms(strength, angle), rtol=1e-4, atol=1e-6
    )


def stripes(axis):
    image = np.zeros((1, 32, 32, 3), np.float32)
    index = np.arange(32) // 4 % 2
    image[0] = (index[:, None, None] if axis == 0 else index[None, :, None]).astype(np.float32)
    return image


def test_directions_are_told_apart():
    across, down = hog(stripes(0))[0], hog(stripes(1))[0]
    per_bin = [h.reshape(-1, BINS).sum(axis=0) for h in (across, down)]
    assert per_bin[0].argmax() in (4, 5) and per_bin[1].argmax() == 0


def test_brightness_and_colour_do_not_matter():
    image = stripes(0)
    red = image * np.array([1, 0, 0], np.float32)
    np.testing.assert_allclose(hog(0.5 + image / 2), hog(image), atol=0.05)
    np.testing.assert_allclose(hog(red), hog(image), atol=1e-6)


def test_a_flat_image_has_none():
    assert (hog(np.full((1, 32, 32, 3), 0.7, np.float32)) == 0).all()
