"""Images as small arrays of colours, for networks that learn from pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from labelwise.errors import BadParameter
from labelwise.learners.encoders.image import thumbnail


class Thumbnails(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Image files as arrays: upright, RGB on white, resized to a square.

    Parameters
    ----------
    side : int
        Pixels of each side, 8 to 1024.

    Raises
    ------
    BadParameter
        If ``side`` is out of bounds.
    BadData
        In :meth:`transform`, if an image is missing or broken; names the file.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> with TemporaryDirectory() as folder:
    ...     Image.new("RGB", (40, 20), "red").save(f"{folder}/red.png")
    ...     Thumbnails(8).fit_transform([f"{folder}/red.png"])[0, 0, 0].tolist()
    [255, 0, 0]
    """

    def __init__(self, side: int = 32) -> None:
        self.side = side

    def fit(self, paths: Sequence[Path | str], y: Any = None) -> Self:
        """Nothing is learned."""
        if not isinstance(self.side, (int, np.integer)) or not 8 <= self.side <= 1024:
            raise BadParameter(f"the side of a thumbnail is {self.side!r}", allowed="8 to 1024 pixels")
        return self

    def transform(self, paths: Sequence[Path | str]) -> NDArray[np.uint8]:
        """(m, side, side, 3) uint8; each image by itself."""
        made = np.empty((len(paths), self.side, self.side, 3), np.uint8)
        for k, path in enumerate(paths):
            made[k] = thumbnail(Path(path), self.side)
        return made
