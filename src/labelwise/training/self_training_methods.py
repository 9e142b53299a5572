"""Methods of self-training, each the frame with pieces of its paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.params import Between
from labelwise.training.choosing import (
    Balanced,
    ByVariance,
    Decaying,
    EasyDraws,
    EasyRegions,
    Even,
    NeighbourAgreement,
    NeighbourDivergence,
    Percentile,
    Shared,
    Verified,
)
from labelwise.training.self_training import SelfTraining

__all__ = ["AcTune", "Ceal", "Curriculum", "Hast", "Nest", "Ust", "Verips"]


@dataclass(frozen=True, repr=False)
class Hast(SelfTraining):
    """Pseudo-labels that most of the nearest items share, those of rare classes counting more.

    See :class:`SelfTraining` for the other parameters.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Its models give ``proba`` and ``embedding``.

    References
    ----------
    "Self-Training for Sample-Efficient Active Learning for Text Classification with Pre-Trained Language
    Models" (S004). There all weights are divided by their sum; ``total=1.0`` does that, which networks do
    not feel and learners with a penalty feel as one many times as strong.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> Hast(LogisticRegression()).choose
    NeighbourAgreement()
    """

    choose: Any = field(default_factory=NeighbourAgreement)
    weigh: Any = field(default_factory=Balanced)


@dataclass(frozen=True, repr=False)
class Ust(SelfTraining):
    """Pseudo-labels on which draws of the model agree, as many of each class, weighed by the agreement.

    Parameters
    ----------
    learner : Learner
        Its models give ``samples``: a network with dropout, or an ensemble.

    References
    ----------
    S. Mukherjee, A. H. Awadallah, "Uncertainty-aware self-training for few-shot text classification", 2020,
    as it is run in S004. There the second training has more dropout; here it is the learner's own.

    Examples
    --------
    >>> from labelwise.learners import BaggedLearner
    >>> from sklearn.linear_model import LogisticRegression
    >>> Ust(BaggedLearner(LogisticRegression())).choose
    EasyDraws()
    """

    choose: Any = field(default_factory=EasyDraws)
    weigh: Any = field(default_factory=ByVariance)


@dataclass(frozen=True, repr=False)
class AcTune(SelfTraining):
    """The surest items of the surest regions, which together count what the labels of people do.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Its models give ``proba`` and ``embedding``.

    References
    ----------
    Y. Yu et al., "AcTune: uncertainty-based active self-training for active fine-tuning of pretrained
    language models", 2022, as it is run in S004. There a cluster's surplus goes to clusters at random; here
    to the next surest one.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> AcTune(LogisticRegression()).choose
    EasyRegions()
    """

    choose: Any = field(default_factory=EasyRegions)
    weigh: Any = field(default_factory=Shared)


@dataclass(frozen=True, repr=False)
class Verips(SelfTraining):
    """Sure pseudo-labels that a second model confirms.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        The second model differs where its training has an element of chance.

    References
    ----------
    "Verified pseudo-label selection for deep active learning" (VERIPS), as it is run in S004;
    ``choose=Verified("margin")`` is its second form.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> Verips(LogisticRegression()).choose
    Verified()
    """

    choose: Any = field(default_factory=Verified)


@dataclass(frozen=True, repr=False)
class Nest(SelfTraining):
    """Three rounds of pseudo-labels whose probabilities are like those of the labelled items nearest.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Its models give ``proba`` and ``embedding``.

    References
    ----------
    R. Xu et al., "Neighborhood-regularized self-training for learning with few labels", 2023 (NeST), as it
    is run in S004. The code there keeps the items of greatest divergence, which the paper of NeST has the
    other way round, and so does this; pseudo-labels are chosen anew every round as in that paper.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> Nest(LogisticRegression()).rounds
    3
    """

    choose: Any = field(default_factory=NeighbourDivergence)
    weigh: Any = field(default_factory=Even)
    rounds: Annotated[int, Between(1)] = 3


@dataclass(frozen=True, repr=False)
class Ceal(SelfTraining):
    """Pseudo-labels of entropy below a threshold that falls as labels are gathered; they count as much.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Anything with probabilities.

    References
    ----------
    K. Wang et al., "Cost-effective active learning for deep image classification", 2017, whose thresholds
    are the default, as in S012 ("A Comparative Survey of Deep Active Learning"). The code there starts at
    5e-5 and takes t times its decay off in round t.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> Ceal(LogisticRegression()).choose
    Decaying()
    """

    choose: Any = field(default_factory=Decaying)


@dataclass(frozen=True, repr=False)
class Curriculum(SelfTraining):
    """Five rounds: the surest fifth of the items first, all of them last, a fresh model in each.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Anything with probabilities; the gain is for learners that start at random.
    held : float
        Share of the labels by which the round is chosen: one before the last is often the best where many
        items belong to no class. 0 takes the last.

    References
    ----------
    P. Cascante-Bonilla et al., "Curriculum Labeling: revisiting pseudo-labeling for semi-supervised
    learning", 2021 (S100).

    Examples
    --------
    >>> from sklearn.neural_network import MLPClassifier
    >>> Curriculum(MLPClassifier()).rounds
    5
    """

    choose: Any = field(default_factory=Percentile)
    weigh: Any = field(default_factory=Even)
    rounds: Annotated[int, Between(1)] = 5
    held: Annotated[float, Between(0, 0.5)] = field(default=0.2, kw_only=True)
