"""TangentKernel: a network's gradients in the place of its last layer's inputs (S059)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["TangentKernel"]


@dataclass(frozen=True, repr=False)
class TangentKernel(LoopRecipe):
    """The ``embedding`` of a network of numbers becomes a sketch of its gradients in all linear layers.

    Two items are then near if a step on one would change what is predicted for the other. With x_l what a
    layer of D_l inputs is given and d_l the derivative of the prediction in what it puts out, inner products
    are ``sum_l (<x_l, x_l'> / D_l + 1) <d_l, d_l'>`` on average over the random matrices of the sketch: the
    tangent kernel in the parametrisation in which layers of any width count alike. Training is as without
    the recipe, and every strategy that reads ``embedding`` uses the kernel.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on numbers.
    size : int
        Numbers of the sketch.
    seed : int
        Of its matrices.

    Raises
    ------
    BadParameter
        If the learner predicts no numbers.

    Notes
    -----
    Layers that are not ``torch.nn.Linear``, convolutions for example, are left out. Gradients that were
    computed elsewhere go into :class:`~labelwise.representations.Layers`.

    References
    ----------
    D. Holzmüller, V. Zaverkin, J. Kästner, I. Steinwart, "A framework and benchmark for deep batch active
    learning for regression" (S059), 2023: the kernel ``grad`` with the transformation ``sketch``.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x, y = np.arange(8.0)[:, None], np.arange(8.0) ** 2
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "real", np.ones(8)))
    >>> learner = TorchLearner(loop=Loop(epochs=1, least_steps=0), output="mean")
    >>> TangentKernel(learner, 64).fit(data, np.random.default_rng(0)).embedding(x).shape
    (8, 64)
    """

    size: Annotated[int, Between(1)] = 512
    seed: Annotated[int, Between(0)] = 0

    def __post_init__(self) -> None:
        """Refuse learners of classes and tags."""
        super().__post_init__()
        if "mean" not in self.provides:
            raise BadParameter(
                f"{type(self).__name__} is given a learner that predicts no numbers", allowed="output='mean'"
            )

    def hook(self) -> Any:
        """What gives the sketch."""
        from labelwise.training.deep.tangent_kernel import Tangents

        return Tangents(self)
