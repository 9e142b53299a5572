"""What :class:`labelwise.training.FutureTeacher` does in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep import Batch, Hook, Output, Run
from labelwise.learners.deep.batch import taken
from labelwise.training.deep.snapshots import copied, with_weights
from labelwise.training.deep.unlabelled import Unlabelled, beside, said

if TYPE_CHECKING:
    from labelwise.training.future_teacher import FutureTeacher

__all__ = ["FutureTeacherHook", "pseudo_labels"]

OTHERS = "future"
"""Name of what is added to a batch."""


class FutureTeacherHook(Hook):
    """One training with a teacher.

    Parameters
    ----------
    recipe : FutureTeacher
        Its settings.

    Attributes
    ----------
    teacher : dict of tensors
        The teacher's weights, by name.
    """

    def __init__(self, recipe: FutureTeacher) -> None:
        self.recipe = recipe

    def start(self, run: Run) -> None:
        """The teacher begins as the student."""
        self.others, self.teacher = Unlabelled(run, self.recipe.most), copied(run.frame)

    def batch(self, run: Run, batch: Batch) -> Batch:
        """With unlabelled items."""
        if not len(self.others):
            return batch
        return beside(batch, self.others.draw(run.loop.batch)[1], OTHERS)

    def before_step(self, run: Run, batch: Batch) -> None:
        """The teacher looks ahead and labels the unlabelled items of the step."""
        if not len(self.others):
            return
        weights = run.weights()
        if self.recipe.how == "deep":
            self._deep(run, batch)
        else:
            self._wide(run, batch, weights)
        run.put(weights)
        self._label(run, batch)

    def _deep(self, run: Run, batch: Batch) -> None:
        """One step after the other on this batch."""
        for _ in range(self.recipe.ahead):
            self._move(run)
            self._label(run, batch)
            run.descend(batch)
        self._move(run)

    def _wide(self, run: Run, batch: Batch, weights: list[Tensor]) -> None:
        """Steps from the same weights, each on a batch of its own."""
        found = []
        for _ in range(self.recipe.ahead):
            other = self.other(run, batch)
            self._label(run, other)
            run.put(weights)
            run.descend(other)
            found.append(run.weights())
        if found:
            run.put([torch.stack(each).mean(dim=0) for each in zip(*found, strict=True)])
            self._move(run)

    def other(self, run: Run, batch: Batch) -> Batch:
        """A batch like this one, of labels drawn at random."""
        many = min(int((batch.at >= 0).sum()), len(run.learned))
        return run.ready(run.batch(run.rng.choice(run.learned, many, replace=False)))

    def after_step(self, run: Run, batch: Batch) -> None:
        """The teacher of wide looks follows the student."""
        if self.recipe.how == "wide" and len(self.others):
            self._move(run)

    def _move(self, run: Run) -> None:
        """The teacher's weights become more like the student's."""
        ramp = 1 - 1 / (run.steps + 1) if self.recipe.ramp else 1.0
        keep, student = min(ramp, self.recipe.decay), copied(run.frame)
        learned = {name for name, _ in run.frame.named_parameters()}
        self.teacher = {
            name: self.teacher[name].lerp(value, 1 - keep) if name in learned else value
            for name, value in student.items()
        }

    def _label(self, run: Run, batch: Batch) -> None:
        """What the teacher says of the unlabelled items of a batch, written into it."""
        at = torch.nonzero(batch.extra[OTHERS])[:, 0]
        target, share = pseudo_labels(self.said(run, taken(batch.x, at)), run.output, self.recipe.sure)
        told = torch.zeros_like(batch.target)
        told[at] = target
        batch.extra["future.target"], batch.extra["future.share"] = told, torch.full_like(batch.weight, share)

    def said(self, run: Run, x: object) -> Tensor:
        """(u, outputs) logits of the teacher, without dropout."""
        with with_weights(run.frame, self.teacher):
            return said(run, x)

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The loss on what the teacher said."""
        if OTHERS not in batch.extra:
            return loss
        each = run.each(out.logits, batch.extra["future.target"])
        counts = batch.extra[OTHERS] * batch.extra["future.share"]
        return loss + self.recipe.weight * (each * counts).mean()

    def finish(self, run: Run) -> None:
        """The items are needed no longer."""
        del self.others


def pseudo_labels(logits: Tensor, output: str, sure: float) -> tuple[Tensor, float]:
    """Labels (u, outputs) of a teacher, and the share of them of which it is sure.

    Examples
    --------
    >>> pseudo_labels(torch.tensor([[0.0, 9.0], [0.1, 0.0]]), "proba", 0.9)
    (tensor([[0., 1.],
            [1., 0.]]), 0.5)
    """
    if output == "mean":
        return logits, 1.0
    if output == "tags":
        p = logits.sigmoid()
        return (p > 0.5).float(), float((torch.maximum(p, 1 - p) >= sure).float().mean())
    p = logits.softmax(dim=1)
    target = F.one_hot(p.argmax(dim=1), p.shape[1]).float()
    return target, float((p.max(dim=1).values >= sure).float().mean())
