"""How hard are the questions? Answers that the model had guessed before it was told; not its accuracy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.wording import ALARM, between, percent
from labelwise.evaluation.figures import wilson
from labelwise.types import Finding, Picture

Array = NDArray[Any]

SMALLEST = 20
"""Questions, and random items, that a comparison needs."""


def question_hardness(hits: Array, batch: Array, right: Array | None = None) -> Finding:
    """How many of the chosen answers the model had guessed, batch by batch.

    It warns when the questions are clearly easier than random ones, so that answers are spent on what the
    model knows: a hypergeometric test at 5%.

    Parameters
    ----------
    hits : (n,) bool
        Whether the model that asked had guessed the answer, in the order asked.
    batch : (n,) int
        Number of the batch of each.
    right : (m,) bool, optional
        Whether the newest model that asks is right on each random reserve item. Then the latest ``m``
        questions at most are compared.

    Returns
    -------
    Finding
        Its value is the share guessed in the latest batch; None without questions. It is **not** the accuracy
        of the model: on benchmark campaigns it was up to 36 points below it, and up to 4 above.

    Raises
    ------
    BadData
        If ``hits`` and ``batch`` differ in length.

    Examples
    --------
    >>> found = question_hardness(np.array([True, False, False, True]), np.array([0, 0, 1, 1]))
    >>> found.value, found.sentence.split(":")[0]
    (0.5, 'The model had guessed 1 of the latest 2 answers (50%)')
    """
    hits, batch = np.asarray(hits, bool), np.asarray(batch)
    if hits.shape != batch.shape:
        raise BadData(f"{len(hits)} guesses and {len(batch)} batch numbers", allowed="as many of both")
    name = "hardness of questions"
    if not len(hits):
        return Finding(name, "No question has been answered yet.")
    numbers, of = np.unique(batch, return_inverse=True)
    n, k = np.bincount(of), np.bincount(of, weights=hits)
    low, high = wilson(k, n)
    said = (
        f"The model had guessed {k[-1]:.0f} of the latest {n[-1]} answers ({percent(k[-1] / n[-1])}): "
        "this says how hard the chosen questions are. It is not the accuracy of the model."
    )
    easy, more = _easy(hits, right)
    label = "guessed beforehand"
    picture = Picture(
        "lines",
        numbers,
        {label: k / n},
        {label: low},
        {label: high},
        x_label="batch",
        y_label="share of answers (not accuracy)",
    )
    return Finding(name, said + more, float(k[-1] / n[-1]), easy, picture)


def _easy(hits: Array, right: Array | None) -> tuple[bool, str]:
    """Whether the latest questions are easier than random items, and the sentence."""
    right = np.zeros(0, bool) if right is None else np.asarray(right, bool)
    late = hits[-len(right) :] if len(right) else hits[:0]
    if min(len(late), len(right)) < SMALLEST:
        return False, ""
    both = int(late.sum() + right.sum())
    chance = hypergeom.sf(int(late.sum()) - 1, len(late) + len(right), both, len(late))
    if chance >= ALARM:
        return False, ""
    low, high = wilson(right.sum(), len(right))
    return True, (
        f" Over the latest {len(late)} it guessed {percent(late.mean())}, on random items "
        f"{percent(right.mean())} ({between(float(low), float(high))}): the questions are easier than random "
        "ones. Take another strategy."
    )
