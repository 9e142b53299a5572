"""RecordedLearner: an estimator trained in steps, which remembers what it said after each."""

from __future__ import annotations

import inspect
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.learners.features import inputs
from labelwise.learners.scikit import SklearnLearner, class_count, features, seeded, trained
from labelwise.learners.scikit_model import SklearnModel, count, split
from labelwise.learners.states import nested, unnested
from labelwise.params import Between, Piece
from labelwise.types import State, TargetKind, Training

__all__ = ["RecordedLearner", "RecordedModel"]

Array = NDArray[Any]


class RecordedModel:
    """A trained estimator and what it was after each step; made by :class:`RecordedLearner`.

    Parameters
    ----------
    last : SklearnModel
        The model at the end.
    stages : sequence of SklearnModel
        The models after each epoch; empty where the estimator tells its stages itself.
    steps : int
        Stages to give of those.
    """

    def __init__(self, last: SklearnModel, stages: list[SklearnModel], steps: int) -> None:
        self.last, self.stages, self.steps = last, stages, steps
        own = ("proba", "dynamics") if "proba" in last.provides else ()
        self.provides = (*own, *(("embedding",) if "embedding" in last.provides else ()))
        self.missing = last.missing

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities at the end of the training."""
        return self.last.proba(x)

    def embedding(self, x: Any) -> Array:
        """(m, D) features after the pipeline's transformers."""
        return self.last.embedding(x)

    def dynamics(self, x: Any) -> NDArray[np.float64]:
        """(E, m, C) class probabilities after each epoch, or at E stages evenly spread up to the last."""
        if self.stages:
            return np.stack([stage.proba(x) for stage in self.stages])
        self.last.proba(x[:0])  # says what to do where there is none
        front, last = split(self.last.estimator)
        z = inputs(x) if front is None or not count(x) else front.transform(inputs(x))
        made = list(last.staged_predict_proba(z)) if count(x) else []
        spread = np.unique(np.linspace(1, len(made), min(self.steps, len(made))).round().astype(int)) - 1
        out = np.zeros((len(spread) if made else self.steps, count(x), self.last.classes))
        for e, at in enumerate(spread if made else ()):
            out[e][:, np.asarray(self.last.estimator.classes_, int)] = made[at]
        return out

    def state(self) -> dict[str, Any]:
        """The states of its stages, of the last one at least."""
        return {"steps": self.steps, "staged": bool(self.stages)} | nested(
            [stage.state() for stage in self.stages or [self.last]]
        )


@dataclass(frozen=True, repr=False)
class RecordedLearner(Piece):
    """A scikit-learn classifier whose training is recorded: its models give ``dynamics``.

    One with ``partial_fit`` (``SGDClassifier``, ``MLPClassifier``, naive Bayes) sees the labels ``epochs``
    times, in a new random order each time, and a copy is kept after every epoch. One with
    ``staged_predict_proba`` (gradient boosting, AdaBoost) is trained as it is and asked for its stages.

    Parameters
    ----------
    estimator : scikit-learn classifier or Pipeline
        With ``predict_proba`` and one of the two; in a pipeline the last step has them.
    epochs : int
        Epochs, or stages to give: evenly spread over those there are.
    encoder : scikit-learn transformer or None
        As in :class:`SklearnLearner`.

    Raises
    ------
    BadParameter
        If the estimator has neither, or no probabilities.

    References
    ----------
    S. Swayamdipta et al., "Dataset cartography: mapping and diagnosing datasets with training dynamics",
    2020, record the probability of the label after every epoch; here all classes are kept, for any item.
    Stages of a boosted model in the place of epochs are ours.

    Examples
    --------
    >>> from sklearn.linear_model import SGDClassifier
    >>> from labelwise.types import Targets
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)))
    >>> model = RecordedLearner(SGDClassifier(loss="log_loss"), epochs=3).fit(data, np.random.default_rng(0))
    >>> model.dynamics(x).shape, model.provides
    ((3, 8, 2), ('proba', 'dynamics', 'embedding'))
    """

    estimator: Any
    epochs: Annotated[int, Between(2)] = 10
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("hard",)
    provides: ClassVar[tuple[str, ...]] = ("proba", "dynamics", "embedding")

    def __post_init__(self) -> None:
        """Check that the estimator can be followed."""
        super().__post_init__()
        SklearnLearner(self.estimator)
        last = split(self.estimator)[1]
        followed = hasattr(last, "partial_fit") or hasattr(last, "staged_predict_proba")
        if not (followed and hasattr(last, "predict_proba")):
            raise BadParameter(
                f"the training of {type(last).__name__} cannot be followed",
                allowed="a classifier with predict_proba and partial_fit, or with staged_predict_proba",
                fix='pass for example sklearn.linear_model.SGDClassifier(loss="log_loss")',
            )

    def fit(self, data: Training, rng: np.random.Generator) -> RecordedModel:
        """Train on ``data``.

        Parameters
        ----------
        data : Training
            Hard targets. Weights are passed on where the estimator takes them.
        rng : numpy.random.Generator
            For the orders, and for every ``random_state`` that is None.

        Raises
        ------
        BadData
            If the estimator refuses the data.
        """
        estimator = seeded(self.estimator, rng)
        classes = class_count(data)
        if len(np.unique(data.targets.value)) < 2:
            cold = SklearnModel(estimator, classes, features(estimator, data, rng), cold=True)
            return RecordedModel(cold, [], self.epochs)
        if not hasattr(split(estimator)[1], "partial_fit"):
            made = SklearnModel(estimator, classes, trained(estimator, data))
            return RecordedModel(made, [], self.epochs)
        stages = self._by_epochs(estimator, data, rng)
        sample = inputs(data.x(data.rows))[:1]
        models = [SklearnModel(stage, classes, sample) for stage in stages]
        return RecordedModel(models[-1], models, self.epochs)

    def restore(self, state: State) -> RecordedModel:
        """The model that ``state`` was taken of."""
        models = [SklearnModel.restored(own) for own in unnested(state)]
        return RecordedModel(models[-1], models if state["staged"] else [], int(state["steps"]))

    def _by_epochs(self, estimator: Any, data: Training, rng: np.random.Generator) -> list[Any]:
        """The estimator after each epoch, whole pipelines that share their transformers."""
        front, last = split(estimator)
        x, y = inputs(data.x(data.rows)), data.targets.value
        z = x if front is None else front.fit_transform(x, y)
        taken = "sample_weight" in inspect.signature(last.partial_fit).parameters
        made, seen = [], np.unique(y)
        for _ in range(self.epochs):
            order = rng.permutation(len(y))
            weight = {"sample_weight": data.targets.weight[order]} if taken else {}
            try:
                last.partial_fit(_rows(z, order), y[order], classes=seen, **weight)
            except ValueError as error:
                raise BadData(
                    f"{type(last).__name__} could not be trained on {len(y)} labels: {error}",
                    fix="label more items, some of each class, or pass another learner",
                ) from error
            made.append(_whole(front, deepcopy(last)))
        return made


def _whole(front: Any, last: Any) -> Any:
    """The transformers and the last step as one pipeline."""
    from sklearn.pipeline import Pipeline

    return last if front is None else Pipeline([*front.steps, ("last", last)])


def _rows(x: Any, order: Array) -> Any:
    return x.iloc[order] if hasattr(x, "iloc") else x[order]
