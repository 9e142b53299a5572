"""Maps of a data set by its training dynamics, and what strategies take from which region (S102).

``confidence_i = mean_e p_e(i)``, ``variability_i = std_e p_e(i)`` (of the population), p_e the probability of
the label of item i after epoch e; ``correctness_i`` the share of epochs in which the label is predicted.
Regions by confidence: easy from 0.75, medium from 0.5, hard from 0.25, impossible below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.diagnostics.wording import ALARM, percent
from labelwise.evaluation.figures import clopper_pearson
from labelwise.types import Finding, Picture

Array = NDArray[Any]

REGIONS = ("easy", "medium", "hard", "impossible")
CUTS = (0.75, 0.5, 0.25)

SMALLEST = 20
"""Items on either side that a comparison of regions needs."""


@dataclass(frozen=True, eq=False)
class DatasetMap:
    """Where each item lies; made by :func:`dataset_map`.

    Parameters
    ----------
    confidence, variability, correctness : (n,) float
        From 0 to 1; variability at most 0.5.

    Examples
    --------
    >>> made = DatasetMap(np.array([0.9, 0.1]), np.array([0.1, 0.0]), np.array([1.0, 0.0]))
    >>> len(made), made.region.tolist(), made.shares().tolist()
    (2, ['easy', 'impossible'], [0.5, 0.0, 0.0, 0.5])
    """

    confidence: Array
    variability: Array
    correctness: Array

    def __len__(self) -> int:
        return len(self.confidence)

    @property
    def region(self) -> Array:
        """(n,) str, one of :data:`REGIONS`."""
        return np.array(REGIONS)[3 - np.digitize(self.confidence, CUTS[::-1])]

    def shares(self, rows: Array | None = None) -> NDArray[np.float64]:
        """(4,) share of each region among ``rows``, among all by default."""
        of = self.region if rows is None else self.region[rows]
        return np.array([np.mean(of == name) if len(of) else 0.0 for name in REGIONS])

    def kept(self, share: float, *, by: str = "confidence") -> NDArray[np.int64]:
        """Rows of the best ``share``: what is left when collective outliers are taken out.

        Parameters
        ----------
        share : float
            From 0 to 1; the paper keeps 0.5, 0.6, 0.75 and 0.9.
        by : {"confidence", "product"}
            Confidence, as the code of the authors has it, or confidence times variability.

        Raises
        ------
        BadParameter
            If ``by`` is neither, or the share is outside.

        Examples
        --------
        >>> made = DatasetMap(np.array([0.9, 0.1, 0.5]), np.array([0.0, 0.0, 0.4]), np.ones(3))
        >>> made.kept(0.67).tolist(), made.kept(0.34, by="product").tolist()
        ([0, 2], [2])
        """
        if by not in ("confidence", "product") or not 0 <= share <= 1:
            raise BadParameter(
                f"share is {share!r} and by is {by!r}", allowed="0 to 1, and confidence or product"
            )
        score = self.confidence * (self.variability if by == "product" else 1)
        return np.sort(np.argsort(-score, kind="stable")[: round(share * len(self))])

    def picture(self) -> Picture:
        """One point an item: variability across, confidence up, a series a region."""
        region = self.region
        series = {name: np.where(region == name, self.confidence, np.nan) for name in REGIONS}
        return Picture("points", self.variability, series, x_label="variability", y_label="confidence")


def dataset_map(dynamics: Array, labels: Array) -> DatasetMap:
    """The map of labelled items.

    Parameters
    ----------
    dynamics : (E, n, C) or (E, n) float
        Probabilities after each epoch, of every class or of the label alone, as ``RecordedLearner`` has.
    labels : (n,) int64
        Class index of each item.

    Returns
    -------
    DatasetMap
        With probabilities of the label alone, an epoch counts as right from 0.5 on, as in the code of the
        authors; with those of every class, when the label is the likeliest.

    Raises
    ------
    BadData
        If the shapes do not agree, or a label is negative or beyond the classes.

    References
    ----------
    S. Karamcheti, R. Krishna, L. Fei-Fei, C. D. Manning, "Mind your outliers! Investigating the negative
    impact of outliers on active learning for visual question answering" (S102), 2021; S. Swayamdipta et al.,
    "Dataset cartography", 2020.

    Examples
    --------
    >>> made = dataset_map(np.array([[0.2, 0.9], [0.1, 0.7]]), np.array([0, 0]))
    >>> made.confidence.round(2).tolist(), made.variability.round(2).tolist(), made.correctness.tolist()
    ([0.15, 0.8], [0.05, 0.1], [0.0, 1.0])
    """
    dynamics, labels = np.asarray(dynamics, float), np.asarray(labels)
    if dynamics.ndim not in (2, 3) or labels.shape != dynamics.shape[1:2] or not len(dynamics):
        raise BadData(
            f"dynamics and labels have shapes {dynamics.shape} and {labels.shape}",
            allowed="(E, n, C) or (E, n), and (n,)",
        )
    classes = dynamics.shape[2] if dynamics.ndim == 3 else np.iinfo(np.int64).max
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise BadData("a label is no class index", allowed="0 to C - 1", fix="pass labelled items only")
    if dynamics.ndim == 2:
        own, right = dynamics, dynamics >= 0.5
    else:
        own = dynamics[:, np.arange(len(labels)), labels]
        right = dynamics.argmax(axis=2) == labels
    return DatasetMap(own.mean(axis=0), own.std(axis=0), right.mean(axis=0))


def acquisition_profile(made: DatasetMap, asked: Mapping[str, Array], against: Array) -> Finding:
    """From which region of the map each strategy takes its questions, beside random items.

    It warns when a strategy takes items nobody can learn clearly more often than they occur among random
    ones: a hypergeometric test a strategy, 2.5% over all of them together, and at least one in ten of its
    questions.

    Parameters
    ----------
    made : DatasetMap
        Of all items named below.
    asked : mapping of str to (k,) int64
        Positions in the map of what each strategy asked.
    against : (m,) int64
        Positions of items drawn at random, none of them among those asked by the strategies that are judged.

    Returns
    -------
    Finding
        Its value is the largest share of impossible items among the strategies' questions; None with fewer
        than :data:`SMALLEST` items on a side.

    References
    ----------
    As :func:`dataset_map`; there histograms are compared by eye.

    Examples
    --------
    >>> flat = np.repeat([0.9, 0.1], [80, 40])
    >>> made = DatasetMap(flat, np.zeros(120), flat.round())
    >>> found = acquisition_profile(made, {"entropy": np.arange(70, 120)}, np.arange(70))
    >>> found.warn, found.value
    (True, 0.8)
    """
    fits = {name: np.asarray(rows) for name, rows in asked.items() if len(rows) >= SMALLEST}
    if not fits or len(against) < SMALLEST:
        said = (
            f"Which items are learned cannot be compared with fewer than {SMALLEST} chosen and random ones."
        )
        return Finding("unlearnable items", said)
    hopeless = made.confidence < CUTS[-1]
    k = int(hopeless[against].sum())
    tails = {
        name: _tail(int(hopeless[rows].sum()), len(rows), k, len(against)) for name, rows in fits.items()
    }
    shares = {name: float(hopeless[rows].mean()) for name, rows in fits.items()}
    worst = max(shares, key=lambda name: shares[name])
    caught = [n for n in fits if tails[n] < ALARM / 2 / len(fits) and shares[n] >= 0.1]
    low, high = clopper_pearson(k, len(against))
    said = (
        f"{percent(shares[worst])} of the questions of {worst} are about items that the model does not learn "
        f"even when it is told the answer; among random items it is {percent(k / len(against))} "
        f"(between {percent(low)} and {percent(high)})."
    )
    if caught:
        said += " Look at them: wrong labels, items without an answer, or a kind the model cannot tell apart."
    series = {name: made.shares(rows) for name, rows in {**fits, "random items": against}.items()}
    picture = Picture("bars", np.array(REGIONS), series, y_label="share of items")
    return Finding("unlearnable items", said, shares[worst], bool(caught), picture)


def _tail(hits: int, of: int, others: int, out_of: int) -> float:
    """Chance of so many or more among ``of``, were they drawn with the ``out_of`` others from one pool."""
    return float(hypergeom.sf(hits - 1, of + out_of, hits + others, of))
