"""The handwritten digits that come with scikit-learn, as a folder of images."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelwise.random import generator

SIZE = 64
"""Width and height of an image in pixels; the originals have 8."""
HELD_OUT = 500
"""Images that are set aside for scoring."""


@dataclass(frozen=True)
class Digits:
    """Where the images are, and the truth about each.

    Parameters
    ----------
    folder, held_out : Path
        Images to label, and images to score on.
    truth, held_truth : dict from file name to class
        The digit of every image.
    """

    folder: Path
    held_out: Path
    truth: dict[str, str]
    held_truth: dict[str, str]

    @property
    def classes(self) -> tuple[str, ...]:
        """The ten digits."""
        return tuple(str(d) for d in range(10))


def write_digits(out: Path, seed: int) -> Digits:
    """Write the images below ``out``: ``digits/`` to label, ``held-out/`` to score on.

    Parameters
    ----------
    out : Path
        A folder that exists.
    seed : int
        Draws which images are held out.
    """
    from sklearn.datasets import load_digits

    found = load_digits()
    order = generator(seed, "digits").permutation(len(found.target))
    held, rest = np.sort(order[:HELD_OUT]), np.sort(order[HELD_OUT:])
    parts = [_write(out / name, found, rows) for name, rows in (("digits", rest), ("held-out", held))]
    return Digits(out / "digits", out / "held-out", *parts)


def _write(folder: Path, found: object, rows: np.ndarray) -> dict[str, str]:
    from PIL import Image

    folder.mkdir(exist_ok=True)
    truth = {}
    for row in rows:
        name = f"{row:04d}.png"
        grey = (255 - found.images[row] * (255 / 16)).astype(np.uint8)  # type: ignore[attr-defined]
        Image.fromarray(grey).resize((SIZE, SIZE), Image.Resampling.BICUBIC).save(folder / name)
        truth[name] = str(found.target[row])  # type: ignore[attr-defined]
    return truth
