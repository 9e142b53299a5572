"""One class per pixel, asked pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from labelwise.errors import BadAnswer, BadData
from labelwise.tasks.base import Payload
from labelwise.tasks.classification import Classification
from labelwise.tasks.pixel_units import PixelUnits, number_of
from labelwise.types import Answer, Query

__all__ = ["Pixels"]


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
    >>> import numpy as np
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
        if number_of(part, *size) < 0:
            of = "" if payload is None else f", of an image of {size[0]} x {size[1]}"
            raise BadAnswer(
                f"an answer about {f'the part {part!r}' if part else 'a whole image'}",
                allowed=f"one pixel, such as p12,40{of}",
            )
        return self.spelled(answer)
