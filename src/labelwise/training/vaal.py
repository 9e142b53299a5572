"""Vaal: a critic learns which items look as if nobody had labelled them (S012, S016)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any

import numpy as np

from labelwise.errors import MissingCapability
from labelwise.learners.extras import needing_torch
from labelwise.learners.states import parted
from labelwise.params import Between, Piece
from labelwise.training.beside import Beside, inside
from labelwise.training.pseudo import sample
from labelwise.training.recipe import Recipe, train
from labelwise.types import State, Training

__all__ = ["CriticLoop", "Vaal"]

KEY = "vaal."

imported = partial(needing_torch, "training.deep.vaal")
"""Gives what needs torch; says so where it is missing."""


@dataclass(frozen=True, repr=False)
class CriticLoop(Piece):
    """How autoencoder and critic are trained.

    Parameters
    ----------
    steps : int
        Of each of the two in turn.
    batch : int
        Labelled items a step, and as many unlabelled ones.
    rate : float
        Step size of Adam.
    latent, hidden : int
        Numbers that an item is put into, and units of the hidden layers.
    beta : float
        Weight of the divergence of these numbers from the normal distribution.

    Examples
    --------
    >>> CriticLoop(steps=100)
    CriticLoop(steps=100)
    """

    steps: Annotated[int, Between(1)] = 1000
    batch: Annotated[int, Between(2)] = 64
    rate: Annotated[float, Between(0, open_low=True)] = 5e-4
    latent: Annotated[int, Between(1)] = 32
    hidden: Annotated[int, Between(1)] = 128
    beta: Annotated[float, Between(0)] = 1.0


@dataclass(frozen=True, repr=False)
class Vaal(Recipe):
    """Any learner, and beside it a variational autoencoder whose critic tells labelled from unlabelled items.

    The autoencoder learns to rebuild all items and to deceive the critic, the critic to tell from the
    numbers that the encoder makes of an item whether it has a label. The model then gives ``critic``
    (n,), the critic's probability that an item has one; the measure ``unfamiliar`` asks where it is low.

    With ``task="predicted_loss"`` around :class:`LossPrediction` this is TA-VAAL: decoder and critic are also
    given what the model says of the task. VAAL is the same where that says nothing.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Any, of numeric items; it is trained as without the recipe.
    task : str
        Output (n,) of the learner's model that autoencoder and critic are conditioned on; empty for none.
    loop : CriticLoop
        How the two are trained.
    most : int
        Unlabelled items to learn from, drawn at random.

    Raises
    ------
    MissingCapability
        If the learner gives no such output.

    Notes
    -----
    The autoencoder has one hidden layer on standardised, flattened items, where the papers have
    convolutions. Without a label, or without an unlabelled item, there is no critic.

    References
    ----------
    S. Sinha, S. Ebrahimi, T. Darrell, "Variational adversarial active learning", 2019; K. Kim, D. Park,
    K. I. Kim, S. Y. Chun, "Task-aware variational adversarial active learning" (S016), 2021.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> x = np.vstack([np.eye(4), np.eye(4)])
    >>> targets = Targets(np.arange(2), np.arange(2), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], targets.rows, targets, ("a", "b"), np.arange(2, 8))
    >>> recipe = Vaal(LogisticRegression(), loop=CriticLoop(steps=5))
    >>> recipe.fit(data, np.random.default_rng(0)).critic(x).shape
    (8,)
    """

    task: str = ""
    loop: CriticLoop = CriticLoop()
    most: Annotated[int, Between(1)] = 10_000

    def __post_init__(self) -> None:
        """Refuse a condition that nobody gives."""
        super().__post_init__()
        if self.task and self.task not in super().provides:
            raise MissingCapability(
                f"Vaal is conditioned on {self.task!r}, and the learner gives {', '.join(super().provides)}",
                fix="Vaal(LossPrediction(learner), task='predicted_loss')",
            )

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner inside gives, and ``critic``."""
        return (*super().provides, "critic")

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Any:
        """Train the learner, then autoencoder and critic."""
        side, data = imported(), replace(data, previous=inside(data.previous, KEY))
        model = train(self.learner, data, rng, hooks)
        rows, unlabelled = np.unique(data.rows), sample(data, self.most, rng)
        if not len(rows) or not len(unlabelled) or (self.task and self.task not in model.provides):
            return model
        x = data.x(np.concatenate([rows, unlabelled]))
        return Beside(model, side.fitted(x, len(rows), self._told(model), self.loop, rng), KEY)

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> Any:
        """The model that ``state`` was taken of."""
        inner, own = parted(state, KEY)
        model = super().restore(inner, hooks)
        return Beside(model, imported().restored(own, self._told(model), self.loop), KEY) if own else model

    def _told(self, model: Any) -> Any:
        """What the model says of the task, as a function of items."""
        return getattr(model, self.task) if self.task else None
