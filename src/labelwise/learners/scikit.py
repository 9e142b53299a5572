"""Any scikit-learn estimator or pipeline as a learner."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax
from sklearn.base import clone, is_regressor
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags
from sklearn.utils.validation import has_fit_parameter

from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners.features import dense, inputs, is_numeric
from labelwise.params import OneOf, Piece
from labelwise.types import TargetKind, Training

Array = NDArray[Any]

ABSENT = -1e9
"""Bias of a class without labels in ``head``: finite, and its softmax share is exactly 0."""

COLD_ROWS = 16_384
"""At most this many rows fit the transformers while labels are missing."""

NO_PROBA = (
    "wrap the estimator in sklearn.calibration.CalibratedClassifierCV (calibrated), "
    'or pass SklearnLearner(estimator, scores="decision") (uncalibrated)'
)
NO_CLASSES = "label items of at least two classes first, for example with the strategy typiclust or random"
NO_HEAD = "use a linear last step such as sklearn.linear_model.LogisticRegression"
NO_EMBEDDING = "put transformers that give numbers before the classifier (sklearn.pipeline.make_pipeline)"


@dataclass(frozen=True, repr=False)
class SklearnLearner(Piece):
    """Any scikit-learn classifier or pipeline, used as it is.

    The estimator is cloned for every fit and never changed. Every ``random_state`` inside it that
    is None is set from the generator handed to :meth:`fit`; one that was chosen is kept. It sees
    the classes as integers (positions in the task's classes).

    Parameters
    ----------
    estimator : scikit-learn classifier or Pipeline
        Anything with ``fit``, ``predict`` and ``get_params``.
    scores : {"decision"} or None
        ``"decision"`` makes ``proba`` from ``decision_function`` where the estimator has no
        ``predict_proba``: the sigmoid for two classes, the softmax for more. These numbers order
        items by how sure the model is; they are **not calibrated** probabilities.
    encoder : scikit-learn transformer or None
        Turns the pool's items into features once and without labels (:func:`labelwise.learners.encode`);
        the estimator then sees those features. None: it sees the items as the pool gives them.

    Raises
    ------
    BadParameter
        If ``estimator`` is no classifier, or ``scores`` is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets, Training
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> rows = np.array([0, 3])
    >>> targets = Targets(rows, np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], rows, targets, classes=("low", "high"))
    >>> model = SklearnLearner(LogisticRegression()).fit(data, np.random.default_rng(0))
    >>> model.proba(x[[1]]).round(2).tolist()
    [[0.59, 0.41]]
    """

    estimator: Any
    scores: Annotated[str | None, OneOf(("decision",))] = field(default=None, kw_only=True)
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("hard",)

    def __post_init__(self) -> None:
        """Check that the estimator is a classifier that can be cloned."""
        super().__post_init__()
        lacking = [n for n in ("fit", "predict", "get_params") if not hasattr(self.estimator, n)]
        if isinstance(self.estimator, type) or lacking or is_regressor(self.estimator):
            raise BadParameter(
                f"the estimator is {self.estimator!r}",
                allowed="an instance of a scikit-learn classifier or pipeline",
                fix="pass for example sklearn.linear_model.LogisticRegression()",
            )

    @property
    def provides(self) -> tuple[str, ...]:
        """The View names a trained model may give; what is not here it can never give."""
        scored = self.scores is not None or hasattr(self.estimator, "predict_proba")
        return (*(("proba",) if scored else ()), "embedding", "head")

    def fit(self, data: Training, rng: np.random.Generator) -> SklearnModel:
        """Train on ``data``.

        Parameters
        ----------
        data : Training
            Hard targets. Weights are passed on when the last step takes ``sample_weight`` and any
            differs from 1.
        rng : numpy.random.Generator
            For every ``random_state`` that is None.

        Returns
        -------
        SklearnModel
            With fewer than two classes it has no ``proba``; its ``embedding`` then comes from
            transformers fitted on labelled and unlabelled rows, where none of them needs labels.

        Raises
        ------
        BadData
            If the estimator refuses the data; the message carries its reason.
        """
        estimator = seeded(self.estimator, rng)
        classes = len(data.classes) or int(data.targets.value.max(initial=-1)) + 1
        if len(np.unique(data.targets.value)) < 2:
            return _cold(estimator, data, classes, rng)
        x = inputs(data.x(data.rows))
        try:
            estimator.fit(x, data.targets.value, **_weights(estimator, data))
        except ValueError as error:
            raise BadData(
                f"{type(self.estimator).__name__} could not be trained on {len(data.rows)} labels: {error}",
                fix="label more items of each class, or pass another learner",
            ) from error
        return SklearnModel(estimator, classes, x[:1], scores=self.scores)


def seeded(estimator: Any, rng: np.random.Generator) -> Any:
    """A clone of ``estimator`` in which every ``random_state`` that is None is drawn from ``rng``."""
    made = clone(estimator)
    names = sorted(k for k in made.get_params() if k.split("__")[-1] == "random_state")
    open_names = [k for k in names if made.get_params()[k] is None]
    return made.set_params(**{k: int(rng.integers(2**31 - 1)) for k in open_names})


def _weights(estimator: Any, data: Training) -> dict[str, Array]:
    """The keyword that carries the weights to the last step; empty when all are 1."""
    if (data.targets.weight == 1).all():
        return {}
    prefix, last = "", estimator
    while isinstance(last, Pipeline):
        prefix, last = f"{prefix}{last.steps[-1][0]}__", last.steps[-1][1]
    if has_fit_parameter(last, "sample_weight"):
        return {f"{prefix}sample_weight": data.targets.weight}
    warnings.warn(f"{type(last).__name__} takes no sample_weight: all labels count the same", stacklevel=3)
    return {}


def _cold(estimator: Any, data: Training, classes: int, rng: np.random.Generator) -> SklearnModel:
    """A model of the features alone, for fewer than two classes."""
    known = np.union1d(data.rows, data.unlabelled)
    if len(known) > COLD_ROWS:
        known = np.sort(rng.choice(known, COLD_ROWS, replace=False))
    x = inputs(data.x(known))
    front, _ = _split(estimator)
    supervised = any(get_tags(step).target_tags.required for _, step in _steps(front))
    if front is not None and len(known) and not supervised:
        front.fit(x)
    usable = front is None or (len(known) > 0 and not supervised)
    return SklearnModel(estimator, classes, x[:1] if usable else None, cold=True)


def _steps(front: Any) -> list[tuple[str, Any]]:
    return [] if front is None else [(n, s) for n, s in front.steps if s not in (None, "passthrough")]


def _split(estimator: Any) -> tuple[Any, Any]:
    """(pipeline of the transformers or None, last step); nested pipelines are followed."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    if not isinstance(estimator, Pipeline):
        return None, estimator
    inner, last = _split(estimator.steps[-1][1])
    fronts = [estimator[:-1]] if len(estimator.steps) > 1 else []
    fronts += [inner] if inner is not None else []
    if len(fronts) == 2:
        return Pipeline([("outer", fronts[0]), ("inner", fronts[1])]), last
    return (fronts[0] if fronts else None), last


class SklearnModel:
    """A trained scikit-learn estimator; made by :class:`SklearnLearner`.

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
        Those of ``proba``, ``embedding`` and ``head`` that this model has.
    missing : dict
        For each of the others, what to do to get it.
    """

    def __init__(
        self, estimator: Any, classes: int, sample: Any, *, scores: str | None = None, cold: bool = False
    ) -> None:
        self.estimator, self.classes = estimator, classes
        self._front, self._last = _split(estimator)
        self._seen = None if cold else np.asarray(estimator.classes_, dtype=np.int64)
        self._use = None if cold else _scoring(estimator, scores)
        self.missing = {
            **({"proba": NO_CLASSES if cold else NO_PROBA} if self._use is None else {}),
            **({} if self._numeric(sample) else {"embedding": NO_EMBEDDING}),
            **({} if not cold and _is_linear(self._last) else {"head": NO_CLASSES if cold else NO_HEAD}),
        }
        self.provides = tuple(n for n in ("proba", "embedding", "head") if n not in self.missing)

    def _numeric(self, sample: Any) -> bool:
        return sample is not None and (self._front is not None or is_numeric(sample))

    def _need(self, name: str) -> None:
        if name in self.missing:
            raise MissingCapability(f"{type(self._last).__name__} gives no {name}", fix=self.missing[name])

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities of items ``x``; rows sum to 1, classes never seen have 0.

        Raises
        ------
        MissingCapability
            If the estimator gives none; the message says what to wrap it in.
        """
        self._need("proba")
        out = np.zeros((_count(x), self.classes))
        if len(out):
            out[:, self._seen] = self._use(inputs(x))  # type: ignore[misc]
        return out

    def embedding(self, x: Any) -> Array:
        """(m, D) float features of items ``x`` after the pipeline's transformers.

        Raises
        ------
        MissingCapability
            If the features are no numbers.
        BadData
            If they are sparse and too large to be written out.
        """
        self._need("embedding")
        x = inputs(x)
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


def _count(x: Any) -> int:
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
