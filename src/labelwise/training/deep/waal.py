"""The Wasserstein critic in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from labelwise.learners.deep.batch import Batch, Output, told
from labelwise.learners.deep.frame import Frame
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.model import TorchModel
from labelwise.learners.deep.run import Run
from labelwise.training.pseudo import sample

if TYPE_CHECKING:
    from labelwise.training.waal import Waal

__all__ = ["WassersteinCritic", "slope"]

NAME = "critic"


def slope(critic: nn.Module, a: Tensor, b: Tensor, between: Tensor) -> Tensor:
    """Mean of ``(|gradient of the critic| - 1)^2`` at both and in between.

    Parameters
    ----------
    critic : module
        From (B, D) to (B, 1).
    a, b : (B, D)
        Embeddings.
    between : (B, 1)
        Shares of the way from a to b.

    Examples
    --------
    >>> line = nn.Linear(1, 1)
    >>> _ = line.weight.data.fill_(3.0)
    >>> slope(line, torch.zeros(2, 1), torch.ones(2, 1), torch.full((2, 1), 0.5)).item()
    4.0
    """
    at = torch.cat([a + between * (b - a), a, b]).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(critic(at).sum(), at, create_graph=True)
    return ((gradient.norm(dim=1) - 1) ** 2).mean()


class WassersteinCritic(Hook):
    """The critic, trained in turn with the network."""

    def __init__(self, recipe: Waal) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """The critic."""
        hidden = self.recipe.hidden
        layers = nn.Linear(frame.width, hidden), nn.ReLU(), nn.Linear(hidden, 1), nn.Sigmoid()
        frame.add(NAME, nn.Sequential(*layers))
        self.known = False

    def start(self, run: Run) -> None:
        """Unlabelled items, and the critic's own optimiser: the network's has to pass it over."""
        rows = sample(run.data, self.recipe.most, run.rng)
        self.known, self.critic = len(rows) > 0, run.frame.aside[NAME]
        if self.known:
            self.items, self.count = run.feed.prepare(run.data.x(rows)), len(rows)
        self.optimizer = torch.optim.Adam(self.critic.parameters(), run.loop.rate)

    def _unlabelled(self, run: Run, many: int) -> Any:
        return run.moved(run.feed.batch(self.items, run.rng.integers(self.count, size=many)))

    def _apart(self, critic: Any, other: Tensor, own: Tensor) -> Tensor:
        distance: Tensor = critic(other).mean() - self.recipe.balance * critic(own).mean()
        return distance

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """How far the embeddings are apart on top; the critic itself is held."""
        own = out.embedding[told(batch)[0]]
        if not self.known or not len(own):
            return loss
        held = {name: p.detach() for name, p in self.critic.named_parameters()}

        def critic(embedding: Tensor) -> Any:
            return functional_call(self.critic, held, (embedding,))

        other = run.forward(self._unlabelled(run, len(own))).embedding
        return loss + self.recipe.weight * self._apart(critic, other, own)

    def after_step(self, run: Run, batch: Batch) -> None:
        """A step of the critic."""
        if not self.known:
            return
        with torch.no_grad():
            own = run.forward(batch.x).embedding[told(batch)[0]]
            other = run.forward(self._unlabelled(run, len(own))).embedding
        between = torch.rand(len(own), 1, device=run.device)
        loss = self.recipe.penalty * slope(self.critic, other, own, between) - self._apart(
            self.critic, other, own
        )
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.critic.zero_grad()  # without gradients the network's optimiser passes it over

    def finish(self, run: Run) -> None:
        """The items and the optimiser are needed no longer."""
        self.items = self.optimizer = None

    def extend(self, model: TorchModel) -> None:
        """``critic``, where there was something to compare."""
        if not self.known:
            return

        def critic(x: Any) -> Any:
            read = model.frame.aside[NAME]
            return 1.0 - model.over(x, lambda out: read(out.embedding)[:, 0]).astype(np.float64)

        model.give(NAME, critic)

    def state(self, model: Any) -> dict[str, Any]:
        """Whether there was something to compare."""
        return {"known": int(self.known)}

    def restore(self, model: Any, state: dict[str, Any]) -> None:
        """The inverse of :meth:`state`."""
        self.known = bool(state["known"])
