"""Methods of consistency: how unlabelled items are labelled, and how much each counts (S020)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.params import Between, OneOf
from labelwise.training.consistency import Consistency, Views

__all__ = ["FixMatch", "FlexMatch", "FreeMatch", "PseudoLabel", "SoftMatch", "Uda"]


def unchanged() -> Views:
    """Views that are the item itself.

    Examples
    --------
    >>> unchanged()
    Views(weak=0.0, strong=0.0, hidden=0.0, shift=0)
    """
    return Views(0.0, 0.0, 0.0, 0)


@dataclass(frozen=True, repr=False)
class PseudoLabel(Consistency):
    """In every step the network labels unlabelled items it is sure of, and learns them; items stay unchanged.

    Their weight rises from 0 along a line over the first ``ramp`` of the training. See
    :class:`~labelwise.training.SelfTraining` for pseudo-labels that a finished model gives a fresh one.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight, ratio, views, steps
        Weight of the unlabelled items, how many come in a step (in batches of labels), how they are changed,
        and steps of the training at least.
    sure : float
        Of at least this probability it is sure.
    ramp : float
        Share of the training over which the weight rises.

    References
    ----------
    D.-H. Lee, "Pseudo-label: the simple and efficient semi-supervised learning method for deep neural
    networks", 2013, with the threshold that LabelBench (S020) gives it.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> PseudoLabel(TorchLearner(), sure=0.9).ratio
    1
    """

    ratio: Annotated[int, Between(1)] = 1
    views: Views = field(default_factory=unchanged)
    sure: Annotated[float, Between(0, 1)] = 0.95
    ramp: Annotated[float, Between(0, 1)] = 0.4

    def hook(self) -> Any:
        """Sure favourites, and the ramp."""
        from labelwise.training.deep.consistency_methods import Ramped

        return Ramped(self)


@dataclass(frozen=True, repr=False)
class FixMatch(Consistency):
    """The favourite of the weak view, where the network is sure of it, is learned by the strong view.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight, ratio, views, steps
        Weight of the unlabelled items, how many come in a step (in batches of labels), how they are changed,
        and steps of the training at least.
    sure : float
        Of at least this probability it is sure.

    References
    ----------
    K. Sohn et al., "FixMatch: simplifying semi-supervised learning with consistency and confidence", 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.learners import Mlp, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x = np.concatenate([np.linspace(-2, -1, 20), np.linspace(1, 2, 20)])[:, None]
    >>> told = Targets(np.array([0, 39]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(1, 39))
    >>> model = FixMatch(TorchLearner(Mlp((8,)))).fit(data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist() == [0] * 20 + [1] * 20
    True
    """

    sure: Annotated[float, Between(0, 1)] = 0.95

    def hook(self) -> Any:
        """Sure favourites."""
        from labelwise.training.deep.consistency_methods import Fixed

        return Fixed(self)


@dataclass(frozen=True, repr=False)
class Uda(Consistency):
    """Sharpened predictions of the weak view, where the network is sure, are learned by the strong view.

    The labels are ``softmax(z / temperature)``. With ``annealing`` a label of a person counts only while the
    network gives its class a probability of at most ``a (1 - 1/C) + 1/C``, a being t (linear), 1 - exp(-5 t)
    (log) or exp(5 (t - 1)) (exp) when a share t of the training is done: so few labels are not learned by
    heart while most of the training is still to come.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight, ratio, views, steps
        Weight of the unlabelled items, how many come in a step (in batches of labels), how they are changed,
        and steps of the training at least.
    sure : float
        Of at least this probability it is sure.
    temperature : float
        Divides the logits; below 1 it sharpens.
    annealing : {"none", "linear", "log", "exp"}
        Which labels of people count, and when; ``exp`` is for few labels.

    References
    ----------
    Q. Xie, Z. Dai, E. Hovy, M.-T. Luong, Q. V. Le, "Unsupervised data augmentation for consistency training",
    2020. Its changes are of images (RandAugment) and texts (back-translation).

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> Uda(TorchLearner(), annealing="exp").temperature
    0.4
    """

    sure: Annotated[float, Between(0, 1)] = 0.8
    temperature: Annotated[float, Between(0, open_low=True)] = 0.4
    annealing: Annotated[str, OneOf(("none", "linear", "log", "exp"))] = "none"

    def hook(self) -> Any:
        """Sharpened predictions, and labels that wait."""
        from labelwise.training.deep.consistency_methods import Annealed

        return Annealed(self)


@dataclass(frozen=True, repr=False)
class FlexMatch(Consistency):
    """FixMatch with a threshold for each class, lower where the class is learned less.

    An item is told by the last class that it was given with at least the probability ``sure``. With n_c items
    told to be of class c and u of none yet, ``b_c = n_c / max(max_c n_c, u)``, and an item whose favourite is
    c counts above ``sure b_c / (2 - b_c)``. The model's ``hooks`` hold the last ``thresholds``.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight, ratio, views, steps
        Weight of the unlabelled items, how many come in a step (in batches of labels), how they are changed,
        and steps of the training at least.
    sure : float
        The highest threshold.
    warm_up : bool
        Whether u counts as above; it holds thresholds down while few items are told.

    References
    ----------
    B. Zhang et al., "FlexMatch: boosting semi-supervised learning with curriculum pseudo labeling", 2021.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> FlexMatch(TorchLearner()).sure
    0.95
    """

    sure: Annotated[float, Between(0, 1)] = 0.95
    warm_up: bool = True

    def hook(self) -> Any:
        """Thresholds that follow what is learned."""
        from labelwise.training.deep.consistency_methods import Flexible

        return Flexible(self)


@dataclass(frozen=True, repr=False)
class FreeMatch(Consistency):
    """FixMatch whose thresholds adapt by themselves, and predictions that name the classes fairly.

    ``t`` is the moving mean of the largest probability of unlabelled items, ``p_c`` that of the probability
    of class c; an item whose favourite is c counts above ``t p_c / max_c p_c``. On top comes ``fair`` times
    ``sum_c a_c log b_c``, with a the shares p over those of favourites, both moving means, and b the same of
    the strong views that count in this step, each scaled to sum 1.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight, ratio, views, steps
        Weight of the unlabelled items, how many come in a step (in batches of labels), how they are changed,
        and steps of the training at least.
    decay : float
        What a moving mean keeps in a step; it begins at 1/C.
    fair : float
        Weight of the term on top.

    Notes
    -----
    Published with a decay of 0.999, for a million steps. Trainings here take hundreds, in which such a mean
    would hardly leave its beginning.

    References
    ----------
    Y. Wang et al., "FreeMatch: self-adaptive thresholding for semi-supervised learning", 2023.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> FreeMatch(TorchLearner(), fair=0.0).decay
    0.99
    """

    decay: Annotated[float, Between(0, 1)] = 0.99
    fair: Annotated[float, Between(0)] = 0.01

    def hook(self) -> Any:
        """Thresholds that are moving means."""
        from labelwise.training.deep.consistency_methods import Free

        return Free(self)


@dataclass(frozen=True, repr=False)
class SoftMatch(Consistency):
    """FixMatch in which every item counts, the less sure the less.

    With m and v the moving mean and variance of the largest probability of unlabelled items, an item of
    largest probability q counts ``exp(-narrow^2 (q - m)^2 / (2 v))`` below m and 1 above. With ``align``
    probabilities are first divided by their moving mean, class by class, and scaled to sum 1: items of
    rarely predicted classes count more. The labels are favourites of the probabilities as they are.

    Parameters
    ----------
    learner : TorchLearner or a recipe around one
        What is trained, on classes.
    weight, ratio, views, steps
        Weight of the unlabelled items, how many come in a step (in batches of labels), how they are changed,
        and steps of the training at least.
    decay : float
        What a moving mean keeps in a step.
    narrow : float
        Divides the spread; the code of the authors has 2, the formula of the paper 1.
    align : bool
        Whether weights are found after alignment.

    Notes
    -----
    Published with a decay of 0.999, for a million steps; see :class:`FreeMatch`.

    References
    ----------
    H. Chen et al., "SoftMatch: addressing the quantity-quality trade-off in semi-supervised learning", 2023.

    Examples
    --------
    >>> from labelwise.learners import TorchLearner
    >>> SoftMatch(TorchLearner(), align=False).narrow
    2.0
    """

    decay: Annotated[float, Between(0, 1)] = 0.99
    narrow: Annotated[float, Between(0, open_low=True)] = 2.0
    align: bool = True

    def hook(self) -> Any:
        """Weights of a truncated normal curve."""
        from labelwise.training.deep.consistency_methods import Soft

        return Soft(self)
