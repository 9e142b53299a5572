"""Consistency: unlabelled items are to be predicted alike, however they are changed."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.params import Between, Piece
from labelwise.training.recipe import LoopRecipe

__all__ = ["Consistency", "Views"]


@dataclass(frozen=True, repr=False)
class Views(Piece):
    """How items are changed, weakly to be labelled and strongly to be learned.

    Features and pixels get normal noise in units of their spread; an image is also moved, and in a strong
    view one square of it is covered, of features each with that probability, by their mean. What is no array
    of numbers, texts for example, stays as it is: dropout alone then makes learning harder than labelling.

    Parameters
    ----------
    weak, strong : float
        Spread of the noise.
    hidden : float
        Share of an item that is covered in a strong view.
    shift : int
        Pixels that images are moved by at most, up or down and left or right.

    Examples
    --------
    >>> Views(strong=1.0)
    Views(strong=1.0)
    """

    weak: Annotated[float, Between(0)] = 0.1
    strong: Annotated[float, Between(0)] = 0.5
    hidden: Annotated[float, Between(0, 0.99)] = 0.2
    shift: Annotated[int, Between(0)] = 1


@dataclass(frozen=True, repr=False)
class Consistency(LoopRecipe):
    """Base of recipes: a network labels unlabelled items by a weak view and learns them by a strong one.

    Beside the labels of a step come ``ratio`` times ``Loop.batch`` unlabelled items. What the network says
    of their weak views, without dropout, becomes their labels; a subclass says how, and how much each counts.
    The loss is that of the labels, of which weak views are learned too, plus ``weight`` times the mean over
    the unlabelled items of weight times cross-entropy of the strong view. Without unlabelled items this is
    the plain training.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight : float
        Of the unlabelled items.
    ratio : int
        Unlabelled items of a step, in batches of labels.
    views : Views
        How items are changed.
    steps : int
        Steps of the optimiser at least, where there are unlabelled items; see Notes.

    Raises
    ------
    BadParameter
        If the learner gives no class probabilities.

    Notes
    -----
    A network that labels before it has learned anything confirms its own mistakes: on digits with 4 labels
    a class, ``Loop``'s own 300 steps lost up to 12 points, and 1,500 gained up to 8. The papers take 2^20.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> from labelwise.training import FixMatch
    >>> isinstance(FixMatch(TorchLearner()), Consistency)
    True
    """

    weight: Annotated[float, Between(0)] = 1.0
    ratio: Annotated[int, Between(1)] = 7
    views: Views = field(default_factory=Views)
    steps: Annotated[int, Between(0)] = 1500

    def __post_init__(self) -> None:
        """Refuse learners of tags and numbers."""
        super().__post_init__()
        self.refuse_without_classes()

    @abstractmethod
    def hook(self) -> Any:
        """A fresh :class:`labelwise.training.deep.consistency.Agreement`."""
