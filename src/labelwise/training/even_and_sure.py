"""EvenAndSure: predictions that name all classes alike, and each of them clearly (S041)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["EvenAndSure"]


@dataclass(frozen=True, repr=False)
class EvenAndSure(LoopRecipe):
    """Two terms on top of the loss: ``even R_A + sure R_H``.

    With h the prediction of an item and m its mean over the batch, ``R_A = -1/C sum_c log m_c`` is lowest
    where every class is predicted equally often, which keeps pseudo-labels from running into one class, and
    ``R_H``, the mean entropy of h, is lowest where each prediction is certain.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    even, sure : float
        Weights of R_A and R_H.

    Raises
    ------
    BadParameter
        If the learner gives no class probabilities.

    Notes
    -----
    R_A takes all classes for equally frequent. Where they are not, lower ``even`` or set it to 0.

    References
    ----------
    E. Arazo et al., "Pseudo-labeling and confirmation bias in deep semi-supervised learning" (S041), 2020;
    after D. Tanaka et al., "Joint optimization framework for learning with noisy labels", 2018.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> EvenAndSure(TorchLearner(), sure=0.0).even
    0.8
    """

    even: Annotated[float, Between(0)] = 0.8
    sure: Annotated[float, Between(0)] = 0.4

    def __post_init__(self) -> None:
        """Refuse learners of tags and numbers."""
        super().__post_init__()
        self.refuse_without_classes()

    def hook(self) -> Any:
        """The two terms."""
        from labelwise.training.deep.even_and_sure import Terms

        return Terms(self.even, self.sure)
