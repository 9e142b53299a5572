"""The pixels of images as units."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.types import Units

__all__: list[str] = []

WRITTEN = re.compile(r"p(\d{1,9}),(\d{1,9})")
"""A pixel as a part: its row and its column."""


class PixelUnits(Units):
    """The pixels of images of one size; their parts read ``p<row>,<column>``.

    Parameters
    ----------
    shape : tuple of int
        Images, rows and columns: (N, H, W).
    void : (N, H, W) bool, optional
        Pixels that are never asked about.

    Raises
    ------
    BadData
        If the masks have another shape or are no masks.

    Examples
    --------
    >>> void = np.zeros((2, 3, 4), bool)
    >>> void[0, 0, :2] = True
    >>> units = PixelUnits((2, 3, 4), void)
    >>> len(units), units.part(0), units.find(1, "p2,3"), units.coords[0].tolist()
    (22, 'p0,2', 21, [0, 2])
    """

    def __init__(self, shape: tuple[int, int, int], void: NDArray[np.bool_] | None = None) -> None:
        images, self.height, self.width = map(int, shape)
        each = self.height * self.width
        if void is None:
            super().__init__(np.arange(images + 1) * each)
        else:
            open_pixels = ~_masks(void, shape).reshape(images, each)
            offsets = np.concatenate(([0], np.cumsum(open_pixels.sum(axis=1))))
            super().__init__(offsets, np.nonzero(open_pixels)[1])
        small = np.uint16 if max(self.height, self.width) <= 2**16 else np.uint32
        self.coords = np.empty((len(self), 2), small)
        np.floor_divide(self.inner, self.width, out=self.coords[:, 0], casting="unsafe")
        np.remainder(self.inner, self.width, out=self.coords[:, 1], casting="unsafe")

    def part(self, row: int) -> str:
        """The pixel as text."""
        y, x = divmod(int(self.inner[row]), self.width)
        return f"p{y},{x}"

    def inner_of(self, item: int, part: str) -> int:
        """Its number in the image, row by row; -1 outside of the image."""
        return number_of(part, self.height, self.width)


def _masks(void: Any, shape: tuple[int, int, int]) -> NDArray[np.bool_]:
    masks = np.asarray(void)
    if masks.shape != tuple(shape) or masks.dtype != bool:
        raise BadData(
            f"the void masks have shape {masks.shape} and type {masks.dtype}",
            allowed=f"bool of shape {tuple(shape)}",
            fix="pass one mask an image, True where a pixel is never asked about",
        )
    return masks


def number_of(part: str, height: int, width: int) -> int:
    """Number of the pixel ``p<row>,<column>``, row by row; -1 for what is no pixel of such an image.

    Examples
    --------
    >>> number_of("p1,2", 3, 4), number_of("p3,0", 3, 4)
    (6, -1)
    """
    found = WRITTEN.fullmatch(part)
    if found is None:
        return -1
    y, x = int(found[1]), int(found[2])
    return y * width + x if y < height and x < width else -1
