"""Reset: parts of a network begin anew every few epochs (S109)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["Reset"]


@dataclass(frozen=True, repr=False)
class Reset(LoopRecipe):
    """Every few epochs some layers get fresh weights, the others go on.

    What late layers have learned from wrong labels or pseudo-labels is given up, what the layers before have
    learned stays. The optimiser forgets what it remembers of the fresh weights.

    Parameters
    ----------
    learner : Learner
        A network.
    every : int
        Epochs between two resets.
    layers : tuple of str
        Names of modules of the network, each with all that it contains; ``head`` is the last linear layer.
    until : float
        No reset after this share of the epochs, so that the layers are trained in the end; under a cosine
        schedule little is learned in the last third.

    Raises
    ------
    BadParameter
        In training, if there is no such layer.

    References
    ----------
    W. Kang, M. Qu, Y. Wei, Y. Yan, "ACTRESS: Active Retraining for Semi-supervised Visual Grounding", 2024
    (S109).

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> Reset(TorchLearner(), every=5).layers
    ('head',)
    """

    every: Annotated[int, Between(1)] = 10
    layers: tuple[str, ...] = ("head",)
    until: Annotated[float, Between(0, 1)] = 0.5

    def hook(self) -> Any:
        """What this does in the training loop."""
        from labelwise.training.deep.reset import ResetHook

        return ResetHook(self)
