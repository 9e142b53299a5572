"""Weights that are kept on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labelwise.learners.deep import Frame, Hook, Run, TorchModel
from labelwise.learners.deep.model import chances

__all__ = ["RecordedHook", "SnapshotsHook", "with_weights"]

Weights = dict[str, Tensor]


def copied(frame: Frame) -> Weights:
    """All weights of the network, and what it counts (means of batches), as they are."""
    return {name: value.detach().clone() for name, value in frame.state_dict().items()}


@contextmanager
def with_weights(frame: Frame, weights: Weights) -> Iterator[None]:
    """Inside, the network has other weights."""
    before = copied(frame)
    frame.load_state_dict(weights)
    try:
        yield
    finally:
        frame.load_state_dict(before)


class _Kept(Hook):
    """Weights after evenly spread epochs, the last one among them, stored with the model."""

    kept: list[Weights]

    def __init__(self, count: int) -> None:
        self.count = count

    def attach(self, frame: Frame) -> None:
        """Nothing is kept yet."""
        self.kept = []

    def moments(self, run: Run) -> int:
        """How many there will be."""
        return min(self.count, run.epochs)

    def after_epoch(self, run: Run) -> None:
        """Keep the weights of this epoch where its turn has come."""
        before, now = (e * self.moments(run) // run.epochs for e in (run.epoch, run.epoch + 1))
        if now > before:
            self.kept.append(copied(run.frame))

    def said(self, model: TorchModel, x: Any) -> NDArray[np.float64]:
        """(K, m, C): what the network said of ``x`` at each of these moments."""
        found = []
        for weights in self.kept:
            with with_weights(model.frame, weights):
                found.append(chances(model.logits(x), model.output))
        return np.stack(found)

    def state(self, model: Any) -> dict[str, Any]:
        """All of them."""
        return {f"{k}.{n}": v.cpu().numpy() for k, w in enumerate(self.kept) for n, v in w.items()}

    def restore(self, frame: Frame, state: dict[str, Any]) -> None:
        """The inverse of :meth:`state`."""
        for name, value in state.items():
            k, _, own = name.partition(".")
            while len(self.kept) <= int(k):
                self.kept.append({})
            self.kept[int(k)][own] = torch.as_tensor(np.array(value))


class SnapshotsHook(_Kept):
    """Cosine cycles; a copy at the end of each."""

    def rate(self, run: Run, share: float) -> float | None:
        """From 1 to 0 in each cycle."""
        return 0.5 * (1 + math.cos(math.pi * (share * self.moments(run) % 1)))

    def extend(self, model: TorchModel) -> None:
        """``samples`` are the snapshots, predictions their mean."""
        if not self.kept:
            return
        drawn = "samples" if model.output == "proba" else "tag_samples"
        if model.output != "mean":
            model.give(drawn, lambda x: self.said(model, x))
            model.give(model.output, lambda x: np.asarray(self.said(model, x).mean(axis=0)))


class RecordedHook(_Kept):
    """The course of the training is an output."""

    def extend(self, model: TorchModel) -> None:
        """``dynamics (E, m, C)``."""
        if self.kept and model.output != "mean":
            model.give("dynamics", lambda x: self.said(model, x))
