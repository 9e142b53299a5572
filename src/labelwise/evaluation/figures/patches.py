"""A random choice of patches that a strategy for rare foreground has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from labelwise.errors import BadData, BadParameter

__all__ = ["foreground_aware_random"]

TRIES = 1000
"""Places that are tried for one patch."""


def foreground_aware_random(
    masks: Sequence[NDArray[Any]],
    patch: Sequence[int],
    n: int,
    rng: np.random.Generator,
    *,
    aware: float = 2 / 3,
) -> NDArray[np.int64]:
    """Random patches, of which a part lies on foreground: the fair baseline where most of it is background.

    A patch is placed anywhere with probability ``1 - aware``; otherwise a class that occurs in a random
    image is drawn, all alike, and the patch is placed around a random cell of it: inside or on its border,
    half and half. Patches of an image do not overlap. It looks at the truth, as a person who leafs through
    the images would, so that it is for comparisons.

    Parameters
    ----------
    masks : sequence of integer arrays
        True class of each pixel or voxel of each image, 0 for background; all of one number of dimensions.
    patch : sequence of int
        Side lengths of a patch, no longer than those of any image.
    n : int
        How many.
    rng : numpy.random.Generator
    aware : float
        Share that looks for foreground, from 0 (uniform random) to 1; 2/3 and 1/3 are those of the paper.

    Returns
    -------
    (n, 1 + dimensions) int64
        Image and first corner of each patch.

    Raises
    ------
    BadParameter
        If ``aware`` is not between 0 and 1, or a patch does not fit into an image.
    BadData
        If no place without overlap is found.

    References
    ----------
    "nnActive: A Framework for Evaluation of Active Learning in 3D Biomedical Segmentation", Foreground-Aware
    Random. A border is the class without its erosion by a ball of radius 1.

    Examples
    --------
    >>> mask = np.zeros((20, 20), int)
    >>> mask[15:18, 15:18] = 1
    >>> foreground_aware_random([mask], (4, 4), 1, np.random.default_rng(0), aware=1.0).tolist()
    [[0, 13, 15]]
    """
    sides = np.asarray(patch, dtype=np.int64)
    if not 0 <= aware <= 1:
        raise BadParameter(f"aware is {aware!r}", allowed="a number from 0 to 1")
    for mask in masks:
        if mask.ndim != len(sides) or (sides < 1).any() or (sides > mask.shape).any():
            raise BadParameter(
                f"a patch of {sides.tolist()} in an image of {list(mask.shape)}", allowed="one inside"
            )
    images = [i for i, mask in enumerate(masks) if (mask > 0).any()]
    made: list[NDArray[np.int64]] = []
    for _ in range(n):
        for _ in range(TRIES):
            corner = _place(masks, images, sides, rng, aware)
            if not any(corner[0] == old[0] and (abs(corner - old)[1:] < sides).all() for old in made):
                made.append(corner)
                break
        else:
            raise BadData(f"no room for patch {len(made) + 1} of {n}", fix="ask for fewer or smaller patches")
    return np.array(made, dtype=np.int64).reshape(n, 1 + len(sides))


def _place(
    masks: Sequence[NDArray[Any]],
    images: list[int],
    sides: NDArray[np.int64],
    rng: np.random.Generator,
    aware: float,
) -> NDArray[np.int64]:
    """Image and corner of one patch."""
    if not images or rng.uniform() >= aware:
        image = int(rng.integers(len(masks)))
        room = np.array(masks[image].shape) - sides + 1
        return np.array([image, *rng.integers(room)])
    image = images[int(rng.integers(len(images)))]
    mask = masks[image]
    found = np.unique(mask[mask > 0])
    cells = mask == found[rng.integers(len(found))]
    border = cells & ~ndimage.binary_erosion(cells, border_value=1)
    if rng.uniform() < 0.5 and border.any():  # a class that fills the image has no border
        cells = border
    places = np.argwhere(cells)
    middle = places[rng.integers(len(places))]
    return np.array([image, *np.clip(middle - sides // 2, 0, np.array(mask.shape) - sides)])
