"""Binned: a network of numbers that also says how sure it is, by bins (S109)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["Binned"]


@dataclass(frozen=True, repr=False)
class Binned(LoopRecipe):
    """Beside the number a second head says in which bin it lies; the largest share is the confidence.

    The loss is that of the number plus ``weight`` times the cross-entropy of the bins, which divide the range
    of the labels evenly. Models give ``confidence`` (n,), the largest share of a bin, and ``std`` (n,), the
    spread of the bins' shares, beside ``mean``.

    Parameters
    ----------
    learner : Learner
        A network that learns numbers.
    bins : int
        How many.
    weight : float
        Of the bins in the loss.

    Raises
    ------
    BadParameter
        If the learner does not learn numbers.

    References
    ----------
    W. Kang, M. Qu, Y. Wei, Y. Yan, "ACTRESS: Active Retraining for Semi-supervised Visual Grounding", 2024
    (S109): there for the four coordinates of a box, whose shares are multiplied.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> Binned(TorchLearner(output="mean")).provides
    ('mean', 'embedding', 'std', 'confidence')
    """

    bins: Annotated[int, Between(2)] = 20
    weight: Annotated[float, Between(0, open_low=True)] = 1.0

    def __post_init__(self) -> None:
        """Refuse learners of something else than numbers."""
        super().__post_init__()
        if "real" not in self.accepts:
            raise BadParameter(
                f"Binned needs numbers, and the learner takes {self.accepts}",
                allowed='a learner of numbers, as TorchLearner(output="mean")',
            )

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner gives, ``std`` and ``confidence``."""
        return tuple(dict.fromkeys((*super().provides, "std", "confidence")))

    def hook(self) -> Any:
        """What this does in the training loop."""
        from labelwise.training.deep.binned import BinnedHook

        return BinnedHook(self)
