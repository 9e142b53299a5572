"""LargeLoss: of the tags nobody spoke of, those that cost most are no longer learned as absent (S088)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf
from labelwise.training.recipe import LoopRecipe

__all__ = ["LargeLoss"]

SHARES = {"reject": 0.045, "correct": 0.018, "keep": 0.009}
"""Shares at the end of ten epochs as published: 0.5, 0.2 and 0.1% more after each but the first."""


@dataclass(frozen=True, repr=False)
class LargeLoss(LoopRecipe):
    """Unknown tags are learned as absent, but for those with the largest losses.

    A network learns what is right before it learns what is wrong, so a tag that is there and was learned as
    absent has a large loss for a while. In every step but those of the first epoch, of a batch of B items and
    K tags the ``ceil(B K share t)`` unknown entries with the largest losses are taken, t being how much of
    the training is done: ``reject`` leaves them out of this step, ``correct`` learns them as present in it,
    and ``keep`` learns them as present from then on, ``share`` of all entries by the end.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, with output "tags"; on images :class:`~labelwise.learners.CamCnn` as published.
    scheme : {"reject", "correct", "keep"}
        LL-R, LL-Ct and LL-Cp.
    share : float or None
        Of the entries at the end; None for what was published, 4.5, 1.8 and 0.9%. With one known tag an item
        it should be near the share of tags that are there and unknown.

    Raises
    ------
    BadParameter
        If the learner is not one of tags.

    References
    ----------
    Y. Kim, J. M. Kim, Z. Akata, J. Lee, "Large loss matters in weakly supervised multi-label classification",
    2022; with boosted maps in Y. Kim et al., "Bridging the gap between model explanations in partially
    annotated multi-label classification" (S088), 2023.

    Examples
    --------
    >>> from labelwise.learners import CamCnn, TorchLearner
    >>> LargeLoss(TorchLearner(CamCnn(), output="tags"), "correct").final
    0.018
    """

    instead: ClassVar[bool] = True

    scheme: Annotated[str, OneOf(tuple(SHARES))] = "reject"
    share: Annotated[float | None, Between(0, 1)] = None

    def __post_init__(self) -> None:
        """Refuse learners of something else than tags."""
        super().__post_init__()
        if "tags" not in self.provides:
            raise BadParameter("LargeLoss is given a learner of no tags", allowed="output='tags'")

    @property
    def final(self) -> float:
        """The share at the end."""
        return SHARES[self.scheme] if self.share is None else self.share

    def hook(self) -> Any:
        """What corrects the losses."""
        from labelwise.training.deep.large_loss import Corrected

        return Corrected(self.scheme, self.final)
