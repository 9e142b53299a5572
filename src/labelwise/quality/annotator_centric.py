"""How well predictions agree with each annotator, not only with the majority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from labelwise.errors import BadData
from labelwise.types import Answers


def jensen_shannon(p: Any, q: Any) -> NDArray[np.float64]:
    """(m,) Jensen-Shannon divergence of each row of ``p`` and ``q`` in nats: 0 when equal, ln 2 at most.

    Examples
    --------
    >>> jensen_shannon([[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.5, 0.5]]).round(4).tolist()
    [0.6931, 0.0]
    """
    p, q = np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64)
    middle = (p + q) / 2
    both = xlogy(p, p) + xlogy(q, q) - 2 * xlogy(middle, middle)
    return np.asarray(np.maximum(both.sum(axis=-1) / 2, 0.0))


@dataclass(frozen=True)
class AnnotatorCentric:
    """Agreement of predictions with those who answered.

    Parameters
    ----------
    js : float
        Mean over items of the divergence from the shares of their answers.
    worst_item_js : float
        Mean over items of the largest divergence from a single answer.
    f1, annotator_js : mapping of str to float
        For each annotator: macro F1 of the most probable class over the classes that occur in that
        annotator's answers or in the predictions, and mean divergence from the answers.
    """

    js: float
    worst_item_js: float
    f1: Mapping[str, float]
    annotator_js: Mapping[str, float]

    @property
    def mean_f1(self) -> float:
        """Mean over annotators."""
        return float(np.mean(list(self.f1.values())))

    @property
    def worst_f1(self) -> float:
        """Of the annotator who agrees least."""
        return min(self.f1.values())

    @property
    def worst_js(self) -> float:
        """Of the annotator from whose answers the predictions are farthest."""
        return max(self.annotator_js.values())


def annotator_centric(proba: Any, answers: Answers, classes: Sequence[str]) -> AnnotatorCentric:
    """Judge predictions by every annotator's own answers.

    Parameters
    ----------
    proba : (N, C) array
        Predicted probabilities of all rows.
    answers : Answers
        Only those that name one class are read.
    classes : sequence of str
        The C classes.

    Raises
    ------
    BadData
        If no answer names a class.

    References
    ----------
    M. van der Meer et al., "Annotator-Centric Active Learning for Subjective NLP Tasks", 2024 (S042).

    Examples
    --------
    >>> told = Answers(np.array([0, 0, 1]), ("anna", "ben", "anna"), ("is",) * 3, ("ok", "rude", "ok"))
    >>> made = annotator_centric(np.array([[1.0, 0.0], [1.0, 0.0]]), told, ("ok", "rude"))
    >>> made.f1, round(made.js, 3), round(made.worst_item_js, 3)
    ({'anna': 1.0, 'ben': 0.0}, 0.108, 0.347)
    """
    from sklearn.metrics import f1_score

    index = {c: k for k, c in enumerate(classes)}
    pairs = zip(answers.kind, answers.value, strict=True)
    said = [value if kind == "is" and isinstance(value, str) else "" for kind, value in pairs]
    columns = zip(np.asarray(answers.rows).tolist(), answers.by, said, strict=True)
    told = [(row, by, index[value]) for row, by, value in columns if value in index]
    if not told:
        raise BadData("no answer names a class", allowed="one answer or more")
    rows, who, labels = map(np.array, zip(*told, strict=True))
    proba, single = np.asarray(proba, dtype=np.float64), np.eye(len(classes))[labels]
    items, of = np.unique(rows, return_inverse=True)
    shares, worst = np.zeros((len(items), len(classes))), np.zeros(len(items))
    far = jensen_shannon(proba[rows], single)
    np.add.at(shares, of, single / np.bincount(of)[of, None])
    np.maximum.at(worst, of, far)
    mine, guess = {name: who == name for name in dict.fromkeys(who.tolist())}, proba[rows].argmax(axis=1)
    f1 = partial(f1_score, average="macro", zero_division=0.0)
    return AnnotatorCentric(
        float(jensen_shannon(proba[items], shares).mean()),
        float(worst.mean()),
        {name: float(f1(labels[at], guess[at])) for name, at in mine.items()},
        {name: float(far[at].mean()) for name, at in mine.items()},
    )
