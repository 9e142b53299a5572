"""The training loop."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelwise.errors import BadData
from labelwise.learners.deep.batch import Batch, Output, on
from labelwise.learners.deep.frame import Frame
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.losses import class_weights, losses, right, values
from labelwise.learners.deep.memory import Parts
from labelwise.learners.loop import Loop
from labelwise.learners.progress import report
from labelwise.types import Training

__all__ = ["Run"]

HELD_OUT = 0.1
"""Share of the labels that early stopping watches."""

WHOLE = 2**31
"""Items at a time before memory has run out: any batch as a whole."""


class Run:
    """One training of one network.

    Parameters
    ----------
    frame : Frame
        The network and what recipes put beside it.
    feed : Feed
        Makes tensors of items.
    loop : Loop
        Settings.
    data : Training
        At least one label.
    output : {"proba", "tags", "mean"}
        What the logits mean.
    rng : numpy Generator
        Of the order of the labels and of whatever hooks draw.
    hooks : sequence of Hook
        Of the recipes around the learner.

    Attributes
    ----------
    target : (m, outputs) float tensor
        What is to be learned of each label; hooks may change it.
    weight : (m,) float tensor
        Mean 1.
    epoch, steps : int
        How far it is.
    epochs : int
        Epochs in all.
    optimizer : torch optimiser
        Of all weights that learn.
    """

    optimizer: torch.optim.Optimizer

    def __init__(
        self,
        frame: Frame,
        feed: Any,
        loop: Loop,
        data: Training,
        *,
        output: str,
        rng: np.random.Generator,
        hooks: Sequence[Hook] = (),
    ) -> None:
        self.frame, self.feed, self.loop, self.data = frame, feed, loop, data
        self.device = frame.device
        self.output, self.rng, self.hooks = output, rng, tuple(hooks)
        self.items = feed.prepare(data.x(data.rows))
        value, weight = values(data.targets, frame.outputs), data.targets.weight.astype(np.float32)
        if loop.class_weights and output == "proba":
            weight = weight * class_weights(value)
        self.target = torch.from_numpy(value).to(frame.device)
        self.weight = torch.from_numpy(weight / max(float(weight.mean()), 1e-12)).to(frame.device)
        self.learned = np.arange(len(data.rows))
        self.watched = np.zeros(0, np.int64)
        self.epoch = self.steps = 0
        self.parts = Parts(WHOLE)
        self._best: tuple[float, int, dict[str, Tensor]] | None = None

    def go(self) -> None:
        """Train to the end.

        Raises
        ------
        BadData
            If a loss is no number; ``rows`` of the error are those of the batch.
        """
        self._hold_out()
        self.epochs = self.loop.passes(len(self.learned))
        for hook in self.hooks:
            hook.start(self)
        self.optimizer = self._optimizer()
        while self.epoch < self.epochs and not self._epoch():
            self.epoch += 1
        if self._best is not None:
            self.frame.load_state_dict(self._best[2])
        for hook in self.hooks:
            hook.finish(self)
        self.frame.eval()

    def _hold_out(self) -> None:
        """Keep a tenth of the labels aside where early stopping is wanted and there are twenty or more."""
        m = len(self.learned)
        if self.loop.patience is not None and m >= 20:
            order = self.rng.permutation(m)
            cut = max(2, round(HELD_OUT * m))
            self.watched, self.learned = np.sort(order[:cut]), np.sort(order[cut:])

    def _optimizer(self) -> torch.optim.Optimizer:
        loop, free = self.loop, [p for p in self.frame.parameters() if p.requires_grad]
        if loop.optimizer == "sgd":
            return torch.optim.SGD(free, loop.rate, momentum=0.9, weight_decay=loop.decay)
        fused = self.device.type in ("cpu", "cuda", "mps")  # one pass over all weights
        return torch.optim.AdamW(free, loop.rate, weight_decay=loop.decay, fused=fused)

    def _epoch(self) -> bool:
        """One pass; whether to stop."""
        batches = list(self._batches())
        self.frame.train()
        for k, at in enumerate(batches):
            share = (self.epoch + k / len(batches)) / self.epochs
            self._set_rate(share)
            self.step(self.batch(at))
            report("training", share)
        for hook in self.hooks:
            hook.after_epoch(self)
        return self._all_right() or self._no_better()

    def _batches(self) -> Iterable[NDArray[np.int64]]:
        """Positions of the labels in each step."""
        for hook in self.hooks:
            found = hook.batches(self)
            if found is not None:
                return found
        order = self.rng.permutation(self.learned)
        return np.array_split(order, math.ceil(len(order) / self.loop.batch))

    def _set_rate(self, share: float) -> None:
        wished = [f for hook in self.hooks if (f := hook.rate(self, share)) is not None]
        usual = 0.5 * (1 + math.cos(math.pi * share)) if self.loop.schedule == "cosine" else 1.0
        for group in self.optimizer.param_groups:
            group["lr"] = self.loop.rate * (wished[-1] if wished else usual)

    def moved(self, x: Any) -> Any:
        """Inputs on the device."""
        return on(x, self.device)

    def batch(self, at: NDArray[np.int64]) -> Batch:
        """The labels at these positions."""
        index = torch.as_tensor(at, device=self.device)
        x = self.moved(self.feed.batch(self.items, at))
        return Batch(np.asarray(at, np.int64), x, self.target[index], self.weight[index])

    def forward(self, x: Any) -> Output:
        """What the network says, in the precision that the settings ask for."""
        out: Output
        if not self.loop.amp:
            out = self.frame(x)
            return out
        with torch.autocast(self.device.type, torch.bfloat16):
            out = self.frame(x)
        return Output(out.logits.float(), out.embedding.float(), [s.float() for s in out.stages])

    def plain(self, out: Output, batch: Batch) -> Tensor:
        """The loss without what recipes add to it: the weighted mean over the batch."""
        return (self.each(out.logits, batch.target) * batch.weight).mean()

    def each(self, logits: Tensor, target: Tensor) -> Tensor:
        """(B,) loss of each item: the usual one, or that of the recipe which brings its own."""
        own = (hook.each(self, logits, target) for hook in self.hooks)
        found = next((e for e in own if e is not None), None)
        return losses(logits, target, self.output) if found is None else found

    def loss(self, batch: Batch) -> Tensor:
        """The loss with all recipes."""
        out = self.forward(batch.x)
        loss = self.plain(out, batch)
        for hook in self.hooks:
            loss = hook.loss(self, batch, out, loss)
        return loss

    def ready(self, batch: Batch) -> Batch:
        """What the hooks make of a batch."""
        for hook in self.hooks:
            batch = hook.batch(self, batch)
        return batch

    def step(self, batch: Batch) -> None:
        """One step of the optimiser, with all hooks."""
        batch = self.ready(batch)
        for hook in self.hooks:
            hook.before_step(self, batch)
        self.descend(batch)
        for hook in self.hooks:
            hook.after_step(self, batch)
        self.steps += 1

    def descend(self, batch: Batch, loss_of: Callable[[Batch], Tensor] | None = None) -> None:
        """Down the gradient of a loss of a batch, by default that of :meth:`loss`.

        Where memory runs out it is computed in parts and added up.
        """
        self.parts.work(lambda parts: self._gradient(batch, parts, loss_of or self.loss), len(batch))
        self.optimizer.step()

    def _gradient(self, batch: Batch, parts: list[slice], loss_of: Callable[[Batch], Tensor]) -> None:
        self.optimizer.zero_grad()
        for part in parts:
            own = batch if len(parts) == 1 else batch.part(part)
            loss = loss_of(own)
            if not math.isfinite(now := loss.item()):
                raise self._no_number(own, now)
            (loss if own is batch else loss * (len(own) / len(batch))).backward()

    def _no_number(self, batch: Batch, loss: float) -> BadData:
        """The error that names the items whose own loss is no number, all of the batch where none is."""
        with torch.no_grad():
            each = self.each(self.forward(batch.x).logits, batch.target).cpu().numpy()
        at = batch.at[~np.isfinite(each)] if not np.isfinite(each).all() else batch.at
        rows = self.data.rows[at[at >= 0]]
        error = BadData(
            f"the loss became {loss} in epoch {self.epoch + 1}, with the items {rows.tolist()}",
            allowed="a finite loss",
            fix="look at these items; a smaller rate or amp=False helps where they are as they should be",
        )
        error.rows = rows  # type: ignore[attr-defined]
        return error

    def predicted(self, at: NDArray[np.int64]) -> Tensor:
        """(m, outputs) logits of labels without dropout and gradients."""
        self.frame.eval()
        with torch.no_grad():
            chunks = np.array_split(at, max(1, math.ceil(len(at) / 256)))
            found = torch.cat([self.forward(self.batch(c).x).logits for c in chunks])
        self.frame.train()
        return found

    def _all_right(self) -> bool:
        if self.loop.stop_at is None:
            return False
        index = torch.as_tensor(self.learned, device=self.device)
        hit = right(self.predicted(self.learned), self.target[index], self.output)
        return float(hit.float().mean()) >= self.loop.stop_at

    def _no_better(self) -> bool:
        """Whether the held-out loss has not fallen for long enough; keeps the best weights."""
        if not len(self.watched):
            return False
        index = torch.as_tensor(self.watched, device=self.device)
        each = losses(self.predicted(self.watched), self.target[index], self.output)
        now = float((each * self.weight[index]).sum() / self.weight[index].sum().clamp(min=1e-12))
        if self._best is None or now < self._best[0]:
            self._best = now, self.epoch, copy.deepcopy(self.frame.state_dict())
        return self.loop.patience is not None and self.epoch - self._best[1] >= self.loop.patience

    def weights(self) -> list[Tensor]:
        """Copies of all weights that learn, for steps that are taken back."""
        return [p.detach().clone() for p in self.frame.parameters() if p.requires_grad]

    def put(self, weights: list[Tensor]) -> None:
        """Set the weights that learn to those of :meth:`weights`."""
        with torch.no_grad():
            free: list[nn.Parameter] = [p for p in self.frame.parameters() if p.requires_grad]
            for p, value in zip(free, weights, strict=True):
                p.copy_(value)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Weights, running means and the optimiser's state are afterwards what they were before."""
        weights, memory = copy.deepcopy(self.frame.state_dict()), copy.deepcopy(self.optimizer.state_dict())
        try:
            yield
        finally:
            self.frame.load_state_dict(weights)
            self.optimizer.load_state_dict(memory)
