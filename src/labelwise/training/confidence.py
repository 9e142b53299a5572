"""Networks that are less sure: label smoothing, inhibited softmax, evidence (S021)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf
from labelwise.training.recipe import LoopRecipe

__all__ = ["Evidential", "InhibitedSoftmax", "LabelSmoothing"]


class _OfClasses(LoopRecipe):
    """A recipe for networks of classes."""

    def __post_init__(self) -> None:
        """Refuse networks of tags and numbers."""
        super().__post_init__()
        if "proba" not in self.learner.provides:
            raise BadParameter(
                f"{type(self).__name__} is for classes, and the learner gives "
                f"{', '.join(self.learner.provides)}",
                allowed='a network of classes, TorchLearner(output="proba")',
            )


@dataclass(frozen=True, repr=False)
class LabelSmoothing(_OfClasses):
    """Labels are learned as ``(1 - share) y + share / C``: no logit has to grow without end.

    Labels that leave several classes open stay as they are.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        A network of classes.
    share : float
        Of each label, spread over all classes.

    References
    ----------
    C. Szegedy et al., "Rethinking the Inception architecture for computer vision", 2016; with share 0.2 one
    of the alternatives to the plain softmax in S021.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)), (0, 1))
    >>> made = LabelSmoothing(TorchLearner(loop=Loop(200, rate=0.01))).fit(data, np.random.default_rng(0))
    >>> bool(made.proba(x).max() < 0.97)
    True
    """

    share: Annotated[float, Between(0, 1)] = 0.2

    def hook(self) -> Any:
        """Softer targets."""
        from labelwise.training.deep.confidence import SoftTargets

        return SoftTargets(self.share)


@dataclass(frozen=True, repr=False)
class InhibitedSoftmax(_OfClasses):
    """A softmax with one more, constant logit: probability that no class claims; it gives ``inhibited``.

    ``q_c = exp(o_c) / (sum_j exp(o_j) + exp(a))`` is learned with the cross entropy, and ``penalty`` times
    the evidence ``sum_c q_c`` keeps logits low where no label asks for more. ``inhibited`` (m, C + 1) are
    these numbers, the last what no class claims; ``proba`` are the others, divided by their sum.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        A network of classes.
    constant : float
        a, the logit of no class.
    penalty : float
        Weight of the evidence.

    References
    ----------
    M. Możejko, M. Susik, R. Karczewski, "Inhibited softmax for uncertainty estimation in neural networks",
    2018; one of the alternatives to the plain softmax in S021. There the last hidden layer also has a bounded
    activation, and the last layer no bias; here the network stays the caller's. The code of S021 adds 1.5 to
    the denominator instead of ``exp(1.5)``, and for the penalty the sum of a new random layer in each step.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)), (0, 1))
    >>> made = InhibitedSoftmax(TorchLearner(loop=Loop(5, 0))).fit(data, np.random.default_rng(0))
    >>> made.inhibited(x).shape, made.inhibited(x).sum(axis=1).round(6).tolist()[:2]
    ((8, 3), [1.0, 1.0])
    """

    instead: ClassVar[bool] = True

    constant: float = 1.0
    penalty: Annotated[float, Between(0)] = 0.01

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner inside gives, and ``inhibited``."""
        return (*super().provides, "inhibited")

    def hook(self) -> Any:
        """The loss and the output."""
        from labelwise.training.deep.confidence import Inhibition

        return Inhibition(self)


@dataclass(frozen=True, repr=False)
class Evidential(_OfClasses):
    """Logits are evidence for a Dirichlet distribution of the class probabilities; it gives ``alpha``.

    ``alpha = evidence + 1`` and ``proba = alpha / sum(alpha)``. The loss is the expected squared error under
    the Dirichlet, ``sum_c (y_c - p_c)^2 + p_c (1 - p_c) / (S + 1)`` with S the sum of alpha, and in the
    course of ``anneal`` epochs more and more of the divergence of the evidence for wrong classes from none.
    The measure :func:`labelwise.measures.vacuity`, ``C / S``, asks where evidence is little.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        A network of classes.
    anneal : int
        Epochs until the divergence counts in full.
    evidence : {"relu", "softplus", "exp"}
        Of a logit. ``relu`` is the paper's; where all logits of an item are negative it learns nothing more.

    Notes
    -----
    There is no ``head``: the probabilities are not the softmax of the logits. ``samples`` are draws of
    dropout, as for every network, and not of the Dirichlet. Early stopping watches the plain loss.

    References
    ----------
    M. Sensoy, L. Kaplan, M. Kandemir, "Evidential deep learning to quantify classification uncertainty",
    2018; one of the alternatives to the plain softmax in S021, whose code trains with this loss and then
    takes the softmax of the logits.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.learners import Loop, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)), (0, 1))
    >>> made = Evidential(TorchLearner(loop=Loop(5, 0))).fit(data, np.random.default_rng(0))
    >>> bool((made.alpha(x) > 1).all()), made.proba(x).sum(axis=1).round(6).tolist()[:2]
    (True, [1.0, 1.0])
    """

    instead: ClassVar[bool] = True

    anneal: Annotated[int, Between(1)] = 10
    evidence: Annotated[str, OneOf(("softplus", "relu", "exp"))] = "softplus"

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner inside gives, but for ``head``, and ``alpha``."""
        return (*(name for name in super().provides if name != "head"), "alpha")

    def hook(self) -> Any:
        """The loss and the outputs."""
        from labelwise.training.deep.confidence import Evidence

        return Evidence(self)
