"""MarginLoss: probabilities of what is there beyond 0.9, of what is not below 0.1 (S097)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["MarginLoss"]


@dataclass(frozen=True, repr=False)
class MarginLoss(LoopRecipe):
    """The loss of capsules in the place of cross-entropy, each class by itself.

    With l_k the sigmoid of a logit, the length of a capsule, ``T_k max(0, upper - l_k)^2 + absent (1 - T_k)
    max(0, l_k - lower)^2``, summed over the classes. Nothing is gained by going beyond the margins, so that
    several classes may be there. Unknown tags count nothing.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes or tags; with the network :class:`~labelwise.learners.Capsules` as
        published.
    upper, lower : float
        The margins.
    absent : float
        Weight of what is not there.

    Raises
    ------
    BadParameter
        If the learner is one of numbers, or the margins are the wrong way round.

    References
    ----------
    S. Sabour, N. Frosst, G. E. Hinton, "Dynamic routing between capsules" (S097), 2017.

    Examples
    --------
    >>> from labelwise.learners import Capsules, TorchLearner
    >>> MarginLoss(TorchLearner(Capsules(), output="tags")).accepts
    ('partial', 'tags')
    """

    instead: ClassVar[bool] = True

    upper: Annotated[float, Between(0, 1)] = 0.9
    lower: Annotated[float, Between(0, 1)] = 0.1
    absent: Annotated[float, Between(0)] = 0.5

    def __post_init__(self) -> None:
        """Refuse learners of numbers."""
        super().__post_init__()
        if not {"proba", "tags"} & set(self.provides):
            raise BadParameter("MarginLoss is given a learner of numbers", allowed="classes or tags")
        if self.lower >= self.upper:
            raise BadParameter(f"lower={self.lower} is not below upper={self.upper}", allowed="lower < upper")

    def hook(self) -> Any:
        """The loss."""
        from labelwise.training.deep.margin_loss import Margins

        return Margins(self)
