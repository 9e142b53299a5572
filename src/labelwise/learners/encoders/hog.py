"""Histograms of oriented gradients: the shape of things, whatever their colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

CELLS, BINS = 8, 9


def hog(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Histograms of oriented gradients of small images.

    Source: Dalal and Triggs, 2005, Histograms of oriented gradients for human detection. Departure:
    directions are shared between two bins, positions are not shared between cells.

    Parameters
    ----------
    images : (m, S, S, 3) float32
        Values from 0 to 1; S is a multiple of 8.

    Returns
    -------
    (m, 1764) float32
        The 8 x 8 cells' histograms over 9 directions, normalised in each 2 x 2 block of cells.

    Examples
    --------
    >>> hog(np.zeros((2, 32, 32, 3), np.float32)).shape
    (2, 1764)
    """
    strength, angle = _gradients(images)
    cells = _histograms(strength, angle)
    energy = (cells**2).sum(axis=-1)
    size = np.sqrt(energy[:, :-1, :-1] + energy[:, 1:, :-1] + energy[:, :-1, 1:] + energy[:, 1:, 1:] + 1e-4)
    corners = [
        cells[:, i : CELLS - 1 + i, j : CELLS - 1 + j] / size[..., None] for i in (0, 1) for j in (0, 1)
    ]
    return np.concatenate([c.reshape(len(images), -1) for c in corners], axis=1)


def _gradients(images: NDArray[np.float32]) -> tuple[NDArray[Any], NDArray[Any]]:
    """(m, S, S) strength and direction from 0 to pi of the strongest colour channel."""
    dy, dx = np.zeros_like(images), np.zeros_like(images)
    dy[:, 1:-1] = images[:, 2:] - images[:, :-2]
    dx[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    strength = np.hypot(dx, dy)
    best = strength.argmax(axis=-1)[..., None]
    dy, dx, strength = (np.take_along_axis(a, best, -1)[..., 0] for a in (dy, dx, strength))
    return strength, np.arctan2(dy, dx) % np.pi


def _histograms(strength: NDArray[Any], angle: NDArray[Any]) -> NDArray[np.float32]:
    """(m, 8, 8, 9): strength by direction, shared between the two nearest bins."""
    place = angle / np.pi * BINS
    low = np.floor(place).astype(np.int64)
    share = (place - low).astype(np.float32)
    m, side = strength.shape[:2]
    pixels = np.zeros((m, side, side, BINS), np.float32)
    np.put_along_axis(pixels, low[..., None] % BINS, (strength * (1 - share))[..., None], -1)
    np.put_along_axis(pixels, (low[..., None] + 1) % BINS, (strength * share)[..., None], -1)
    step = side // CELLS
    return np.asarray(pixels.reshape(m, CELLS, step, CELLS, step, BINS).sum(axis=(2, 4)))
