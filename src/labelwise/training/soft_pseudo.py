"""SoftPseudo: soft pseudo-labels for all unlabelled items, renewed after every epoch (S041)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np

from labelwise.learners.torch_learner import imported
from labelwise.params import Between
from labelwise.training.even_and_sure import EvenAndSure
from labelwise.training.mix_up import MixUp
from labelwise.training.pseudo import joined, outputs, remembered, sample
from labelwise.training.recipe import train
from labelwise.training.two_stream import TwoStream
from labelwise.types import Model, State, Training

__all__ = ["SoftPseudo"]


@dataclass(frozen=True, repr=False)
class SoftPseudo(EvenAndSure):
    """A network labels all unlabelled items with shares of classes and learns from them too.

    A first training on the labels of people gives the first shares. A second one goes on from its weights;
    after each of its epochs the shares become what the network predicts then, without dropout. No
    threshold, no rounding. What keeps the network from believing its own mistakes is :class:`MixUp`, a
    fixed number of people's labels in every batch (:class:`TwoStream`) and the two terms of
    :class:`EvenAndSure`, all of which are part of it.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes. Batches have to hold more than ``labelled`` labels, ``Loop(batch=100)``
        as published.
    even, sure : float
        Weights of the two terms.
    alpha : float
        Of mixup; 0 mixes nothing.
    labelled : int
        Labels of people in every batch; 0 for batches as they come.
    most : int
        Unlabelled items that get shares, drawn at random.

    Notes
    -----
    Published for long trainings (400 epochs); the shares are renewed from a pass over the items after
    the epoch here, and from passes during the epoch there.

    References
    ----------
    E. Arazo, D. Ortego, P. Albert, N. E. O'Connor, K. McGuinness, "Pseudo-labeling and confirmation bias in
    deep semi-supervised learning" (S041), 2020.

    Examples
    --------
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets
    >>> x = np.linspace(-3, 3, 12)[:, None]
    >>> told = Targets(np.array([0, 11]), np.arange(2), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(1, 11))
    >>> recipe = SoftPseudo(TorchLearner(loop=Loop(20, 40, batch=8)), labelled=2)
    >>> model = recipe.fit(data, np.random.default_rng(0))
    >>> model.pseudo.kind, len(model.pseudo), model.proba(x).argmax(axis=1)[[0, -1]].tolist()
    ('soft', 10, [0, 1])
    """

    alpha: Annotated[float, Between(0)] = 1.0
    labelled: Annotated[int, Between(0)] = 16
    most: Annotated[int, Between(1)] = 16_384

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Train on the labels of people, then on all items."""
        first = self._inner.fit(data, rng, (self._renewing(), *hooks))
        rows = sample(data, self.most, rng)
        if "proba" not in first.provides or not len(rows):
            return remembered(first, data)  # type: ignore[no-any-return]
        shares = outputs(first, data, rows)
        more = joined(data, rows, shares, 1.0, by="model:soft-pseudo")
        model = remembered(train(self._inner, more, rng, (self._renewing(first), *hooks)), more)
        last = outputs(model, data, model.pseudo.rows)
        model.pseudo = replace(model.pseudo, value=last)
        return model  # type: ignore[no-any-return]

    @property
    def _inner(self) -> EvenAndSure:
        """The learner with the parts of this recipe that others may use alone."""
        return EvenAndSure(MixUp(TwoStream(self.learner, self.labelled), self.alpha), self.even, self.sure)

    def _renewing(self, first: Any = None) -> Any:
        imported()
        from labelwise.training.deep.soft_pseudo import Renewing

        return Renewing(getattr(first, "frame", None))

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> Any:
        """The model that ``state`` was taken of."""
        return self._inner.restore(state, (self._renewing(), *hooks))
