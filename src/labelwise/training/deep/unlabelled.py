"""Unlabelled items in the training loop."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labelwise.learners.deep import Batch, Run
from labelwise.learners.deep.batch import on, size, taken
from labelwise.training.pseudo import sample

__all__ = ["Unlabelled", "beside", "one", "said"]


class Unlabelled:
    """A random sample of the unlabelled items, made into tensors once.

    Parameters
    ----------
    run : Run
        The training.
    most : int
        Items at most.

    Attributes
    ----------
    rows : (u,) int64
        Their rows in the pool.
    """

    def __init__(self, run: Run, most: int) -> None:
        self.rows = sample(run.data, most, run.rng)
        self._rng, self._feed, self._device = run.rng, run.feed, run.device
        self._items = run.feed.prepare(run.data.x(self.rows)) if len(self.rows) else None
        self._left = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self.rows)

    def draw(self, count: int) -> tuple[NDArray[np.int64], Any]:
        """Positions of the next ``count`` in a random order, and the items on the device.

        Each comes once before any comes again.
        """
        while len(self._left) < count:
            self._left = np.concatenate([self._left, self._rng.permutation(len(self.rows))])
        at, self._left = self._left[:count], self._left[count:]
        return at, on(self._feed.batch(self._items, at), self._device)


def said(run: Run, x: Any) -> Tensor:
    """(u, outputs) logits of inputs, without dropout and gradients."""

    def read(parts: list[slice]) -> Tensor:
        return torch.cat([run.forward(taken(x, part)).logits for part in parts])

    run.frame.eval()
    with torch.no_grad():
        logits = run.parts.work(read, size(x))
    run.frame.train()
    return logits


def one(a: Any, b: Any) -> Any:
    """Two inputs as one."""
    return {k: torch.cat([v, b[k]]) for k, v in a.items()} if isinstance(a, dict) else torch.cat([a, b])


def beside(batch: Batch, x: Any, name: str) -> Batch:
    """``batch`` and items without labels after it, which ``extra[name]`` counts.

    Weights of the labels are raised so that the loss stays the mean over the labels; ``extra[name]`` (B,) is
    0 for them and for the others what makes the mean over the batch a mean over the others.

    Examples
    --------
    >>> some = Batch(np.arange(2), torch.zeros(2, 3), torch.zeros(2, 1), torch.ones(2))
    >>> both = beside(some, torch.ones(4, 3), "others")
    >>> both.at.tolist(), both.weight.tolist(), both.extra["others"].tolist()
    ([0, 1, -1, -1, -1, -1], [3.0, 3.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.5, 1.5, 1.5, 1.5])
    """
    m, u = len(batch), size(x)

    def more(v: Tensor) -> Tensor:
        return torch.cat([v, v.new_zeros(u, *v.shape[1:])])

    counts = more(torch.zeros_like(batch.weight))
    counts[m:] = (m + u) / u
    return Batch(
        np.concatenate([batch.at, np.full(u, -1)]),
        one(batch.x, x),
        more(batch.target),
        more(batch.weight * ((m + u) / m)),
        {**{k: more(v) for k, v in batch.extra.items()}, name: counts},
    )
