"""The networks that :mod:`labelwise.learners.networks` describes."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


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
    """Stages of two 3 x 3 convolutions with batch normalisation; each but the first halves the image."""
    before = (colours, *channels)
    return nn.ModuleList(
        nn.Sequential(
            nn.Conv2d(a, b, 3, padding=1, stride=1 if k == 0 else 2, bias=False),
            nn.BatchNorm2d(b),
            nn.ReLU(),
            nn.Conv2d(b, b, 3, padding=1, bias=False),
            nn.BatchNorm2d(b),
            nn.ReLU(),
        )
        for k, (a, b) in enumerate(zip(before, channels, strict=False))
    )


class Cnn(nn.Module):
    """Stages, global average, dropout, linear head."""

    stage_names: tuple[str, ...]

    def __init__(
        self, shape: tuple[int, ...], outputs: int, channels: tuple[int, ...], dropout: float
    ) -> None:
        super().__init__()
        self.stages = stages(shape[0], channels)
        self.dropout, self.head = nn.Dropout(dropout), nn.Linear(channels[-1], outputs)
        self.stage_names = tuple(f"stages.{k}" for k in range(len(channels)))

    def forward(self, x: Tensor) -> Tensor:
        """(B, outputs) logits of images (B, channels, height, width)."""
        for stage in self.stages:
            x = stage(x)
        return self.head(self.dropout(x.mean(dim=(2, 3))))


def fitting(module: nn.Module, sample: object) -> Tensor:
    """What ``module`` gives for one item, without gradients; used to learn its shapes."""
    with torch.no_grad():
        was = module.training
        module.eval()
        out = module(**sample) if isinstance(sample, dict) else module(sample)
        module.train(was)
    return out
