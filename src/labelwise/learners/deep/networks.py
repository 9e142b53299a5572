"""The networks that :mod:`labelwise.learners.networks` describes."""

from __future__ import annotations

import math

from torch import Tensor, nn
from torch.nn import functional as F

FIELDS = 4
"""Rows and columns of the fields whose means are the embedding of an image."""

GROUPS = 8
"""Of channels that are normalised together: no batch is needed, so that one label is enough for a step."""


def mlp(shape: tuple[int, ...], outputs: int, hidden: tuple[int, ...], dropout: float) -> nn.Sequential:
    """Flatten, then Linear, ReLU, Dropout for each hidden layer, then Linear."""
    layers: list[nn.Module] = [nn.Flatten()]
    width = math.prod(shape)
    for units in hidden:
        layers += [nn.Linear(width, units), nn.ReLU(), nn.Dropout(dropout)]
        width = units
    net = nn.Sequential(*layers, nn.Linear(width, outputs))
    net.stage_names = tuple(str(k) for k, layer in enumerate(net) if isinstance(layer, nn.ReLU))
    return net


def stages(colours: int, channels: tuple[int, ...]) -> nn.ModuleList:
    """Stages of a 3 x 3 convolution, normalised within each image; each but the first halves the image."""
    before = (colours, *channels)
    return nn.ModuleList(
        nn.Sequential(
            nn.Conv2d(a, b, 3, padding=1, stride=1 if k == 0 else 2, bias=False),
            nn.GroupNorm(math.gcd(GROUPS, b), b),
            nn.ReLU(),
        )
        for k, (a, b) in enumerate(zip(before, channels, strict=False))
    )


class Cnn(nn.Module):
    """Stages, the mean of each of 4 x 4 fields, dropout, linear head."""

    stage_names: tuple[str, ...]

    def __init__(
        self, shape: tuple[int, ...], outputs: int, channels: tuple[int, ...], dropout: float
    ) -> None:
        super().__init__()
        self.stages = stages(shape[0], channels)
        small = [math.ceil(n / 2 ** (len(channels) - 1)) for n in shape[1:]]
        self.fields = tuple(min(FIELDS, n) for n in small)
        self.dropout, self.head = (
            nn.Dropout(dropout),
            nn.Linear(channels[-1] * math.prod(self.fields), outputs),
        )
        self.stage_names = tuple(f"stages.{k}" for k in range(len(channels)))

    def forward(self, x: Tensor) -> Tensor:
        """(B, outputs) logits of images (B, channels, height, width)."""
        for stage in self.stages:
            x = stage(x)
        return self.head(self.dropout(F.adaptive_avg_pool2d(x, self.fields).flatten(1)))
