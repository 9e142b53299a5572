"""What a trained network gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from labelwise.learners.deep.batch import Output, on
from labelwise.learners.deep.device import threads_for
from labelwise.learners.deep.dropping import dropping, has_dropout
from labelwise.learners.deep.frame import Frame
from labelwise.learners.deep.memory import Parts
from labelwise.learners.features import inputs
from labelwise.learners.progress import report
from labelwise.learners.scikit_model import count

__all__ = ["TorchModel"]

Array = NDArray[Any]


class TorchModel:
    """A trained network; made by :class:`~labelwise.learners.TorchLearner`.

    Parameters
    ----------
    frame : Frame
        The network.
    feed : Feed
        Makes tensors of items.
    output : {"proba", "tags", "mean"}
        What the logits mean.
    draws : int
        Draws of ``samples``.
    cold : bool
        Whether there were too few labels to train on.
    scale : (float, float)
        Centre and spread of numbers that were learned.

    Attributes
    ----------
    provides : tuple of str
        ``proba``, ``tags`` or ``mean``, ``embedding``, ``head`` of classes, ``samples`` (``tag_samples``)
        where the network has dropout, and what recipes add.
    """

    def __init__(
        self,
        frame: Frame,
        feed: Any,
        output: str,
        *,
        draws: int = 20,
        cold: bool = False,
        scale: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        self.frame, self.feed, self.output = frame.eval(), feed, output
        self.draws, self.cold, self.scale = draws, cold, scale
        self.parts = Parts(getattr(feed, "at_once", 256))
        self.hooks: tuple[Any, ...] = ()
        drawn = {"proba": ("samples",), "tags": ("tag_samples",)}.get(output, ())
        own = (
            *((output,) if not cold else ()),
            "embedding",
            *(("head",) if output == "proba" and frame.has_head and not cold else ()),
            *(drawn if has_dropout(frame.net) and not cold else ()),
        )
        self.provides: tuple[str, ...] = own
        self._weights = sum(p.numel() for p in frame.parameters())

    def give(self, name: str, method: Callable[..., Any]) -> None:
        """Add an output, or put another in its place; ``method(x)`` gives its array."""
        setattr(self, name, method)
        if name not in self.provides and not self.cold:
            self.provides = (*self.provides, name)

    def over(self, x: Any, read: Callable[[Output], torch.Tensor]) -> NDArray[np.float32]:
        """(m, ...) what ``read`` takes of the network's outputs for items ``x``."""
        prepared, m = self.feed.prepare(inputs(x)), count(x)
        with threads_for(self._weights), torch.inference_mode():
            if not m:
                return read(self._out(self.feed.example()))[:0].float().cpu().numpy()
            found = self.parts.work(lambda parts: self._all(prepared, parts, read), m)
        return found.numpy()

    def _all(self, prepared: Any, parts: list[slice], read: Callable[[Output], Any]) -> torch.Tensor:
        found = []
        for part in parts:
            if part.start:
                report("predicting", part.start / parts[-1].stop)
            x = self.feed.batch(prepared, np.arange(part.start, part.stop))
            found.append(read(self._out(x)).float().cpu())
        return torch.cat(found)

    def _out(self, x: Any) -> Output:
        out: Output = self.frame(on(x, self.frame.device))
        return out

    def logits(self, x: Any) -> NDArray[np.float32]:
        """(m, outputs) logits."""
        return self.over(x, lambda out: out.logits)

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities."""
        return soft(self.logits(x))

    def tags(self, x: Any) -> NDArray[np.float64]:
        """(m, C) probability of each tag."""
        return chances(self.logits(x), "tags")

    def mean(self, x: Any) -> NDArray[np.float64]:
        """(m,) the number expected of each item."""
        return self.logits(x)[:, 0].astype(np.float64) * self.scale[1] + self.scale[0]

    def embedding(self, x: Any) -> NDArray[np.float32]:
        """(m, D) what the last layer is given."""
        return self.over(x, lambda out: out.embedding)

    def head(self) -> tuple[Array, Array]:
        """(W (C, D), b (C,)): ``softmax(embedding W.T + b)`` is ``proba``."""
        head: nn.Linear = self.frame.head
        w = head.weight.detach().cpu().double().numpy()
        b = np.zeros(len(w)) if head.bias is None else head.bias.detach().cpu().double().numpy()
        return w, b

    def samples(self, x: Any, seed: int = 0) -> NDArray[np.float64]:
        """(K, m, C): K draws of the network under dropout, each with one mask for all items and calls."""
        return np.stack([soft(z) for z in self._drawn(x, seed)])

    def tag_samples(self, x: Any, seed: int = 0) -> NDArray[np.float64]:
        """(K, m, C): the same for tags."""
        return np.stack([chances(z, "tags") for z in self._drawn(x, seed)])

    def _drawn(self, x: Any, seed: int) -> list[NDArray[np.float32]]:
        found = []
        for k in range(self.draws):
            with dropping(self.frame.net, (seed, k)):
                found.append(self.logits(x))
        return found

    def state(self) -> dict[str, Any]:
        """All that :meth:`TorchLearner.restore` makes it of: arrays, numbers and strings."""
        said = {"output": self.output, "cold": self.cold, "outputs": self.frame.outputs}
        state: dict[str, Any] = {"torch": json.dumps({**said, "scale": list(self.scale)})}
        state |= {f"net.{name}": value for name, value in self.frame.arrays().items()}
        state |= {f"feed.{name}": value for name, value in self.feed.state().items()}
        for k, hook in enumerate(self.hooks):
            state |= {f"hook{k}.{name}": value for name, value in hook.state(self).items()}
        return state


def soft(logits: Array) -> NDArray[np.float64]:
    """(m, C) softmax in double precision.

    Examples
    --------
    >>> soft(np.zeros((1, 4))).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    z = logits.astype(np.float64)
    e = np.exp(z - z.max(axis=1, keepdims=True)) if len(z) else z
    return np.asarray(e / e.sum(axis=1, keepdims=True)) if len(z) else e


def chances(logits: Array, output: str) -> NDArray[np.float64]:
    """(m, C) what logits say of classes (``proba``), or of each tag by itself (``tags``).

    Examples
    --------
    >>> chances(np.zeros((1, 4)), "proba").tolist(), chances(np.zeros((1, 2)), "tags").tolist()
    ([[0.25, 0.25, 0.25, 0.25]], [[0.5, 0.5]])
    """
    return soft(logits) if output == "proba" else 1 / (1 + np.exp(-logits.astype(np.float64)))
