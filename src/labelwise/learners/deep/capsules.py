"""Capsules: squashed vectors, routed by agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from labelwise.errors import BadData

if TYPE_CHECKING:
    from labelwise.learners.networks import Capsules

__all__ = ["CapsuleNet", "routed", "squash"]

FEW = 1e-6
"""Least distance of a length from 0 and from 1."""


def squash(s: Tensor) -> Tensor:
    """Vectors along the last axis with the length ``|s|^2 / (1 + |s|^2)`` and the same direction.

    Examples
    --------
    >>> squash(torch.tensor([[3.0, 0.0]])).round(decimals=3).tolist()
    [[0.9, 0.0]]
    """
    squared = (s**2).sum(dim=-1, keepdim=True)
    return s * squared / (1 + squared) / (squared + 1e-9).sqrt()


def routed(votes: Tensor, rounds: int, bias: Tensor | float = 0.0) -> tuple[Tensor, Tensor]:
    """(B, K, D) capsules of the classes, and (B, I, K) how much each capsule below counts for each class.

    Parameters
    ----------
    votes : (B, I, K, D)
        What each capsule below votes for each class.
    rounds : int
        1 counts all alike; each further one moves a capsule to the classes that agree with its vote.
    bias : (K, D) tensor or float
        Added to what the votes sum to.

    Examples
    --------
    >>> alike = torch.ones(1, 2, 3, 4)
    >>> routed(alike, 1)[1][0, 0].round(decimals=2).tolist()
    [0.33, 0.33, 0.33]
    """
    agreed = torch.zeros(votes.shape[:3], device=votes.device, dtype=votes.dtype)
    for turn in range(rounds):
        share = torch.softmax(agreed, dim=2)
        v = squash((share[..., None] * votes).sum(dim=1) + bias)
        if turn < rounds - 1:
            agreed = agreed + (votes * v[:, None]).sum(dim=3)
    return v, share


class CapsuleNet(nn.Module):
    """Convolution, capsules by a second convolution, capsules of the classes.

    Parameters
    ----------
    shape : tuple of int
        Of an image: channels, height, width.
    outputs : int
        Classes.
    about : Capsules
        Settings.

    Raises
    ------
    BadData
        If the items are no images, or too small.
    """

    headless = True

    def __init__(self, shape: tuple[int, ...], outputs: int, about: Capsules) -> None:
        super().__init__()
        if len(shape) != 3 or min(shape[1:]) < 5:
            raise BadData(
                f"Capsules is given items of shape {shape}",
                allowed="images (channels, height, width) of 5 x 5 or more",
            )
        self.about, self.width = about, outputs * about.capsule
        self.first = nn.Sequential(nn.Conv2d(shape[0], about.channels, 3), nn.ReLU())
        self.below = nn.Conv2d(about.channels, about.maps * about.primary, 3, stride=2)
        places = [(side - 2 - 3) // 2 + 1 for side in shape[1:]]
        count = about.maps * places[0] * places[1]
        self.weight = nn.Parameter(0.1 * torch.randn(count, outputs, about.primary, about.capsule))
        self.bias = nn.Parameter(torch.full((outputs, about.capsule), 0.1))
        self.stage_names = ("first",)

    def capsules(self, x: Tensor) -> Tensor:
        """(B, outputs, capsule) vectors of the classes."""
        made = self.below(self.first(x)).unflatten(1, (self.about.maps, self.about.primary))
        u = squash(made.movedim(2, -1).flatten(1, 3))
        votes = torch.einsum("bip,ikpd->bikd", u, self.weight)
        return routed(votes, self.about.rounds, self.bias)[0]

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, outputs) logits of the lengths, and the longest vector at its place, (B, width)."""
        v = self.capsules(x)
        length = v.norm(dim=2).clamp(FEW, 1 - FEW)
        longest = torch.zeros_like(length).scatter_(1, length.argmax(dim=1, keepdim=True), 1.0)
        return torch.logit(length), (longest[..., None] * v).flatten(1)
