"""The learner that is used when nobody names one, and the encoding of a pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, StandardScaler
from threadpoolctl import threadpool_limits

from labelwise.errors import BadParameter
from labelwise.learners.encoders import ImageEncoder, TableEncoder, TextEncoder
from labelwise.learners.scikit import SklearnLearner, seeded
from labelwise.random import Seed, generator
from labelwise.types import Learner

if TYPE_CHECKING:
    from labelwise.pool import Pool

SCALED_BYTES = 2**29
"""Arrays up to this size are scaled once for the whole pool, larger ones in every fit."""

ENCODER_ITEMS = 20_000
"""An encoder is fitted on at most this many items, drawn at random."""


def default_learner(pool: Pool) -> SklearnLearner:
    """A learner that does well on few labels for this kind of pool.

    Parameters
    ----------
    pool : Pool
        Its ``kind`` decides.

    Returns
    -------
    SklearnLearner
        Logistic regression; texts, tables, images and arrays are encoded or scaled once, without
        labels, from all items.

    Examples
    --------
    >>> from labelwise.pool import Pool
    >>> default_learner(Pool(["good", "bad"])).encoder
    TextEncoder()
    """
    encoder = {"text": TextEncoder, "table": TableEncoder, "image": ImageEncoder}.get(pool.kind)
    if encoder is not None:
        strength = 10.0 if pool.kind == "text" else 1.0  # texts have rows of length 1
        return SklearnLearner(LogisticRegression(C=strength, max_iter=1000), encoder=encoder())
    linear = LogisticRegression(max_iter=1000)
    if sparse.issparse(pool.data):
        return SklearnLearner(make_pipeline(MaxAbsScaler(), linear))
    if pool.data.nbytes <= SCALED_BYTES:
        return SklearnLearner(linear, encoder=StandardScaler())
    return SklearnLearner(make_pipeline(StandardScaler(), linear))


def as_learner(thing: Any, pool: Pool) -> Any:
    """A learner from whatever a caller passes.

    Parameters
    ----------
    thing : None, estimator, Learner or dict
        None: :func:`default_learner`. A scikit-learn estimator is adapted. A dict names an
        ``acquire`` and a ``final`` learner, each one of the former.
    pool : Pool
        For the default.

    Returns
    -------
    Learner, or dict of str to Learner

    Raises
    ------
    BadParameter
        If it is none of these.
    """
    if isinstance(thing, Mapping):
        if set(thing) != {"acquire", "final"}:
            raise BadParameter(
                f"learner has the keys {sorted(map(str, thing))}", allowed="acquire and final, both"
            )
        return {name: as_learner(part, pool) for name, part in thing.items()}
    if thing is None:
        return default_learner(pool)
    if isinstance(thing, Learner):
        return thing
    if hasattr(thing, "fit") and hasattr(thing, "get_params") and not isinstance(thing, type):
        return SklearnLearner(thing)
    raise BadParameter(
        f"the learner is {thing!r}",
        allowed="None, a scikit-learn estimator or pipeline, a Learner, {'acquire': ..., 'final': ...}",
    )


def encode(learner: Any, pool: Pool, seed: Seed) -> tuple[Pool, Any]:
    """The pool as the learner's encoder sees it.

    The encoder is fitted once and without labels, on at most :data:`ENCODER_ITEMS` items.

    Parameters
    ----------
    learner : Learner
        With ``encoder`` None or missing, nothing happens.
    pool : Pool
        The items.
    seed : int or Generator
        For the draw and for the encoder.

    Returns
    -------
    (Pool, fitted encoder or None)
        The encoder's ``transform`` does the same to new items.
    """
    encoder = getattr(learner, "encoder", None)
    if encoder is None:
        return pool, None
    rng = generator(seed, "encoder")
    with threadpool_limits(1):  # the same features for every number of threads
        if len(pool) <= ENCODER_ITEMS:
            fitted = seeded(encoder, rng)
            return pool.encoded(fitted.fit_transform(pool.x(np.arange(len(pool))))), fitted
        rows = np.sort(rng.choice(len(pool), ENCODER_ITEMS, replace=False))
        fitted = seeded(encoder, rng).fit(pool.x(rows))
        parts = [fitted.transform(pool.x(chunk)) for chunk in pool.chunks()]
    return pool.encoded(
        sparse.vstack(parts, "csr") if sparse.issparse(parts[0]) else np.concatenate(parts)
    ), fitted
