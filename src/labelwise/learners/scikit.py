"""Any scikit-learn estimator or pipeline as a learner."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone, is_regressor
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter

from labelwise.errors import BadData, BadParameter, LabelwiseError
from labelwise.learners.committee import is_committee
from labelwise.learners.features import inputs
from labelwise.learners.scikit_model import SklearnModel, split
from labelwise.parallel import single_thread
from labelwise.params import OneOf, Piece
from labelwise.types import State, TargetKind, Training

Array = NDArray[Any]

SMALL = 1_000_000
"""Numbers of a training set up to which linear algebra runs on one thread: more only get in each other's way,
and the model would depend on how many there are."""
COLD_ROWS = 16_384
"""At most this many rows fit the transformers while labels are missing."""


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
                fix="pass for example sklearn.linear_model.LogisticRegression(); a regressor goes with the "
                "task Regression",
            )

    @property
    def provides(self) -> tuple[str, ...]:
        """The View names a trained model may give; what is not here it can never give."""
        scored = self.scores is not None or hasattr(self.estimator, "predict_proba")
        drawn = ("samples",) if _draws(self.estimator) else ()
        return (*(("proba",) if scored else ()), "embedding", "head", *drawn)

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
        classes = class_count(data)
        if len(np.unique(data.targets.value)) < 2:
            return SklearnModel(estimator, classes, features(estimator, data, rng), cold=True)
        return SklearnModel(estimator, classes, trained(estimator, data), scores=self.scores)

    def restore(self, state: State) -> SklearnModel:
        """The model that ``state`` was taken of."""
        return SklearnModel.restored(state)


def class_count(data: Training) -> int:
    """How many classes C the task has; where it names none, as many as the labels need.

    Raises
    ------
    BadData
        If a label is none of them.
    """
    found = data.targets.value
    if found.ndim != 1 or (found != np.floor(found)).any() or (found < 0).any():
        raise BadData(
            f"the labels have shape {found.shape} and type {found.dtype}",
            allowed="(m,) positions in the classes, 0 for the first",
            fix="pass Targets of the kind 'hard', as Classification.targets makes them",
        )
    if data.classes and len(found) and found.max() >= len(data.classes):
        raise BadData(
            f"a label is of class number {int(found.max())}",
            allowed=f"0 to {len(data.classes) - 1}, of the classes {', '.join(map(str, data.classes))}",
            fix="name the class in the task, or let it be added: Classification(..., open=True)",
        )
    return len(data.classes) or int(found.max(initial=-1)) + 1


def _draws(estimator: Any) -> bool:
    """Whether its last step is a committee, or a search for the best one of them."""
    last = split(estimator)[1]
    searched = hasattr(last, "refit") and hasattr(last, "estimator")
    return is_committee(split(last.estimator)[1] if searched else last)


def seeded(estimator: Any, rng: np.random.Generator) -> Any:
    """A clone of ``estimator`` in which every ``random_state`` that is None is drawn from ``rng``."""
    made = clone(estimator)
    names = sorted(k for k in made.get_params() if k.split("__")[-1] == "random_state")
    open_names = [k for k in names if made.get_params()[k] is None]
    return made.set_params(**{k: int(rng.integers(2**31 - 1)) for k in open_names})


def trained(estimator: Any, data: Training) -> Any:
    """Fit ``estimator`` to the labels of ``data``; one row of its input.

    Raises
    ------
    BadData
        If it refuses them; the message carries its reason.
    """
    x = inputs(data.x(data.rows))
    try:
        with _many_classes(), single_thread() if getattr(x, "size", 0) <= SMALL else nullcontext():
            estimator.fit(x, data.targets.value, **weights_of(estimator, data))
    except LabelwiseError:
        raise
    except ValueError as error:
        raise BadData(
            f"{type(estimator).__name__} could not be trained on {len(data.rows)} labels: {error}",
            fix="label more items, some of each class, or pass another learner",
        ) from error
    return x[:1]


@contextmanager
def _many_classes() -> Iterator[None]:
    """Without scikit-learn's doubt whether classes of which most have one label are classes at all."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The number of unique classes is greater than 50%", UserWarning)
        yield


def weights_of(estimator: Any, data: Training) -> dict[str, Array]:
    """The keyword that carries the weights to the last step; empty when all are 1."""
    if (data.targets.weight == 1).all():
        return {}
    prefix, last = "", estimator
    while isinstance(last, Pipeline):
        prefix, last = f"{prefix}{last.steps[-1][0]}__", last.steps[-1][1]
    if has_fit_parameter(last, "sample_weight"):
        return {f"{prefix}sample_weight": data.targets.weight}
    warnings.warn(f"{type(last).__name__} takes no sample_weight: all labels count the same", stacklevel=4)
    return {}


def features(estimator: Any, data: Training, rng: np.random.Generator) -> Any:
    """Fit the transformers of ``estimator`` to items alone; one row of its input, None where that fails."""
    x = inputs(data.x(some_rows(data, rng)))
    front, _ = split(estimator)
    return x[:1] if front is None or _fitted_without_labels(front, x) else None


def some_rows(data: Training, rng: np.random.Generator) -> Array:
    """Rows, labelled or not, at most :data:`COLD_ROWS` of them, for what is fitted without labels."""
    known = np.union1d(data.rows, data.unlabelled)
    if len(known) <= COLD_ROWS:
        return known
    return np.sort(rng.choice(known, COLD_ROWS, replace=False))


def _fitted_without_labels(front: Pipeline, x: Any) -> bool:
    """Fit the transformers to items alone; False where there are none or one needs labels."""
    try:
        front.fit(x)
    except (TypeError, ValueError):  # what scikit-learn raises without y, and for no items
        return False
    return True
