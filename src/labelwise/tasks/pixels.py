"""One class per pixel, asked pixel by pixel."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer, BadData
from labelwise.tasks.base import Payload
from labelwise.tasks.classification import Classification
from labelwise.types import Answer, Query, Units

__all__ = ["Pixels"]

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
        return _inside(part, self.height, self.width)


def _masks(void: Any, shape: tuple[int, int, int]) -> NDArray[np.bool_]:
    masks = np.asarray(void)
    if masks.shape != tuple(shape) or masks.dtype != bool:
        raise BadData(
            f"the void masks have shape {masks.shape} and type {masks.dtype}",
            allowed=f"bool of shape {tuple(shape)}",
            fix="pass one mask an image, True where a pixel is never asked about",
        )
    return masks


def _inside(part: str, height: int, width: int) -> int:
    found = WRITTEN.fullmatch(part)
    if found is None:
        return -1
    y, x = int(found[1]), int(found[2])
    return y * width + x if y < height and x < width else -1


@dataclass(frozen=True, repr=False)
class Pixels(Classification):
    """Each pixel has exactly one of ``classes``; a question is about one pixel.

    The pool is an array of images, (N, H, W) or (N, H, W, colours); a model gives ``proba`` of shape
    (N, H * W, C) or as a Ragged, pixels row by row. A unit's part reads ``p12,40``: row 12, column 40.

    Parameters
    ----------
    classes : sequence of str
        At least two names.
    open : bool
        Whether an answer may name a new class.
    void : str, optional
        Column of the pool with one (H, W) bool mask an image, True where a pixel is never asked about.

    Examples
    --------
    >>> from labelwise.pool import Pool
    >>> task = Pixels(["sky", "road"])
    >>> units = task.units(Pool(np.zeros((5, 96, 128, 3), np.uint8)))
    >>> len(units), units.part(130)
    (61440, 'p1,2')
    >>> answers = [Answer("a", "q", "human:anna", "is", "road", item="3", part="p1,2")]
    >>> targets = task.targets(answers, int, units=units)
    >>> targets.rows.tolist(), targets.part.tolist(), targets.value.tolist()
    ([3], [130], [1])
    """

    void: str | None = field(default=None, kw_only=True)
    parts: ClassVar[str] = "pixels"
    widget: ClassVar[str] = ""

    def units(self, pool: Any) -> PixelUnits:
        """All pixels of ``pool`` that are not void.

        Raises
        ------
        BadData
            If the pool is no array of images, or its masks do not fit.
        """
        shape: Any = getattr(pool.data, "shape", ())
        if pool.kind != "array" or len(shape) not in (3, 4):
            raise BadData(
                f"{pool!r} holds no images to label by pixel",
                allowed="an array (images, rows, columns) or (images, rows, columns, colours)",
                fix="pass the images as one numpy array",
            )
        void = None if self.void is None else pool.column(self.void)
        return PixelUnits((shape[0], shape[1], shape[2]), void)

    def check(self, answer: Answer, query: Query | None = None, payload: Payload | None = None) -> Answer:
        """The answer with its value in the task's own spelling.

        Raises
        ------
        BadAnswer
            If its value is outside the classes, or it names no pixel of the image.
        """
        part = answer.part or ("" if query is None else query.part)
        size = (10**9, 10**9) if payload is None else payload().shape[:2]
        if _inside(part, *size) < 0:
            of = "" if payload is None else f", of an image of {size[0]} x {size[1]}"
            raise BadAnswer(
                f"an answer about {f'the part {part!r}' if part else 'a whole image'}",
                allowed=f"one pixel, such as p12,40{of}",
            )
        return self.spelled(answer)
