"""All diagnoses that the given arrays allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.agreement import annotator_agreement
from labelwise.evaluation.diagnostics.balance import class_balance
from labelwise.evaluation.diagnostics.certainty import certainty
from labelwise.evaluation.diagnostics.drift import pool_drift
from labelwise.evaluation.diagnostics.duplicates import duplicates
from labelwise.evaluation.diagnostics.hardness import question_hardness
from labelwise.evaluation.diagnostics.label_noise import label_noise
from labelwise.evaluation.diagnostics.maps import acquisition_profile, dataset_map
from labelwise.evaluation.diagnostics.mismatch import scorer_mismatch
from labelwise.evaluation.diagnostics.passive import active_against_random
from labelwise.evaluation.diagnostics.redundancy import redundancy
from labelwise.random import generator
from labelwise.types import Finding, Outcomes

Array = NDArray[Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Evidence:
    """What a campaign knows of itself, as arrays; see :func:`diagnose`."""

    labels: Any = None
    chosen: Any = None
    batch: Any = None
    reserve: Any = None
    copies: Any = None
    classes: Sequence[str] = ()
    hits: Any = None
    right: Any = None
    outcomes: Outcomes | None = None
    proba: Any = None
    embedding: Any = None
    dynamics: Any = None
    when: Any = None
    answers: Any = None
    judge: Any = None
    acquire: Any = None
    seed: int = 0

    def has(self, *names: str) -> bool:
        """Whether all of these were given."""
        return all(getattr(self, name) is not None and len_of(getattr(self, name)) for name in names)

    def known(self) -> Array:
        """Answered rows of the reserve, in sealed order."""
        rows = np.asarray(self.reserve, np.int64)
        return rows[np.asarray(self.labels)[rows] >= 0]

    def told(self) -> Array:
        """Chosen rows that have a label."""
        rows = np.asarray(self.chosen, np.int64)
        return rows[np.asarray(self.labels)[rows] >= 0]

    def open_side(self, size: int) -> Array:
        """Rows that a strategy may ask about: all but the reserve and what is set aside with it."""
        aside = [np.asarray(rows, np.int64) for rows in (self.reserve, self.copies) if rows is not None]
        return np.setdiff1d(np.arange(size), np.concatenate([np.zeros(0, np.int64), *aside]))

    def rng(self, name: str) -> np.random.Generator:
        """A generator of its own for each diagnosis."""
        return generator(self.seed, name)


def len_of(thing: Any) -> int:
    """Its length; 1 for what has none."""
    return len(thing) if hasattr(thing, "__len__") else 1


def diagnose(**given: Any) -> list[Finding]:
    """Every diagnosis that the given arrays allow, those that warn first.

    N items, of which a sealed random reserve is set aside; the strategy chooses among the others.

    Parameters
    ----------
    labels : (N,) int64
        Class index of every row, negative where nobody has answered.
    chosen, batch : (n,) int64
        Rows that the strategy chose in the order asked, and the number of the batch of each.
    reserve : (R,) int64
        Rows of the sealed reserve, in sealed order; those with a label are answered.
    copies : (K,) int64
        Rows that no strategy may ask about, because the reserve holds the same content.
    classes : sequence of str
        Names of the C classes.
    hits : (n,) bool or float
        Whether the model that asked had guessed the answer; NaN where there was no model.
    right : (m,) bool
        Whether the newest model that asks is right on each answered reserve item.
    outcomes : Outcomes
        What a model that never saw them says of the answered reserve items.
    proba : (N, C) float
        Probabilities of the newest model.
    embedding : (N, D) float
        Where the items lie.
    dynamics : (E, N, C) float
        Probabilities after each epoch of a training on all labels.
    when : (N,) numbers or datetime64
        When each item came.
    answers : (rows (a,), by, values (a,))
        Present answers that name a class: row, annotator, class index.
    judge, acquire : Judge
        The delivered learner, and the one that asks where it is another; see :func:`judge_of`.
    seed : int
        Of all random choices.

    Returns
    -------
    list of Finding

    Raises
    ------
    BadData
        If a name is unknown or an array does not fit the others.

    Examples
    --------
    >>> labels = np.r_[np.zeros(40, int), np.full(60, -1)]
    >>> proba = np.tile([0.5, 0.5], (100, 1))
    >>> found = diagnose(labels=labels, chosen=np.arange(40), classes=("ham", "spam"), proba=proba)
    >>> [(f.name, f.warn) for f in found]
    [('balance of questions', True)]
    """
    allowed = [f.name for f in fields(Evidence)]
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise BadData(f"diagnose got {', '.join(unknown)}", allowed=", ".join(allowed))
    evidence = Evidence(**given)
    found = [finding for look in LOOKS for finding in look(evidence)]
    return sorted(found, key=lambda finding: not finding.warn)


def _comparisons(e: Evidence) -> Iterator[Finding]:
    if e.has("judge", "labels", "chosen", "reserve"):
        columns = 0 if e.embedding is None else e.embedding.shape[1]
        yield active_against_random(
            e.judge,
            e.labels,
            e.told(),
            e.known(),
            seed=e.seed,
            dimensions=columns,
        )
    if e.has("judge", "acquire", "labels", "reserve"):
        yield scorer_mismatch(e.acquire, e.judge, e.labels, e.known(), seed=e.seed)


def _questions(e: Evidence) -> Iterator[Finding]:
    labels = np.asarray(e.labels)
    if e.has("labels", "chosen", "classes"):
        known = labels[e.known()] if e.has("reserve") else labels[:0]
        expected = e.proba if e.has("proba") else np.bincount(known, minlength=len(e.classes))
        if np.any(expected):
            yield class_balance(labels[e.told()], expected, e.classes)
    if e.has("embedding", "chosen", "batch"):
        side = e.open_side(len(e.embedding))
        at = np.searchsorted(side, e.chosen)
        yield redundancy(np.asarray(e.embedding)[side], at, e.batch, e.rng("redundancy"))
    if e.has("hits", "batch"):
        hits, batch = np.asarray(e.hits, float), np.asarray(e.batch)
        if hits.shape != batch.shape:
            raise BadData(f"{len(hits)} guesses and {len(batch)} batch numbers", allowed="as many of both")
        guessed = np.isfinite(hits)
        yield question_hardness(hits[guessed] == 1, batch[guessed], e.right)


def _items(e: Evidence) -> Iterator[Finding]:
    if e.has("dynamics", "labels", "chosen", "reserve"):
        rows, taught = e.known(), e.told()
        both = np.concatenate([taught, rows])
        made = dataset_map(np.asarray(e.dynamics)[:, both], np.asarray(e.labels)[both])
        asked, against = np.arange(len(taught)), np.arange(len(taught), len(both))
        yield acquisition_profile(made, {"the strategy": asked}, against)
    if e.outcomes is not None:
        yield label_noise(e.outcomes)
        yield certainty(e.outcomes)
    if e.has("embedding", "reserve"):
        x = np.asarray(e.embedding)
        yield duplicates(x[e.open_side(len(x))], x[np.asarray(e.reserve)], e.rng("duplicates"))
    points = e.embedding if e.has("embedding") else e.proba
    if e.when is not None and points is not None:
        yield pool_drift(points, e.when, e.rng("drift"))


def _people(e: Evidence) -> Iterator[Finding]:
    if e.answers is not None and len(set(e.answers[1])) > 1:
        yield annotator_agreement(*e.answers)


LOOKS: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (_comparisons, _questions, _items, _people)
"""Who looks for what."""
