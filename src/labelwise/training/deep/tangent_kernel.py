"""Sketches of the gradients of predictions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelwise.learners.deep import Frame, Hook, TorchModel
from labelwise.learners.deep.batch import on
from labelwise.learners.deep.device import threads_for
from labelwise.learners.features import inputs
from labelwise.learners.scikit_model import count

if TYPE_CHECKING:
    from labelwise.training.tangent_kernel import TangentKernel

__all__ = ["Tangents", "tangents"]

Matrices = Mapping[nn.Linear, tuple[Tensor, Tensor]]
"""Of each layer: from its inputs and a constant (D + 1, size), and from its outputs (M, size)."""


class Tangents(Hook):
    """Gives the sketch under the name of the embedding."""

    def __init__(self, recipe: TangentKernel) -> None:
        self.recipe = recipe

    def extend(self, model: TorchModel) -> None:
        """The other embedding; the random matrices are drawn once."""
        matrices = drawn(model.frame, self.recipe.size, self.recipe.seed)
        weights = sum(p.numel() for p in model.frame.parameters())

        def embedding(x: Any) -> NDArray[np.float32]:
            prepared, m = model.feed.prepare(inputs(x)), count(x)
            if not m:
                return np.zeros((0, self.recipe.size), np.float32)

            def read(parts: list[slice]) -> list[Tensor]:
                at = [np.arange(part.start, part.stop) for part in parts]
                items = (on(model.feed.batch(prepared, a), model.frame.device) for a in at)
                return [tangents(model.frame, x, matrices).cpu() for x in items]

            with threads_for(weights):
                return np.asarray(torch.cat(model.parts.work(read, m)).numpy())

        model.give("embedding", embedding)


def drawn(frame: Frame, size: int, seed: int) -> Matrices:
    """Random matrices for each linear layer of a network."""
    rng = torch.Generator().manual_seed(seed)

    def matrix(rows: int) -> Tensor:
        return torch.randn(rows, size, generator=rng).to(frame.device)

    layers = [m for m in frame.net.modules() if isinstance(m, nn.Linear)]
    return {layer: (matrix(layer.in_features + 1), matrix(layer.out_features)) for layer in layers}


def tangents(frame: Frame, x: Any, matrices: Matrices) -> Tensor:
    """(B, size) sketch of the gradient of each prediction.

    Parameters
    ----------
    frame : Frame
        A network of one output, in evaluation mode.
    x : tensor or dict of tensors
        B items.
    matrices : mapping
        Of :func:`drawn`.
    """
    with torch.enable_grad(), watching(matrices) as seen:
        total = frame(x).logits[:, 0].sum()
        deltas = torch.autograd.grad(total, [out for _, _, out in seen])
    found = []
    for (layer, given, _), delta in zip(seen, deltas, strict=True):
        left, right = matrices[layer]
        given = given.detach() / math.sqrt(layer.in_features)
        product = (given @ left[:-1] + left[-1]) * (delta @ right)
        found.append(product.flatten(1, -2).sum(dim=1) if product.ndim > 2 else product)
    return torch.stack(found).sum(dim=0) / math.sqrt(found[0].shape[1])


@contextmanager
def watching(matrices: Matrices) -> Iterator[list[tuple[nn.Linear, Tensor, Tensor]]]:
    """What layers are given and put out while the network runs, in order."""
    seen: list[tuple[nn.Linear, Tensor, Tensor]] = []

    def note(layer: Any, given: tuple[Tensor, ...], out: Tensor) -> None:
        seen.append((layer, given[0], out))

    handles = [layer.register_forward_hook(note) for layer in matrices]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
