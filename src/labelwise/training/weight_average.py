"""WeightAverage: the mean of the weights over the last epochs (S053)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["WeightAverage"]


@dataclass(frozen=True, repr=False)
class WeightAverage(LoopRecipe):
    """A network whose weights are the mean of those after each of the last epochs.

    Running means of batch normalisation are averaged too. Where early stopping ends the training before the
    last epochs have begun, the best weights stay; later, the mean of the epochs so far takes their place.

    Parameters
    ----------
    learner : Learner
        A network.
    last : float
        Share of the epochs.

    References
    ----------
    Y. Gong, Y.-A. Chung, J. Glass, "PSLA: Improving Audio Tagging with Pretraining, Sampling, Labeling, and
    Aggregation", 2021 (S053); P. Izmailov et al., "Averaging Weights Leads to Wider Optima and Better
    Generalization", 2018.

    Examples
    --------
    >>> from labelwise.learners import Loop, TorchLearner
    >>> WeightAverage(TorchLearner(loop=Loop(schedule="constant")), 0.25).last
    0.25
    """

    last: Annotated[float, Between(0, 1, open_low=True)] = 0.5

    def hook(self) -> Any:
        """What this does in the training loop."""
        from labelwise.training.deep.weight_average import WeightAverageHook

        return WeightAverageHook(self.last)
