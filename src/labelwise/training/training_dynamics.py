"""TrainingDynamics: the network learns beside its task how its own predictions went (S087)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["TrainingDynamics"]


@dataclass(frozen=True, repr=False)
class TrainingDynamics(LoopRecipe):
    """A head on the inner stages that predicts the mean of a network's predictions over the training.

    Of every label the running mean m of the predictions so far is kept; the head's softmax q learns it by
    ``KL(m || q)``. The model then gives ``dynamics`` (1, n, C), q of any item, which the measures
    ``dynamics_entropy`` and ``dynamics_margin`` read: high for what was learned late.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight : float
        Of the head's loss, whose gradient goes through the network too.
    hidden : int
        Units of the head for each stage.

    Raises
    ------
    BadParameter
        If the learner gives no class probabilities.

    References
    ----------
    S. M. Kye, K. Choi, H. Byun, B. Chang, "TiDAL: learning training dynamics for active learning" (S087),
    2023. There the head has an optimiser of its own; here it shares the network's.

    Examples
    --------
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> import numpy as np
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)), (0, 1))
    >>> model = TrainingDynamics(TorchLearner(loop=Loop(5, 0))).fit(data, np.random.default_rng(0))
    >>> model.dynamics(x).shape
    (1, 8, 2)
    """

    weight: Annotated[float, Between(0)] = 1.0
    hidden: Annotated[int, Between(1)] = 128

    def __post_init__(self) -> None:
        """Refuse learners of tags and numbers."""
        super().__post_init__()
        self.refuse_without_classes()

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner inside gives, and ``dynamics``."""
        return (*super().provides, "dynamics")

    def hook(self) -> Any:
        """The head and its loss."""
        from labelwise.training.deep.training_dynamics import PredictDynamics

        return PredictDynamics(self)
