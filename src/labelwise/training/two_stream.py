"""TwoStream: so many labels of people in every batch, however many pseudo-labels there are (S041)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["TwoStream"]


@dataclass(frozen=True, repr=False)
class TwoStream(LoopRecipe):
    """Every batch holds exactly ``labelled`` labels of people; pseudo-labels fill the rest.

    An epoch is one pass over the pseudo-labels, while the labels of people come round again and again in a
    new order. Put it around the network inside of a recipe that makes pseudo-labels:
    ``Hast(TwoStream(TorchLearner()))``. Where nothing is pseudo-labelled it changes nothing.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained.
    labelled : int
        Labels of people in each batch; 0 for batches as they come.

    References
    ----------
    E. Arazo, D. Ortego, P. Albert, N. E. O'Connor, K. McGuinness, "Pseudo-labeling and confirmation bias in
    deep semi-supervised learning" (S041), 2020: 16 labels in a batch of 100.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> TwoStream(TorchLearner(), labelled=8).labelled
    8
    """

    labelled: Annotated[int, Between(0)] = 16

    def hook(self) -> Any:
        """What makes the batches."""
        from labelwise.training.deep.two_stream import Streams

        return Streams(self.labelled)
