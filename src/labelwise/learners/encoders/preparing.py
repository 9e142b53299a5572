"""Images as a trained network wants them: size, crop, colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from labelwise.errors import BadParameter
from labelwise.learners.encoders.image import as_image

Array = NDArray[Any]

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of the colours of ImageNet, from 0 to 1."""


@dataclass(frozen=True)
class Preparation:
    """What is done to an image before a network sees it.

    Parameters
    ----------
    short : int or None
        Length of the shorter side after resizing; None: both sides are those of ``size``.
    size : (int, int)
        Rows and columns that the network sees: cut out of the middle, or resized to.
    mean, std : three floats
        Of the colours.
    resample : int
        How pixels are interpolated, as Pillow numbers it.
    factor : float
        What a byte is multiplied by.

    Examples
    --------
    >>> Preparation(None, (2, 2), (0.5,) * 3, (0.5,) * 3)(np.full((4, 6), 255, np.uint8)).tolist()[0]
    [[1.0, 1.0], [1.0, 1.0]]
    """

    short: int | None
    size: tuple[int, int]
    mean: Sequence[float] = MEAN
    std: Sequence[float] = STD
    resample: int = 3
    factor: float = 1 / 255

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Self:
        """What a ``preprocessor_config.json`` of transformers says.

        Raises
        ------
        BadParameter
            If it names no size.
        """
        resized = _sides(config.get("size")) if config.get("do_resize", True) else None
        crop = _sides(config.get("crop_size")) if config.get("do_center_crop", False) else None
        short = resized if isinstance(resized, int) else None
        size = crop or resized
        if size is None:
            raise BadParameter("preprocessor_config.json names no size", allowed="size or crop_size")
        colours = config.get("do_normalize", True)
        return cls(
            short,
            (size, size) if isinstance(size, int) else size,
            tuple(config.get("image_mean") or MEAN) if colours else (0.0,) * 3,
            tuple(config.get("image_std") or STD) if colours else (1.0,) * 3,
            int(config.get("resample", 2)),
            float(config.get("rescale_factor", 1 / 255)) if config.get("do_rescale", True) else 1.0,
        )

    def __call__(self, item: Any) -> NDArray[np.float32]:
        """(3, rows, columns) float32 of a path, or of an array (H, W) or (H, W, 3) of bytes or of 0 to 1."""
        image, (rows, columns) = as_image(item), self.size
        if self.short is None:
            image = image.resize((columns, rows), self.resample)
        else:
            image = self._cut(self._resized(image, self.short))
        pixels = np.asarray(image, np.float32) * np.float32(self.factor)
        scaled = (pixels - np.asarray(self.mean, np.float32)) / np.asarray(self.std, np.float32)
        return np.ascontiguousarray(scaled.transpose(2, 0, 1), np.float32)

    def _resized(self, image: Image.Image, short: int) -> Image.Image:
        width, height = image.size
        if width <= height:
            return image.resize((short, int(short * height / width)), self.resample)
        return image.resize((int(short * width / height), short), self.resample)

    def _cut(self, image: Image.Image) -> Image.Image:
        """The middle; black where the image is smaller."""
        rows, columns = self.size
        top, left = (image.height - rows) // 2, (image.width - columns) // 2
        return image.crop((left, top, left + columns, top + rows))


def _sides(said: Any) -> int | tuple[int, int] | None:
    """The shorter side, or rows and columns."""
    if isinstance(said, Mapping):
        if "shortest_edge" in said:
            return int(said["shortest_edge"])
        return (int(said["height"]), int(said["width"])) if {"height", "width"} <= set(said) else None
    return (int(said), int(said)) if isinstance(said, int) else None
