"""SetFit: an embedding tuned on pairs of labels, then the last layer alone (S112)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["SetFit"]


@dataclass(frozen=True, repr=False)
class SetFit(LoopRecipe):
    """A few labels make many pairs: the network learns which items belong together, then its last layer.

    First the network below its last layer is trained on pairs, so that the cosine of two embeddings is 1 in a
    class and 0 between classes. Then it stays as it is, and the loop trains the last layer, with all recipes
    around this one.

    Parameters
    ----------
    learner : Learner
        Of classes, with a training loop: a TransformerLearner, or any other network.
    passes : int
        Times that each pair is learned from.
    most : int
        Pairs at most.
    head_rate : float
        Step size of the last layer.

    Raises
    ------
    BadParameter
        If the learner does not give ``proba``, or has no training loop.

    References
    ----------
    "Improving Classification Performance With Human Feedback: Label a few, we label the rest" (S112); the
    tuning by pairs is that of L. Tunstall et al., "Efficient Few-Shot Learning Without Prompts", 2022: mean
    squared error between the cosine and 1 or 0, one pass over as many pairs of a class as of two. There
    scikit-learn's logistic regression follows; here the same last layer by the loop, so that recipes nest.

    Notes
    -----
    It pays where the network was trained before. On features of TextEncoder for ``trec6`` an untrained one
    gained nothing at 4 to 32 labels a class, and logistic regression was better than both.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> SetFit(TorchLearner()).provides
    ('proba', 'embedding', 'head', 'samples')
    """

    passes: Annotated[int, Between(1)] = 1
    most: Annotated[int, Between(2)] = 20_000
    head_rate: Annotated[float, Between(0, open_low=True)] = 1e-2

    def __post_init__(self) -> None:
        """Refuse what does not learn classes."""
        super().__post_init__()
        if "proba" not in self.provides:
            raise BadParameter(
                f"SetFit is given a learner of {', '.join(self.provides)}", allowed="a learner of classes"
            )

    def hook(self) -> Any:
        """Pairs first, then the last layer alone."""
        from labelwise.training.deep.setfit import SetFitHook

        return SetFitHook(self.passes, self.most, self.head_rate)
