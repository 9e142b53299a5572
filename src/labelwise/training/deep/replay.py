"""What :class:`labelwise.training.Replay` does in the training loop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep import Batch, Frame, Hook, Output, Run, TorchModel
from labelwise.learners.deep.losses import losses, values
from labelwise.training.deep.unlabelled import one

if TYPE_CHECKING:
    from labelwise.training.replay import Replay

__all__ = ["Memory", "ReplayHook", "apart", "covering"]

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Memory:
    """The labels that a model has learned, and what it said of them.

    Parameters
    ----------
    rows : (k,) int64
        Ascending rows of the pool.
    value : (k, outputs) float32
        Their labels at that time.
    logits : (k, outputs) float32
        Stored outputs.
    """

    rows: Array
    value: Array
    logits: Array

    @classmethod
    def none(cls, outputs: int) -> Memory:
        """Nothing was learned."""
        empty = np.zeros((0, outputs), np.float32)
        return cls(np.zeros(0, np.int64), empty, empty)

    @classmethod
    def of(cls, model: Any, outputs: int) -> Memory:
        """That of a network, which need not be one of :class:`~labelwise.training.Replay`, nor be there."""
        for hook in model.hooks if isinstance(model, TorchModel) else ():
            if isinstance(hook, ReplayHook) and hook.memory.value.shape[1] == outputs:
                return hook.memory
        return cls.none(outputs)

    def find(self, rows: Array, value: Array) -> Array:
        """(m,) positions of labels here; -1 for rows that are new, and for labels that were changed.

        Examples
        --------
        >>> one = np.array([[1.0, 0.0]])
        >>> Memory(np.array([4]), one, one).find(np.array([3, 4]), np.array([[1.0, 0.0]] * 2)).tolist()
        [-1, 0]
        """
        if not len(self.rows):
            return np.full(len(rows), -1)
        spot = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        same = (self.value[spot] == value) | (np.isnan(self.value[spot]) & np.isnan(value))
        return np.where((self.rows[spot] == rows) & same.all(axis=1), spot, -1)


class ReplayHook(Hook):
    """One training with replay.

    Parameters
    ----------
    recipe : Replay
        Its settings.

    Attributes
    ----------
    old, new : (k,) int64
        Positions of labels that the model before had learned, and of the others.
    memory : Memory
        What the model that comes of this training has learned.
    """

    def __init__(self, recipe: Replay) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """Nothing was learned yet."""
        self.memory = Memory.none(frame.outputs)

    def start(self, run: Run) -> None:
        """Part the labels, and set how long to train."""
        self.told = values(run.data.targets, run.frame.outputs)
        known = Memory.of(run.data.previous, run.frame.outputs)
        spot = known.find(run.data.rows, self.told)
        self.seen = spot >= 0
        stored = np.zeros_like(self.told)
        stored[self.seen] = known.logits[spot[self.seen]]
        self.stored = torch.from_numpy(stored).to(run.device)
        self.old, self.new = run.learned[self.seen[run.learned]], run.learned[~self.seen[run.learned]]
        if len(self.old):
            run.epochs = self.recipe.epochs if len(self.new) else 0

    def batches(self, run: Run) -> Iterable[Array] | None:
        """The new labels; in the first round the usual."""
        if not len(self.old):
            return None
        order = run.rng.permutation(self.new)
        return np.array_split(order, -(-len(order) // run.loop.batch))

    def batch(self, run: Run, batch: Batch) -> Batch:
        """New labels and old ones, weighed."""
        many = min(self.recipe.replayed, len(self.old))
        if not many:
            return batch
        old = run.batch(self._chosen(run, batch, many))
        both = len(batch) + len(old)
        new, told, soft = self.weights(both / len(batch), both / len(old))
        nothing = torch.zeros_like(batch.target)
        extra = {
            "replayed": torch.cat([torch.zeros_like(batch.weight), torch.full_like(old.weight, soft)]),
            "stored": torch.cat([nothing, self.stored[torch.as_tensor(old.at, device=run.device)]]),
        }
        kept = {k: torch.cat([v, v.new_zeros(len(old), *v.shape[1:])]) for k, v in batch.extra.items()}
        weight = torch.cat([new * batch.weight, told * old.weight])
        target = torch.cat([batch.target, old.target])
        return Batch(
            np.concatenate([batch.at, old.at]), one(batch.x, old.x), target, weight, {**kept, **extra}
        )

    def weights(self, of_new: float = 1.0, of_old: float = 1.0) -> tuple[float, float, float]:
        """Factors of new labels, of old ones, and of what was stored.

        ``of_new`` and ``of_old`` are the sizes of the whole batch over those of its parts: with them the
        mean over the batch is the weighted sum of the means over its parts.
        """
        how, alpha, beta = self.recipe.how, self.recipe.alpha, self.recipe.beta
        if how in ("er", "mir"):
            return 1.0, 1.0, 0.0
        if how == "der++":
            return of_new, of_old * beta, of_old * alpha
        share = len(self.old) / (len(self.old) + len(self.new))
        return of_new * (1 - share), of_old * share * beta, of_old * share * alpha

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The distance to what was stored; in the first epoch, outputs are noted."""
        if self.recipe.record == "first" and run.epoch == 0:
            fresh = batch.at[batch.at >= 0]
            fresh = fresh[~self.seen[fresh]]
            where = torch.as_tensor(np.isin(batch.at, fresh), device=run.device)
            self.stored[torch.as_tensor(fresh, device=run.device)] = out.logits.detach()[where]
        if "replayed" not in batch.extra or not self.weights()[2]:
            return loss
        way = "mean" if self.recipe.how == "der++" else run.output
        return loss + (batch.extra["replayed"] * apart(out.logits, batch.extra["stored"], way)).mean()

    def finish(self, run: Run) -> None:
        """Remember what was learned."""
        if self.recipe.record == "end" and len(self.new):
            self.stored[torch.as_tensor(self.new, device=run.device)] = run.predicted(self.new)
        learned = self.seen.copy()
        learned[self.new] = True
        stored = self.stored.cpu().numpy()
        self.memory = Memory(run.data.rows[learned], self.told[learned], stored[learned])

    def state(self, model: Any) -> dict[str, Any]:
        """The memory."""
        return {"rows": self.memory.rows, "value": self.memory.value, "logits": self.memory.logits}

    def restore(self, model: Any, state: dict[str, Any]) -> None:
        """The memory as it was."""
        self.memory = Memory(*(np.asarray(state[name]) for name in ("rows", "value", "logits")))

    def _chosen(self, run: Run, batch: Batch, many: int) -> Array:
        """Positions of the old labels that are replayed."""
        if self.recipe.how not in ("mir", "sds2"):
            return run.rng.choice(self.old, many, replace=False)
        most = max(many, self.recipe.among)
        some = run.rng.permutation(self.old)[:most]
        if self.recipe.how == "mir":
            keys = self.rise(run, batch, some) + run.rng.gumbel(size=len(some))
            return some[np.argsort(-keys, kind="stable")[:many]]
        logits = run.predicted(some)
        doubts = doubt(logits, run.output).cpu().numpy().astype(float)
        return some[covering(kernel(logits.cpu().numpy()), doubts, many, self.recipe.doubt)]

    def rise(self, run: Run, batch: Batch, at: Array) -> Array:
        """(k,) by how much a step on ``batch`` alone raises the loss of each label; the step is undone."""

        def each() -> Array:
            target = run.target[torch.as_tensor(at, device=run.device)]
            return np.asarray(losses(run.predicted(at), target, run.output).cpu().numpy(), float)

        before = each()
        with run.undone():
            run.descend(batch, lambda part: run.plain(run.forward(part.x), part))
            return each() - before


def apart(logits: Tensor, stored: Tensor, output: str) -> Tensor:
    """(B,) distance of outputs to stored ones.

    KL(stored || current) of classes, its mean over tags, and the mean squared difference of numbers.

    Examples
    --------
    >>> apart(torch.zeros(1, 2), torch.tensor([[0.0, 99.0]]), "proba").exp().round().tolist()
    [2.0]
    """
    if output == "mean":
        return ((logits - stored) ** 2).mean(dim=1)
    if output == "tags":
        p, yes, no = stored.sigmoid(), F.logsigmoid(stored), F.logsigmoid(-stored)
        told = p * (yes - F.logsigmoid(logits)) + (1 - p) * (no - F.logsigmoid(-logits))
        return told.mean(dim=1)
    log = F.log_softmax(logits, dim=1)
    return F.kl_div(log, F.log_softmax(stored, dim=1), reduction="none", log_target=True).sum(dim=1)


def doubt(logits: Tensor, output: str) -> Tensor:
    """(B,) 1 - max p; its mean over tags; 0 for numbers."""
    if output == "proba":
        return 1 - logits.softmax(dim=1).max(dim=1).values
    if output == "tags":
        p = logits.sigmoid()
        return (1 - torch.maximum(p, 1 - p)).mean(dim=1)
    return torch.zeros(len(logits), device=logits.device)


def kernel(points: Array) -> Array:
    """(k, k) ``exp(-d^2 / mean d^2)``."""
    square = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    return np.asarray(np.exp(-square / max(float(square.mean()), 1e-12)))


def covering(similar: Array, doubts: Array, many: int, weight: float) -> Array:
    """Positions picked greedily for ``sum_i max_j similar_ij + weight log(1 + sum_j doubts_j)``, j picked.

    Examples
    --------
    >>> covering(np.eye(3), np.array([0.1, 0.5, 0.2]), 2, 1.0).tolist()
    [1, 2]
    """
    covered, total = np.zeros(len(similar)), 0.0
    picked: list[int] = []
    while len(picked) < min(many, len(similar)):
        gain = np.maximum(similar - covered[:, None], 0).sum(axis=0)
        gain = gain + weight * (np.log1p(total + doubts) - np.log1p(total))
        gain[picked] = -np.inf
        best = int(np.argmax(gain))
        picked.append(best)
        covered, total = np.maximum(covered, similar[:, best]), total + float(doubts[best])
    return np.array(picked, np.int64)
