"""Which recipe is compared with which plain training, on which sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TEXT, IMAGES, TAGS = ("trec6", "ag_news_small"), ("fashion_mnist_small",), ("scene", "yeast")
BUDGETS = (40, 120, 360)


@dataclass(frozen=True)
class Case:
    """A recipe: ``make(plain)`` puts it around the learner that ``plain`` names."""

    make: Callable[[Any], Any]
    plain: str = "mlp"
    sets: tuple[str, ...] = (*TEXT, *IMAGES)
    budgets: tuple[int, ...] = BUDGETS


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
    from labelwise.learners import Mlp, TorchLearner

    return TorchLearner(Mlp((128,)), output="tags")


PLAIN = {"mlp": mlp, "cnn": cnn, "logistic": logistic, "tags": tags}


def recipe(name: str, **settings: Any) -> Callable[[Any], Any]:
    """Makes the class of :mod:`labelwise.training` of that name around a learner."""

    def make(plain: Any) -> Any:
        import labelwise.training as training

        return getattr(training, name)(plain, **settings)

    return make


CASES: dict[str, Case] = {
    "hast": Case(recipe("Hast")),
    "ust": Case(recipe("Ust")),
    "ac-tune": Case(recipe("AcTune")),
    "verips": Case(recipe("Verips")),
    "nest": Case(recipe("Nest")),
    "ceal": Case(recipe("Ceal")),
    "curriculum": Case(recipe("Curriculum")),
    "self-paced": Case(recipe("SelfPaced"), "logistic"),
    "hast-logistic": Case(recipe("Hast"), "logistic"),
    "mix-up": Case(recipe("MixUp")),
    "two-stream": Case(recipe("TwoStream")),
    "soft-pseudo": Case(recipe("SoftPseudo")),
    "future-teacher": Case(recipe("FutureTeacher")),
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
}
"""By the name of the file with the results."""
