"""Cross-fitting: the reserve trains the delivered model, and judges it all the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.params import Whole

__all__ = ["cross_fit", "cross_fitted"]


def cross_fit(items: Iterable[Any], k: int = 5) -> NDArray[np.int64]:
    """Fold of each reserve item: fixed by its id alone, whatever else is answered.

    Parameters
    ----------
    items : iterable of str or int
        Ids.
    k : int
        Folds; 1 puts all into one, so that the model is judged that learned from no reserve item.

    Returns
    -------
    (m,) int64
        From 0 to ``k - 1``, equally likely.

    Raises
    ------
    BadParameter
        If ``k`` is below 1.

    Examples
    --------
    >>> cross_fit(["doc1", "doc2", "doc3"]).tolist(), cross_fit(["doc3"]).tolist()
    ([4, 2, 1], [1])
    """
    if not Whole(1)(k):
        raise BadParameter(f"k is {k!r}", allowed=str(Whole(1)))
    return np.array([_hash(item) % k for item in items], dtype=np.int64)


def _hash(item: Any) -> int:
    text = str(item).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8, person=b"fold").digest(), "little")


def cross_fitted(
    train: Callable[[NDArray[np.int64]], Callable[[NDArray[np.int64]], Any]], folds: NDArray[np.int64]
) -> NDArray[Any]:
    """What models that never saw an item's label say of it, for ``Outcomes.output``.

    Parameters
    ----------
    train : callable
        ``train(rows)`` gives a model that learned from these reserve items, beside all that is not of
        the reserve; ``model(rows)`` gives (n, C) probabilities, (n,) classes or (n,) numbers of these.
    folds : (m,) int64
        Fold of each reserve item, of :func:`cross_fit`. One model is trained a fold that occurs.

    Returns
    -------
    (m, C) or (m,) array

    Raises
    ------
    BadData
        If a model gives another number of rows than it was asked for.

    Notes
    -----
    The figure is of models that learned from less than the delivered one. With logistic regression and one
    answer in five of the reserve, the default, it was within 0.3 points on average, and the 95% interval
    held about as often as that of a frozen model, in 92 to 97% of reserves. Where the reserve was as large
    as the other labels it erred to the low side, by up to 1.7 points, and the interval held in 89 to 95%. Of
    a single decision tree, which every few labels change, it held in 83 to 94% at either share.

    References
    ----------
    M. Stone, "Cross-Validatory Choice and Assessment of Statistical Predictions", 1974.

    Examples
    --------
    >>> def train(rows):
    ...     return lambda asked: np.full(len(asked), len(rows))
    >>> cross_fitted(train, np.array([0, 1, 1, 0, 1])).tolist()
    [3, 2, 2, 3, 2]
    """
    folds = np.asarray(folds)
    parts, places = [], []
    for fold in np.unique(folds):
        out = np.flatnonzero(folds == fold)
        said = np.asarray(train(np.flatnonzero(folds != fold))(out))
        if len(said) != len(out):
            raise BadData(f"the model gave {len(said)} rows for {len(out)} items", fix="give one row an item")
        parts.append(said)
        places.append(out)
    if not parts:
        return np.zeros(0)
    return np.asarray(np.concatenate(parts)[np.argsort(np.concatenate(places))])
