"""Waal: the network learns features in which labelled and unlabelled items look alike (S012)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["Waal"]


@dataclass(frozen=True, repr=False)
class Waal(LoopRecipe):
    """A Wasserstein critic on the embedding, which the network learns to deceive; it gives ``critic``.

    With g the critic (from 0 to 1, high for unlabelled items) and ``W = mean g(unlabelled) - balance mean
    g(labelled)``, every step moves the network down ``loss + weight W``, then the critic up ``W - penalty
    mean (|grad g| - 1)^2``. So unlabelled items help to learn the features. The model gives ``critic`` (n,),
    ``1 - g``, low where an item is unlike the labelled ones; the measure ``waal`` adds uncertainty to it.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained.
    weight : float
        Of the critic in the network's loss.
    penalty : float
        Holds the slope of the critic near 1.
    balance : float
        How much labelled items count for the critic. The authors' code has the number of labelled over that
        of unlabelled items, with which a critic soon takes everything for unlabelled.
    hidden : int
        Units of the critic.
    most : int
        Unlabelled items to learn from, drawn at random.

    Notes
    -----
    Without unlabelled items the plain network comes back, without ``critic``. The authors' code subtracts
    the penalty where it should add it to the critic's loss; here it is added.

    References
    ----------
    C. Shui, F. Zhou, C. Gagné, B. Wang, "Deep active learning: unified and principled method for query and
    training", 2020; compared in X. Zhan et al., "A comparative survey of deep active learning" (S012), 2022.

    Examples
    --------
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> import numpy as np
    >>> x, y = np.arange(12.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> told = Targets(np.arange(8), y, "hard", np.ones(8))
    >>> data = Training(lambda r: x[r], told.rows, told, (0, 1), np.arange(8, 12))
    >>> Waal(TorchLearner(loop=Loop(5, 0))).fit(data, np.random.default_rng(0)).critic(x).shape
    (12,)
    """

    weight: Annotated[float, Between(0)] = 0.01
    penalty: Annotated[float, Between(0)] = 2.0
    balance: Annotated[float, Between(0)] = 1.0
    hidden: Annotated[int, Between(1)] = 50
    most: Annotated[int, Between(1)] = 10_000

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner inside gives, and ``critic``."""
        return (*super().provides, "critic")

    def hook(self) -> Any:
        """The critic."""
        from labelwise.training.deep.waal import WassersteinCritic

        return WassersteinCritic(self)
