"""Arrays made of other arrays, and who could provide a missing one."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter, MissingCapability, meant
from labelwise.measures import title
from labelwise.params import Between, OneOf, Piece, needs_of
from labelwise.representations.blocks import k_nearest
from labelwise.representations.embedding import unit, written_out
from labelwise.strategy.approximate import approximate
from labelwise.strategy.dropped import Dropped
from labelwise.types import Dense

PAIRS = 10**10
"""Exact neighbours compare at most so many pairs: minutes on one core."""


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


@dataclass(frozen=True, repr=False)
class Neighbours(Piece):
    """The nearest rows without a label, by cosine, for every row of the pool.

    Parameters
    ----------
    k : int
        How many; fewer where fewer other rows have no label.
    method : {"exact", "approximate"}
        Compare all pairs, or look into the nearest cells of an inverted file (package faiss, extra ``ann``),
        the same for every number of threads; never one instead of the other. What it gives is then compared
        with the exact neighbours of 200 rows, and ``Selection.why`` says that it is approximate.
    recall : float
        Share of the exact neighbours that an approximate search has to find.

    Examples
    --------
    >>> idx, dist = Neighbours(1)(np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]]), np.array([-1, 0, -1]))
    >>> idx.ravel().tolist(), dist.ravel().tolist()
    ([2, 0, 0], [1.0, 0.0, 1.0])
    """

    k: Annotated[int, Between(1)] = 10
    method: Annotated[str, OneOf(("exact", "approximate"))] = "exact"
    recall: Annotated[float, Between(0, 1)] = 0.9
    pooled = True

    @property
    def row_bytes(self) -> int:
        """Memory a row."""
        return 16 * self.k

    @property
    def note(self) -> str:
        """What ``Selection.why`` says of an approximate search."""
        approximate = f"approximate neighbours, recall on a sample {self.recall:g} or more"
        return "" if self.method == "exact" else approximate

    def __call__(self, embedding: Any, labels: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
        """(N, k) rows of the pool and (N, k) cosine distances from 0 to 2, the nearest first.

        Raises
        ------
        BadParameter
            If there are too many pairs to compare, or an approximate search found too few neighbours.
        MissingExtra
            Where an approximate search is wanted and faiss is not installed.
        """
        free, x = np.flatnonzero(labels < 0), unit(written_out(embedding))
        if self.method == "approximate":
            return approximate(x, self.k, free, self.recall)
        pairs = len(free) * len(labels)
        if pairs > PAIRS:
            raise BadParameter(
                f"exact neighbours of {len(labels)} rows among {len(free)} compare {pairs:.0e} pairs",
                allowed=f"up to {PAIRS:.0e}",
                fix='pass neighbours=Neighbours(k, method="approximate"), or (idx, dist) of your own',
            )
        idx, squared = k_nearest(Dense(x), self.k, free)
        return idx, squared / 2


PROVIDERS: dict[str, Callable[..., Any]] = {
    "predicted": predicted,
    "neighbours": Neighbours(),
    "variants": Dropped(),
}
"""Functions whose parameters are other names; a model, column or array of that name goes first."""

WHO = {
    "proba": "a classifier with predict_proba trained on at least two classes gives it; wrap others in "
    'sklearn.calibration.CalibratedClassifierCV or SklearnLearner(estimator, scores="decision"); '
    "without a model pass proba=(N, C)",
    "embedding": "a pipeline with transformers before its classifier gives it, or "
    "SklearnLearner(estimator, encoder=...); without a model pass embedding=(N, D)",
    "head": "a linear last layer such as LogisticRegression gives it; without a model pass head=(W, b)",
    "oof_proba": "a campaign makes it by cross-fitting; without one pass oof_proba=(N, C), "
    "from sklearn.model_selection.cross_val_predict",
    "votes": "a campaign with several annotators gives it; without one pass votes=(N, J), class index + 1 of "
    "each annotator's vote and 0 for none",
    "variants": "a linear last layer gives it, its features under dropout; without a model pass "
    "variants=(V, N, C), predictions for V perturbed copies of each item",
    "samples": "an ensemble or Bayesian learner gives it; without a model pass samples=(K, N, C)",
    "calibration": "a campaign gives it, from its questions of purpose calibrate; without one pass "
    "calibration=(k,), 1 - probability of the true class of items that the model has not seen",
    "values": "a campaign of a Regression gives it, the number that each labelled row was given; without one "
    "pass labelled= and y= with numbers",
    "refit": "a campaign gives it, its learner trained anew; without one pass refit=, a function (rows, "
    "targets) that trains your model with these labels too and returns View(arrays={'proba': ...})",
    "calibrated": "a campaign gives it; without one pass calibrated=(k,), the rows of calibration=",
    "classes": "pass classes=, the number or the names of the classes",
}


def missing(name: str, known: Iterable[str], need: str = "") -> MissingCapability:
    """The error for an array that nobody provides; it says who could, ``need`` says who takes it."""
    known = sorted(known)
    near = [] if name in WHO else difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    who = meant(near) or WHO.get(name) or WHO.get(name.rpartition("_")[2])
    return MissingCapability(
        f"{need + ', and ' if need else ''}nobody provides {name!r}; "
        f"there is {', '.join(known) or 'nothing yet'}",
        fix=who or f"give the model a method {name}(x), the pool a column {name!r}, or pass {name}=",
    )


def need_of(piece: Any, name: str) -> str:
    """Which measure inside a strategy takes the array ``name``, in words; empty where none does.

    Examples
    --------
    >>> from labelwise.candidates import Top
    >>> from labelwise.measures import margin
    >>> need_of(Top(margin, count=5), "proba")
    "the measure margin takes 'proba'"
    """
    fields = dataclasses.fields(piece) if dataclasses.is_dataclass(piece) else ()
    inside = piece if isinstance(piece, tuple) else [getattr(piece, f.name) for f in fields]
    measure = getattr(piece, "measure", None)
    if callable(measure) and name in needs_of(measure):
        return f"the measure {title(measure)} takes {name!r}"
    return next((found for part in inside if (found := need_of(part, name))), "")


def reachable(names: Iterable[str]) -> set[str]:
    """``names`` and everything that providers make of them and of what every View knows.

    Examples
    --------
    >>> sorted(reachable(["proba"])), sorted(reachable(["embedding"]))
    (['predicted', 'proba'], ['embedding', 'neighbours'])
    """
    known = set(names)
    made = {name for name, make in PROVIDERS.items() if set(needs_of(make)) <= known | {"labels"}}
    return known | made
