"""MixUp: a network learns from items between two items, and from both labels in the same shares (S041)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["MixUp"]


@dataclass(frozen=True, repr=False)
class MixUp(LoopRecipe):
    """Every item of a batch is mixed with another one of it: ``s x_i + (1 - s) x_j``.

    The share s is drawn once a batch from Beta(alpha, alpha). The loss is ``s`` times that of the first
    label and ``1 - s`` times that of the second, each with its weight. What leaves several classes open is
    not mixed; a tag is known where it is known of both.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on arrays or images.
    alpha : float
        How far from the ends the shares are; 1 draws all alike, 0 mixes nothing.

    References
    ----------
    H. Zhang, M. Cisse, Y. N. Dauphin, D. Lopez-Paz, "mixup: beyond empirical risk minimization", 2018; as in
    E. Arazo et al., "Pseudo-labeling and confirmation bias in deep semi-supervised learning" (S041), 2020.

    Examples
    --------
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> import numpy as np
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)), (0, 1))
    >>> model = MixUp(TorchLearner()).fit(data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1]
    """

    alpha: Annotated[float, Between(0)] = 1.0

    def hook(self) -> Any:
        """What mixes the batches."""
        from labelwise.training.deep.mix_up import Mixing

        return Mixing(self.alpha)
