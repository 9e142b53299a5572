"""LossPrediction: the network learns beside its task how large its own loss is (S012, S016)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between, OneOf
from labelwise.training.recipe import LoopRecipe

__all__ = ["LossPrediction"]


@dataclass(frozen=True, repr=False)
class LossPrediction(LoopRecipe):
    """A head on the inner stages of a network that ranks items by their loss; it gives ``predicted_loss``.

    The batch is cut in pairs, the first item with the last and so on. Of a pair the head has to give the
    item with the larger loss l the larger number r: ``log(1 + exp(-s (r_i - r_j)))`` with s the sign of
    ``l_i - l_j`` (logistic, S016), or ``max(0, margin - s (r_i - r_j))`` (hinge, as first published). Only
    ranks are learned: r has no unit.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained; classes, tags or numbers.
    weight : float
        Of the ranking loss.
    ranking : {"logistic", "hinge"}
        See above; the margin of the hinge is 1.
    until : float
        Share of the training after which the ranking loss moves the network no more, only the head.
    hidden : int
        Units of the head for each stage.

    References
    ----------
    D. Yoo, I. S. Kweon, "Learning loss for active learning", 2019; compared in X. Zhan et al. (S012); with
    the logistic form in K. Kim et al., "Task-aware variational adversarial active learning" (S016), 2021.

    Examples
    --------
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> import numpy as np
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)), (0, 1))
    >>> model = LossPrediction(TorchLearner(loop=Loop(5, 0))).fit(data, np.random.default_rng(0))
    >>> model.predicted_loss(x).shape
    (8,)
    """

    weight: Annotated[float, Between(0)] = 1.0
    ranking: Annotated[str, OneOf(("logistic", "hinge"))] = "logistic"
    until: Annotated[float, Between(0, 1)] = 0.6
    hidden: Annotated[int, Between(1)] = 128

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner inside gives, and ``predicted_loss``."""
        return (*super().provides, "predicted_loss")

    def hook(self) -> Any:
        """The head and its loss."""
        from labelwise.training.deep.loss_prediction import RankLosses

        return RankLosses(self)
