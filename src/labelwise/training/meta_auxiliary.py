"""MetaAuxiliary: a network that invents finer classes for its own training (S106)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.errors import BadParameter
from labelwise.learners.networks import Mlp
from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe

__all__ = ["MetaAuxiliary"]


@dataclass(frozen=True, repr=False)
class MetaAuxiliary(LoopRecipe):
    """Beside the classes a network learns ``each`` finer ones of each, which a second network makes up.

    The second network, the generator, says of an item and its class how it shares among the ``each`` finer
    classes of that class (a softmax over these alone). The first learns both, the finer ones by the focal
    loss ``-sum_k t_k (1 - p_k)^2 log p_k``. After every epoch, in a second pass over the labels, the
    generator learns to make up finer classes that help: with ``a = step``,

    ``theta+ = theta - a grad_theta [L_classes + L_finer]``, and the generator steps down
    ``L_classes(theta+) + spread sum_k q_k log q_k``,

    q being its mean output over the batch, whose entropy keeps it from making all one. The gradient goes
    through the step (second derivatives), which makes a training three to four times as long.

    Parameters
    ----------
    learner : Learner
        A network that learns classes.
    each : int
        Finer classes of each class.
    spread : float
        Weight of the entropy.
    step : float
        Size of the step that the generator looks through.
    rate, decay : float
        Step size and weight decay of the generator; a rate of 0 leaves the finer classes random.
    generator : Mlp, SmallCnn or other settings
        With ``build(shape, outputs)``. It reads the items where they are tensors, else their embeddings.

    Raises
    ------
    BadParameter
        If the learner does not learn classes.

    References
    ----------
    S. Liu, A. J. Davison, E. Johns, "Self-Supervised Generalisation with Meta Auxiliary Learning", 2019
    (S106). There the focal loss is that of the classes too; here they keep the loss of the loop and of other
    recipes. The generator learns by Adam in the place of plain descent, for trainings here are short.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> MetaAuxiliary(TorchLearner(), 2).provides
    ('proba', 'embedding', 'head', 'samples')
    """

    each: Annotated[int, Between(2)] = 5
    spread: Annotated[float, Between(0)] = 0.2
    step: Annotated[float, Between(0, open_low=True)] = 0.01
    rate: Annotated[float, Between(0)] = 1e-3
    decay: Annotated[float, Between(0)] = 5e-4
    generator: Any = field(default_factory=Mlp)

    def __post_init__(self) -> None:
        """Refuse learners of something else than classes."""
        super().__post_init__()
        if "hard" not in self.accepts:
            raise BadParameter(
                f"MetaAuxiliary makes finer classes, and the learner takes {self.accepts}",
                allowed="a learner of classes",
            )

    def hook(self) -> Any:
        """What this does in the training loop."""
        from labelwise.training.deep.meta_auxiliary import MetaAuxiliaryHook

        return MetaAuxiliaryHook(self)
