"""Scarf: a network learns from unlabelled tables first, by finding corrupted rows again (S007)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["Scarf"]


@dataclass(frozen=True, repr=False)
class Scarf(LoopRecipe):
    """Before the labels all layers but the last learn from all items, labelled or not; then all layers learn.

    Of each item of a batch a copy is made in which a random ``rate`` of the features are replaced, each by
    that of another item, drawn at random. With cosines between what a small head of two layers makes of
    items and copies, every item has to find its own copy among those of the batch (InfoNCE). Dropout is off.
    A tenth of the items, if there are 20, is held out, and the weights with the lowest loss on it are taken;
    the head is dropped.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on features.
    rate : float
        Share of the features that is replaced; rounded down to whole ones.
    temperature : float
        Divides the cosines.
    epochs : int
        Passes over the items at most.
    patience : int
        Passes without a lower loss on the items held out after which it ends.
    batch : int
        Items a step.
    width : int
        Units of both layers of the head.
    most : int
        Items to learn from, drawn at random.

    Notes
    -----
    The first layers are learned once and go from round to round, until the pool has twice the items; never
    before two classes have a label, nor by a network that goes on from the model before.

    The paper replaces columns of the table. Here the items come encoded, so that a level of a text column is
    a feature of its own: a copy may name two levels of a column, or none. Its network has four layers of 256
    before two more; :class:`~labelwise.learners.Mlp` has one of 128 unless told otherwise. Its training ends
    after 1,000 passes at most.

    References
    ----------
    D. Bahri, H. Jiang, Y. Tay, D. Metzler, "SCARF: self-supervised contrastive learning using random feature
    corruption", 2022; for active learning in D. Bahri et al., "Is margin all you need? An extensive empirical
    study of active learning on tabular data" (S007), 2022.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.learners import TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x = np.random.default_rng(0).normal(size=(40, 4)) + np.repeat([[-2.0], [2.0]], 20, axis=0)
    >>> told = Targets(np.array([0, 39]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(1, 39))
    >>> model = Scarf(TorchLearner(), epochs=5).fit(data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist() == [0] * 20 + [1] * 20
    True
    """

    rate: Annotated[float, Between(0, 1)] = 0.6
    temperature: Annotated[float, Between(0, open_low=True)] = 1.0
    epochs: Annotated[int, Between(1)] = 100
    patience: Annotated[int, Between(1)] = 3
    batch: Annotated[int, Between(2)] = 128
    width: Annotated[int, Between(1)] = field(default=256, kw_only=True)
    most: Annotated[int, Between(2)] = field(default=16_384, kw_only=True)

    @property
    def warm(self) -> bool:
        """Whether a training goes on from the model before: what was learned without labels does."""
        return True

    def hook(self) -> Any:
        """What learns from the items alone."""
        from labelwise.training.deep.scarf import Pretraining

        return Pretraining(self)
