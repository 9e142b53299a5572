"""A map for each class, boosted where it speaks for the class."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from labelwise.errors import BadData
from labelwise.learners.deep.networks import stages

__all__ = ["Cams", "boosted"]


def boosted(maps: Tensor, boost: float) -> Tensor:
    """What is positive times ``boost``; the rest as it is.

    Examples
    --------
    >>> boosted(torch.tensor([-1.0, 2.0]), 5.0).tolist()
    [-1.0, 10.0]
    """
    return torch.where(maps > 0, boost * maps, maps)


class Cams(nn.Module):
    """Stages, a map for each class from a linear layer at every place, boost, mean.

    Parameters
    ----------
    shape : tuple of int
        Of an image: channels, height, width.
    outputs : int
        Classes.
    channels : tuple of int
        Of the stages.
    boost : float
        Factor of what is positive.

    Raises
    ------
    BadData
        If the items are no images.
    """

    headless = True

    def __init__(self, shape: tuple[int, ...], outputs: int, channels: tuple[int, ...], boost: float) -> None:
        super().__init__()
        if len(shape) != 3:
            raise BadData(
                f"CamCnn is given items of shape {shape}", allowed="images (channels, height, width)"
            )
        self.width, self.boost = (shape[0], *channels)[-1], boost
        self.stages, self.top = stages(shape[0], channels), nn.Conv2d(self.width, outputs, 1)
        self.stage_names = tuple(f"stages.{k}" for k in range(len(channels)))

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, outputs, h, w) maps before the boost, and the features (B, width, h, w) they are linear in."""
        for stage in self.stages:
            x = stage(x)
        return self.top(x), x

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, outputs) logits and (B, width) mean features of images (B, channels, height, width)."""
        maps, features = self.maps(x)
        return boosted(maps, self.boost).mean(dim=(2, 3)), features.mean(dim=(2, 3))
