"""Dropout with one mask for all items: a draw of the network that is the same function everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from labelwise.random import generator

__all__ = ["dropping", "has_dropout", "mask"]

KINDS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d)


def layers(net: nn.Module) -> list[Any]:
    """The dropout layers that drop something, in order."""
    return [m for m in net.modules() if isinstance(m, KINDS) and m.p > 0]


def has_dropout(net: nn.Module) -> bool:
    """Whether draws differ."""
    return bool(layers(net))


def mask(x: Tensor, layer: Any, keys: tuple[int, ...]) -> Tensor:
    """Factors of one item's units: 0 with probability p, else 1 / (1 - p).

    (1, D) for features, (1, 1, D) for sequences, whose units are dropped at all places, and one for each
    place of images, but whole maps for ``Dropout2d``.
    """
    shape = list(x.shape[1:])
    if isinstance(layer, nn.Dropout):
        shape = [1, *shape[1:]] if x.ndim == 3 else shape
    else:
        shape = [shape[0], *(1 for _ in shape[1:])]
    kept = generator(keys[0], "dropout", *keys[1:]).random(shape) >= layer.p
    return torch.from_numpy(kept).to(x)[None] / (1 - layer.p)


@contextmanager
def dropping(net: nn.Module, keys: tuple[int, ...]) -> Iterator[None]:
    """Inside, ``net`` in evaluation mode drops the units that ``keys`` say, the same in every call.

    Parameters
    ----------
    net : torch module
        Its dropout layers are followed by a mask.
    keys : tuple of int
        Seed and number of the draw.
    """

    def after(number: int) -> Any:
        def drop(layer: nn.Module, given: Any, out: Tensor) -> Tensor:
            return out * mask(out, layer, (*keys, number))

        return drop

    handles = [layer.register_forward_hook(after(k)) for k, layer in enumerate(layers(net))]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
