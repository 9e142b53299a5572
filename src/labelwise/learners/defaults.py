"""The learner that is used when nobody names one, and the encoding of a pool."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import BayesianRidge, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, StandardScaler
from threadpoolctl import threadpool_limits

from labelwise.errors import BadParameter
from labelwise.learners.cache import embedded, frozen, identity, place
from labelwise.learners.encoders import ImageEncoder, TableEncoder, TextEncoder
from labelwise.learners.encoders.image import are_images
from labelwise.learners.multilabel import OneVsRestLearner
from labelwise.learners.part_defaults import part_learner
from labelwise.learners.regression import RegressionLearner
from labelwise.learners.scikit import SklearnLearner, seeded
from labelwise.random import Seed, generator
from labelwise.tasks.base import Task, chosen
from labelwise.types import Learner

if TYPE_CHECKING:
    from labelwise.pool import Pool

SCALED_BYTES = 2**29
"""Arrays up to this size are scaled once for the whole pool, larger ones in every fit."""

ENCODER_ITEMS = 20_000
"""An encoder is fitted on at most this many items, drawn at random."""


ADAPTERS: dict[str, Callable[..., Any]] = {
    "proba": SklearnLearner, "tags": OneVsRestLearner, "mean": RegressionLearner,
}  # fmt: skip
"""What makes a learner of an estimator, by the output that a task's predictions are made of."""


def default_learner(pool: Pool, task: Task | None = None, estimator: Any = None, **options: Any) -> Any:
    """A learner that does well on few labels for this kind of pool and task.

    Parameters
    ----------
    pool : Pool
        Its ``kind`` decides about the features.
    task : Task, optional
        Its ``output`` decides about the model; classes by default.
    estimator : scikit-learn estimator, optional
        Instead of the usual one, on the same features.
    **options
        Further fields of what adapts it, such as ``scores``, or another ``encoder``.

    Returns
    -------
    Learner
        Logistic regression for classes, the same for every tag. For numbers 100 extremely randomised
        trees on tables and arrays, Bayesian ridge regression on texts and images, which have many
        features. Texts, tables, images and arrays are encoded or scaled once, without labels, from all
        items. Tasks of parts have :func:`~labelwise.learners.part_defaults.part_learner`.

    Raises
    ------
    BadParameter
        If no learner is known for such items or parts.

    Notes
    -----
    On the eight sets of ``regression_pmlb`` with 20, 50, 100 and 200 random labels (3 draws each) the trees
    had the lowest error in 18 of 32 cases, Bayesian ridge in 8, a Gaussian process (RBF) in 6; the mean error
    in units of the spread of the truth was 0.61, 0.72 and 0.65.

    Examples
    --------
    >>> from labelwise.pool import Pool
    >>> default_learner(Pool(["good", "bad"])).encoder
    TextEncoder()
    """
    if task is not None and task.parts:
        return part_learner(pool, task, estimator)
    output = "proba" if task is None else task.output
    adapt = _adapter(output)
    if pool.kind == "parts" or (_deep(pool) and not are_images(pool.data)):
        raise BadParameter(
            f"no learner is known for {pool!r} of more than (items, features)",
            allowed="a Learner, an estimator that takes such items, or images of uint8, channels last",
            fix="pass learner=, or reshape the items to two dimensions",
        )
    model = _estimator(output, "image" if _deep(pool) else pool.kind) if estimator is None else estimator
    encoder = options.pop("encoder", None) or default_encoder(pool)
    if encoder is not None:
        return adapt(model, encoder=encoder, **options)
    scaler = MaxAbsScaler() if sparse.issparse(pool.data) else StandardScaler()
    return adapt(make_pipeline(scaler, model), **options)


def default_encoder(pool: Pool) -> Any:
    """What makes numbers of the items of a pool, unfitted; None where they are sparse or large arrays.

    Examples
    --------
    >>> from labelwise.pool import Pool
    >>> default_encoder(Pool(["good", "bad"])), default_encoder(Pool(np.eye(2)))
    (TextEncoder(), StandardScaler())
    """
    if _deep(pool):
        return ImageEncoder() if are_images(pool.data) else None
    made = {"text": TextEncoder, "table": TableEncoder, "image": ImageEncoder}.get(pool.kind)
    if made is not None:
        return made()
    small = not sparse.issparse(pool.data) and pool.data.nbytes <= SCALED_BYTES
    return StandardScaler() if small else None


def _deep(pool: Pool) -> bool:
    """Whether an item is an array of more than one dimension."""
    return pool.kind == "array" and pool.data.ndim > 2


def _estimator(output: str, kind: str) -> Any:
    if output == "mean":
        return BayesianRidge() if kind in ("text", "image") else ExtraTreesRegressor(100)
    return LogisticRegression(C=10.0 if kind == "text" else 1.0, max_iter=1000)  # texts have rows of length 1


def _adapter(output: str) -> Callable[..., Any]:
    if output not in ADAPTERS:
        raise BadParameter(
            f"no estimator is known that gives {output!r}",
            allowed="a Learner of your own",
            fix="pass learner=",
        )
    return ADAPTERS[output]


def _refuse_whole(learner: Any, task: Task) -> None:
    if task.parts and type(learner) in ADAPTERS.values():
        raise BadParameter(
            f"{type(learner).__name__} learns from whole items, {type(task).__name__} labels {task.parts}",
            allowed="a PartLearner, or a Learner of your own with one output a part",
            fix="pass learner=PartLearner(estimator, features=...), or the estimator alone",
        )


def as_learner(thing: Any, pool: Pool, task: Task | None = None) -> Any:
    """A learner from whatever a caller passes.

    Parameters
    ----------
    thing : None, estimator, Learner or dict
        None: :func:`default_learner`. A scikit-learn estimator is adapted. A dict names an
        ``acquire`` and a ``final`` learner, each one of the former.
    pool : Pool
        For the default.
    task : Task, optional
        An estimator is adapted to its ``output``; classes by default.

    Returns
    -------
    Learner, or dict of str to Learner

    Raises
    ------
    BadParameter
        If it is none of these, or cannot learn from any kind of target that the task makes.
    """
    if isinstance(thing, Mapping):
        if set(thing) != {"acquire", "final"}:
            raise BadParameter(
                f"learner has the keys {sorted(map(str, thing))}", allowed="acquire and final, both"
            )
        return {name: as_learner(part, pool, task) for name, part in thing.items()}
    if thing is None:
        return default_learner(pool, task)
    if isinstance(thing, Learner):
        if task is not None:
            chosen(task.kinds, thing.accepts, task)
            _refuse_whole(thing, task)
        return thing
    if hasattr(thing, "fit") and hasattr(thing, "get_params") and not isinstance(thing, type):
        if task is not None and task.parts:
            return part_learner(pool, task, thing)
        return _adapter("proba" if task is None else task.output)(thing)
    raise BadParameter(
        f"the learner is {thing!r}",
        allowed="None, a scikit-learn estimator or pipeline, a Learner, {'acquire': ..., 'final': ...}",
    )


def bare(learner: Any) -> Any:
    """The learner without its encoder, for a pool that went through it; recipes around it stay.

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> bare(SklearnLearner(GaussianNB(), encoder=StandardScaler()))
    SklearnLearner(estimator=GaussianNB())
    """
    if getattr(learner, "encoder", None) is None:
        return learner
    if not dataclasses.is_dataclass(learner):
        twin = copy.copy(learner)
        twin.encoder = None
        return twin
    own = any(f.name == "encoder" for f in dataclasses.fields(learner))
    made: Any = {"encoder": None} if own else {"learner": bare(getattr(learner, "learner"))}  # noqa: B009
    return dataclasses.replace(learner, **made)  # type: ignore[type-var]


def encode(learner: Any, pool: Pool, seed: Seed, cache: Path | None = None) -> tuple[Pool, Any]:
    """The pool as the learner's encoder sees it.

    The encoder is fitted once and without labels, on at most :data:`ENCODER_ITEMS` items. What a frozen one
    gives is kept on disk; of those that are fitted only what they give for larger pools of a project, because
    the fit itself takes seconds and is done anew each time.

    Parameters
    ----------
    learner : Learner
        With ``encoder`` None or missing, nothing happens.
    pool : Pool
        The items.
    seed : int or Generator
        For the draw and for the encoder.
    cache : Path, optional
        The folder of a project where its features are kept, see :mod:`labelwise.learners.cache`.

    Returns
    -------
    (Pool, fitted encoder or None)
        The encoder's ``transform`` does the same to new items.
    """
    encoder = getattr(learner, "encoder", None)
    if encoder is None:
        return pool, None
    if frozen(encoder):
        found = embedded(pool, encoder.each, identity(encoder, seed), place(cache))
        return pool.encoded(found), encoder
    rng = generator(seed, "encoder")
    with threadpool_limits(1):  # the same features for every number of threads
        if len(pool) <= ENCODER_ITEMS:
            fitted = seeded(encoder, rng)
            return pool.encoded(fitted.fit_transform(pool.x(np.arange(len(pool))))), fitted
        rows = np.sort(rng.choice(len(pool), ENCODER_ITEMS, replace=False))
        fitted = seeded(encoder, rng).fit(pool.x(rows))
        folder = None if cache is None else place(cache)
        found = embedded(pool, lambda chunks: map(fitted.transform, chunks), identity(encoder, seed), folder)
    return pool.encoded(found), fitted
