"""Which recipe is compared with which plain training, on which sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

BOTH, TAGS = ("trec6", "fashion_mnist_small"), ("scene", "yeast")
BUDGETS = (40, 120, 360)


@dataclass(frozen=True)
class Case:
    """A recipe: ``make(plain)`` puts it around the learner that ``plain`` names.

    Of tags an annotator names one that is there, and says nothing of the others.
    """

    make: Callable[[Any], Any]
    plain: str = "mlp"
    sets: tuple[str, ...] = BOTH
    budgets: tuple[int, ...] = BUDGETS
    rows: bool = False  # a learner in it takes images as rows of numbers only


def mlp() -> Any:
    from labelwise.learners import Mlp, TorchLearner

    return TorchLearner(Mlp((128,)))


def cnn() -> Any:
    from labelwise.learners import Loop, SmallCnn, TorchLearner

    return TorchLearner(SmallCnn(), Loop(least_steps=200, rate=3e-3))


def logistic() -> Any:
    from sklearn.linear_model import LogisticRegression

    from labelwise.learners import SklearnLearner

    return SklearnLearner(LogisticRegression(C=10.0, max_iter=1000))


def tags() -> Any:
    """What is not named counts as absent."""
    from labelwise.learners import Mlp, TorchLearner
    from labelwise.training import LargeLoss

    return LargeLoss(TorchLearner(Mlp((128,)), output="tags"), share=0.0)


PLAIN = {"mlp": mlp, "cnn": cnn, "logistic": logistic, "tags": tags}


def recipe(name: str, **settings: Any) -> Callable[[Any], Any]:
    """Makes the class of :mod:`labelwise.training` of that name around a learner."""

    def make(plain: Any) -> Any:
        import labelwise.training as training

        return getattr(training, name)(plain, **settings)

    return make


def taught(name: str, by: str, plain: Any) -> Any:
    """A recipe with another learner as its teacher: 300 random trees for ``forest``."""
    from sklearn.ensemble import RandomForestClassifier

    import labelwise.training as training
    from labelwise.learners import SklearnLearner

    other = SklearnLearner(RandomForestClassifier(300)) if by == "forest" else logistic()
    key = "label" if name == "Plasm" else "teacher"
    return getattr(training, name)(plain, **{key: other})


def large(scheme: str) -> Callable[[Any], Any]:
    """The same network, without the largest losses of tags that are not named."""

    def make(plain: Any) -> Any:
        from labelwise.training import LargeLoss

        return LargeLoss(plain.learner, scheme)

    return make


def known(plain: Any) -> Any:
    """Entropy of the unknown tags and pseudo-labels of absence (S030), on a network of the same size."""
    from labelwise.training import SinglePositiveLearner

    return SinglePositiveLearner(hidden=128, epochs=30)


CASES: dict[str, Case] = {
    "hast": Case(recipe("Hast")),
    "hast-logistic": Case(recipe("Hast"), "logistic", rows=True),
    "ust": Case(recipe("Ust")),
    "ac-tune": Case(recipe("AcTune")),
    "verips": Case(recipe("Verips")),
    "nest": Case(recipe("Nest")),
    "ceal": Case(recipe("Ceal")),
    "curriculum": Case(recipe("Curriculum")),
    "self-paced": Case(recipe("SelfPaced"), "logistic", rows=True),
    "soft-pseudo": Case(recipe("SoftPseudo")),
    "mix-up": Case(recipe("MixUp")),
    "mix-up-cnn": Case(recipe("MixUp"), "cnn", BOTH[1:]),
    "pseudo-label": Case(recipe("PseudoLabel")),
    "fix-match": Case(recipe("FixMatch")),
    "flex-match": Case(recipe("FlexMatch")),
    "free-match": Case(recipe("FreeMatch")),
    "soft-match": Case(recipe("SoftMatch")),
    "uda": Case(recipe("Uda")),
    "scarf": Case(recipe("Scarf"), sets=("trec6", "letter")),
    "future-teacher": Case(recipe("FutureTeacher")),
    "distilled-forest": Case(partial(taught, "Distilled", "forest"), rows=True),
    "dual-head-logistic": Case(partial(taught, "DualHead", "logistic"), rows=True),
    "plasm-logistic": Case(partial(taught, "Plasm", "logistic"), rows=True),
    "meta-auxiliary": Case(recipe("MetaAuxiliary")),
    "weight-average": Case(recipe("WeightAverage")),
    "balanced-sampling": Case(recipe("BalancedSampling")),
    "set-fit": Case(recipe("SetFit")),
    "loss-prediction": Case(recipe("LossPrediction")),
    "training-dynamics": Case(recipe("TrainingDynamics")),
    "ensemble": Case(recipe("Ensemble", members=5)),
    "snapshots": Case(recipe("Snapshots", members=5)),
    "heads": Case(recipe("Heads", members=5)),
    "laplace": Case(recipe("Laplace")),
    "temperature": Case(recipe("Calibrated")),
    "isotonic": Case(recipe("Calibrated", method="isotonic")),
    "evidential": Case(recipe("Evidential")),
    "label-smoothing": Case(recipe("LabelSmoothing")),
    "inhibited-softmax": Case(recipe("InhibitedSoftmax")),
    "large-loss-reject": Case(large("reject"), "tags", TAGS),
    "large-loss-correct": Case(large("correct"), "tags", TAGS),
    "single-positive": Case(known, "tags", TAGS),
}
"""By the name of the file with the results."""
