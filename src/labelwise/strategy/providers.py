"""Arrays made of other arrays, and who could provide a missing one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingCapability
from labelwise.params import needs_of


class NoArray(MissingCapability, AttributeError):
    """A missing array asked for as an attribute, ``view.proba``."""


def predicted(proba: NDArray[Any]) -> NDArray[np.int64]:
    """(n,) int64: the most probable class.

    Examples
    --------
    >>> predicted(np.array([[0.2, 0.8], [0.6, 0.4]])).tolist()
    [1, 0]
    """
    return np.asarray(proba.argmax(axis=1), dtype=np.int64)


PROVIDERS: dict[str, Callable[..., Any]] = {"predicted": predicted}
"""Functions whose parameters are other names; a model, column or array of that name goes first."""

WHO = {
    "proba": "a classifier with predict_proba trained on at least two classes gives it; wrap others in "
    'sklearn.calibration.CalibratedClassifierCV or SklearnLearner(estimator, scores="decision"); '
    "without a model pass proba=(N, C)",
    "embedding": "a pipeline with transformers before its classifier gives it, or "
    "SklearnLearner(estimator, encoder=...); without a model pass embedding=(N, D)",
    "head": "a linear last layer such as LogisticRegression gives it; without a model pass head=(W, b)",
    "samples": "an ensemble or Bayesian learner gives it; without a model pass samples=(K, N, C)",
    "classes": "pass classes=, the number or the names of the classes",
}


def missing(name: str, known: Iterable[str]) -> MissingCapability:
    """The error for an array that nobody provides; it says who could."""
    who = WHO.get(name) or WHO.get(name.rpartition("_")[2])
    return MissingCapability(
        f"nobody provides {name!r}; there is {', '.join(sorted(known)) or 'nothing yet'}",
        fix=who or f"give the model a method {name}(x), the pool a column {name!r}, or pass {name}=",
    )


def reachable(names: Iterable[str]) -> set[str]:
    """``names`` and everything that providers make of them.

    Examples
    --------
    >>> sorted(reachable(["proba"]))
    ['predicted', 'proba']
    """
    known = set(names)
    made = {name for name, make in PROVIDERS.items() if set(needs_of(make)) <= known}
    return known | made
