"""From the items of a pool to tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labelwise.errors import BadData
from labelwise.learners.features import dense, inputs

__all__ = ["ArrayFeed"]

COLOURS = (1, 3, 4)
"""Sizes of a last axis that make an array (N, H, W, colours) images with the colours last."""


class ArrayFeed:
    """Arrays as float32 tensors, each feature or colour with mean 0 and spread 1.

    Features (N, D), sparse or not, images (N, H, W) or (N, H, W, colours), and any other (N, ...).

    Parameters
    ----------
    centre, scale : arrays
        (D,) for features, (colours, 1, 1) for images.
    shape : tuple of int
        Of one tensor: colours come first.
    """

    def __init__(self, centre: NDArray[Any], scale: NDArray[Any], shape: tuple[int, ...]) -> None:
        self.centre, self.scale, self.shape = centre, scale, shape

    @classmethod
    def of(cls, x: Any) -> ArrayFeed:
        """The feed for items like ``x``, of which there is at least one."""
        values = plain(x)
        axes = (0, *range(2, values.ndim))
        centre, scale = values.mean(axes, keepdims=True)[0], values.std(axes, keepdims=True)[0]
        return cls(centre, np.where(scale > 1e-6, scale, np.float32(1)), values.shape[1:])

    def prepare(self, x: Any) -> Tensor:
        """All items as one tensor.

        Raises
        ------
        BadData
            If they have another shape than those it was made for.
        """
        values = plain(x)
        if values.shape[1:] != self.shape and len(values):
            raise BadData(
                f"the items have the shape {values.shape[1:]}",
                allowed=f"{self.shape}, as in training (colours first)",
            )
        return torch.from_numpy((values.reshape(-1, *self.shape) - self.centre) / self.scale)

    def example(self) -> Tensor:
        """One item of zeros."""
        return torch.zeros(1, *self.shape)

    def batch(self, prepared: Tensor, index: Any) -> Tensor:
        """Some of the prepared items."""
        return prepared[torch.as_tensor(index, dtype=torch.int64)]

    def state(self) -> dict[str, Any]:
        """Arrays that :meth:`restored` makes it of."""
        return {"centre": self.centre, "scale": self.scale, "shape": np.array(self.shape, np.int64)}

    @classmethod
    def restored(cls, state: dict[str, Any]) -> ArrayFeed:
        """The inverse of :meth:`state`."""
        return cls(state["centre"], state["scale"], tuple(int(n) for n in state["shape"]))


def plain(x: Any) -> NDArray[np.float32]:
    """(N, D) or (N, colours, H, W) float32; bytes become numbers from 0 to 1.

    Raises
    ------
    BadData
        If the items are no numbers.

    Examples
    --------
    >>> plain(np.zeros((2, 8, 8, 3), np.uint8)).shape, plain(np.zeros((2, 8, 8))).shape
    ((2, 3, 8, 8), (2, 1, 8, 8))
    """
    x = inputs(x)
    kind = getattr(getattr(x, "dtype", None), "kind", "O")
    if kind not in "biuf" and not hasattr(x, "dtypes"):
        raise BadData(
            f"a network is given items of type {type(x).__name__}",
            allowed="arrays of numbers",
            fix="pass an encoder: TorchLearner(encoder=TextEncoder()) for texts, Thumbnails() for images",
        )
    found = dense(x) if getattr(x, "ndim", 2) == 2 else np.asarray(x)
    values = found.astype(np.float32) / np.float32(255 if found.dtype == np.uint8 else 1)
    if values.ndim == 3:
        return values[:, None]
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2)) if is_images(values) else values


def is_images(x: NDArray[Any]) -> bool:
    """Whether an array is (N, H, W, colours) rather than (N, colours, H, W)."""
    return x.ndim == 4 and x.shape[-1] in COLOURS and x.shape[1] not in COLOURS
