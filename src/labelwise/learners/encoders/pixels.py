"""Features of every pixel: colours, their surroundings at some scales, position."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from sklearn.base import BaseEstimator, TransformerMixin

from labelwise.errors import BadData

SCALES = (1.0, 2.0, 4.0, 8.0)
"""Standard deviations of the smoothing, in pixels."""


class PixelFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Features of the pixels of images, without anything learned.

    Of each pixel: its colours; at every scale the smoothed colours, the slope of the smoothed
    brightness and the spread of the brightness around it; its row, its column and its distance from
    the middle column, all from 0 to 1.

    Parameters
    ----------
    scales : tuple of float
        Standard deviations of the Gaussian smoothing, in pixels.

    Examples
    --------
    >>> images = np.zeros((2, 6, 8, 3), np.uint8)
    >>> z = PixelFeatures().fit_transform(images)
    >>> z.shape, z.dtype.name
    ((2, 48, 26), 'float16')
    """

    def __init__(self, scales: tuple[float, ...] = SCALES) -> None:
        self.scales = scales

    def fit(self, images: Any, y: Any = None) -> Self:
        """Nothing is learned.

        Raises
        ------
        BadData
            If ``images`` is no array of images.
        """
        _images(images)
        return self

    def transform(self, images: Any) -> NDArray[np.float16]:
        """(m, H * W, D) float16: pixels row by row; each image by itself.

        float16 halves what the features of a pool take; learners read them as float32.

        Raises
        ------
        BadData
            If ``images`` is no array of images.
        """
        images = _images(images)
        m, h, w, colours = images.shape
        full = 255.0 if images.dtype == np.uint8 else 1.0
        width = colours + (colours + 2) * len(self.scales) + 3
        made = np.empty((m, h * w, width), np.float16)
        for k, image in enumerate(images):
            made[k] = self._one(image.astype(np.float32) / np.float32(full)).reshape(h * w, -1)
        return made

    def _one(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """(H, W, D) features of one image."""
        bright = image.mean(axis=-1)
        found: list[NDArray[Any]] = [image]
        for s in self.scales:
            smooth = gaussian_filter(image, (s, s, 0), mode="nearest")
            level = smooth.mean(axis=-1)
            spread = gaussian_filter((bright - level) ** 2, s, mode="nearest")
            slope = np.hypot(_difference(level, 0), _difference(level, 1)) * np.float32(s)
            found += [smooth, slope[..., None], np.sqrt(spread)[..., None]]
        return np.concatenate([*found, _place(*image.shape[:2])], axis=-1, dtype=np.float32)


def _images(images: Any) -> NDArray[Any]:
    """(m, H, W, colours); a grey image has one colour."""
    array = np.asarray(images)
    if array.ndim not in (3, 4) or array.dtype.kind not in "buf":
        raise BadData(
            f"the images have shape {array.shape} and type {array.dtype}",
            allowed="(images, rows, columns) or (images, rows, columns, colours), uint8 or floats",
        )
    return array[..., None] if array.ndim == 3 else array


def _difference(level: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Half the difference of the two neighbours; at the border they repeat."""
    padded = np.pad(level, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
    size = level.shape[axis]
    twice = padded.take(range(2, size + 2), axis) - padded.take(range(size), axis)
    return np.asarray(twice / 2, dtype=np.float32)


def _place(h: int, w: int) -> NDArray[np.float32]:
    """(H, W, 3): row, column, distance from the middle column."""
    down, right = np.linspace(0, 1, h, dtype=np.float32), np.linspace(0, 1, w, dtype=np.float32)
    place = np.empty((h, w, 3), np.float32)
    place[..., 0], place[..., 1], place[..., 2] = down[:, None], right, np.abs(2 * right - 1)
    return place
