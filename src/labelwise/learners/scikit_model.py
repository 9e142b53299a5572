"""What a trained scikit-learn estimator gives."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax
from sklearn.pipeline import Pipeline

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners.committee import draws, is_committee
from labelwise.learners.features import dense, fitting, is_numeric
from labelwise.learners.skops_bytes import packed, unpacked
from labelwise.types import State

Array = NDArray[Any]

ABSENT = -1e9
"""Bias of a class without labels in ``head``: finite, and its softmax share is exactly 0."""

NO_PROBA = (
    "wrap the estimator in sklearn.calibration.CalibratedClassifierCV (calibrated), "
    'or pass SklearnLearner(estimator, scores="decision") (uncalibrated)'
)
NO_CLASSES = "label items of at least two classes first, for example with the strategy typiclust or random"
NO_SAMPLES = "use a committee such as sklearn.ensemble.RandomForestClassifier, or BaggedLearner"
NO_HEAD = "use a linear last step such as sklearn.linear_model.LogisticRegression"
NO_EMBEDDING = "put transformers that give numbers before the classifier (sklearn.pipeline.make_pipeline)"


class SklearnModel:
    """A trained scikit-learn estimator; made by :class:`~labelwise.learners.SklearnLearner`.

    Parameters
    ----------
    estimator : fitted estimator
        Its ``classes_`` are positions in the task's classes.
    classes : int
        Number of classes C of the task; those the estimator never saw get probability 0.
    sample : one row of its input, or None
        Tells whether the features are numbers; None when there are no features to give.
    scores : {"decision"} or None
        As in the learner.
    cold : bool
        Whether the last step is untrained.

    Attributes
    ----------
    provides : tuple of str
        Those of ``proba``, ``embedding``, ``head`` and ``samples`` that this model has.
    numeric : bool
        Whether there are features to give.
    missing : dict
        For each of the others, what to do to get it.
    """

    def __init__(
        self, estimator: Any, classes: int, sample: Any, *, scores: str | None = None, cold: bool = False
    ) -> None:
        self.estimator, self.classes, self.scores, self.cold = estimator, classes, scores, cold
        self._front, self._last = split(estimator)
        self.numeric = sample is not None and (self._front is not None or is_numeric(sample))
        self._seen = None if cold else np.asarray(estimator.classes_, dtype=np.int64)
        self._use = None if cold else _scoring(estimator, scores)
        self.missing = {
            **({"proba": NO_CLASSES if cold else NO_PROBA} if self._use is None else {}),
            **(
                {}
                if self.numeric
                else {"embedding": NO_CLASSES if cold and self._front is not None else NO_EMBEDDING}
            ),
            **({} if not cold and _is_linear(self._last) else {"head": NO_CLASSES if cold else NO_HEAD}),
            **(
                {}
                if not cold and is_committee(self._last)
                else {"samples": NO_CLASSES if cold else NO_SAMPLES}
            ),
        }
        given = ("proba", "embedding", "head", "samples")
        self.provides = tuple(n for n in given if n not in self.missing)

    def _need(self, name: str) -> None:
        if name in self.missing:
            raise MissingCapability(f"{type(self._last).__name__} gives no {name}", fix=self.missing[name])

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities of items ``x``; rows sum to 1, classes never seen have 0.

        Raises
        ------
        MissingCapability
            If the estimator gives none; the message says what to wrap it in.
        BadData
            If the items have another number of features than in training.
        """
        self._need("proba")
        out = np.zeros((count(x), self.classes))
        if len(out):
            out[:, self._seen] = self._use(fitting(self.estimator, x))  # type: ignore[misc]
        return out

    def samples(self, x: Any) -> NDArray[np.float64]:
        """(M, m, C) class probabilities of each member of a committee: a forest, bagging, a vote.

        Raises
        ------
        MissingCapability
            If the last step is none, or its members have no probabilities.
        BadData
            If the items have another number of features than in training.
        """
        self._need("samples")
        if not count(x):
            return np.zeros((len(self._last.estimators_), 0, self.classes))
        z = fitting(self.estimator, x)
        return draws(self._last, z if self._front is None else self._front.transform(z), self.classes)

    def embedding(self, x: Any) -> Array:
        """(m, D) float features of items ``x`` after the pipeline's transformers.

        Raises
        ------
        MissingCapability
            If the features are no numbers.
        BadData
            If they are sparse and too large to be written out, or another number than in training.
        """
        self._need("embedding")
        x = fitting(self.estimator, x)
        return dense(x if self._front is None else self._front.transform(x))

    def head(self) -> tuple[Array, Array]:
        """(W (C, D), b (C,)): the linear last step on :meth:`embedding`.

        Two classes are written as two rows ``-w/2`` and ``w/2``. ``softmax(z W.T + b)`` equals
        ``proba`` for multinomial and for binary logistic regression; for one-against-rest
        classifiers the rows are their decision functions. Classes never seen have weights 0 and
        the bias :data:`ABSENT`.

        Raises
        ------
        MissingCapability
            If the last step is not linear.
        """
        self._need("head")
        w, b = np.asarray(self._last.coef_, float), np.ravel(self._last.intercept_).astype(float)
        b = np.broadcast_to(b, len(w))
        if len(w) == 1:
            w, b = np.vstack([-w, w]) / 2, np.concatenate([-b, b]) / 2
        weights, bias = np.zeros((self.classes, w.shape[1])), np.full(self.classes, ABSENT)
        weights[self._seen], bias[self._seen] = w, b
        return weights, bias

    def state(self) -> dict[str, Any]:
        """All of it, the estimator as skops writes it.

        Raises
        ------
        MissingExtra
            If skops is not installed.
        BadParameter
            If the estimator could not be read again.
        """
        return {
            "estimator": packed(self.estimator),
            "classes": self.classes,
            "numeric": self.numeric,
            "scores": self.scores or "",
            "cold": self.cold,
        }

    @classmethod
    def restored(cls, state: State) -> SklearnModel:
        """The model that ``state`` was taken of."""
        sample = np.zeros((1, 1)) if state["numeric"] else None
        scores, cold = str(state["scores"]) or None, bool(state["cold"])
        return cls(unpacked(state["estimator"]), int(state["classes"]), sample, scores=scores, cold=cold)


def count(x: Any) -> int:
    """How many items ``x`` holds."""
    return int(x.shape[0]) if hasattr(x, "shape") else len(x)


def _is_linear(last: Any) -> bool:
    """Whether ``coef_`` holds one row a class (or one for two): not so for kernel machines."""
    return hasattr(last, "coef_") and hasattr(last, "intercept_") and not hasattr(last, "support_")


def _scoring(estimator: Any, scores: str | None) -> Any:
    """The function from inputs to probabilities of the seen classes, None when there is none."""
    if scores is None:
        return getattr(estimator, "predict_proba", None)
    if not hasattr(estimator, "decision_function"):
        raise BadParameter(
            f'scores="decision" with {type(estimator).__name__}, which has no decision_function',
            fix="leave scores out, or use an estimator with a decision_function",
        )

    def decide(x: Any) -> Array:
        f = np.asarray(estimator.decision_function(x), float)
        if f.ndim == 1:
            return np.column_stack([expit(-f), expit(f)])
        if f.shape[1] != len(estimator.classes_):
            raise BadParameter(
                f"decision_function gives {f.shape[1]} columns for {len(estimator.classes_)} classes",
                fix='set decision_function_shape="ovr"',
            )
        return np.asarray(softmax(f, axis=1))

    return decide


def split(estimator: Any) -> tuple[Any, Any]:
    """(pipeline of the transformers or None, last step); nested pipelines are followed."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    if not isinstance(estimator, Pipeline):
        return None, estimator
    inner, last = split(estimator.steps[-1][1])
    fronts = [estimator[:-1]] if len(estimator.steps) > 1 else []
    fronts += [inner] if inner is not None else []
    if len(fronts) == 2:
        return Pipeline([("outer", fronts[0]), ("inner", fronts[1])]), last
    return (fronts[0] if fronts else None), last
