"""ActiveLab (S002): is another label for this unit worth more than a first one for that?

Labelled: ``s = ((w_M + sum_j w_j) q + w/C) / (w_M + sum_j w_j + w)`` over the annotators j of the unit, q the
quality of its consensus, w the mean weight. Unlabelled: ``s = (w_M max_c p_c + w/C) / (w_M + w)``. Weights
and quality are CROWDLAB's; ``score = 1 - s``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.measures import whole
from labelwise.tasks.crowdlab import crowdlab
from labelwise.tasks.tempering import tempered

__all__ = ["activelab"]

Array = NDArray[Any]


@whole
def activelab(votes: Any, oof_proba: Array, proba: Array) -> Array:
    """How little the label of a unit can be trusted, with or without votes, on one scale from 0 to 1.

    Parameters
    ----------
    votes : (N, J) sparse or dense int
        Class index + 1 of each annotator's vote, 0 where there is none.
    oof_proba : (N, C) float
        Probabilities by models that were not trained on the unit; read where there are votes.
    proba : (N, C) float
        Probabilities by the model; read where there are none.

    Returns
    -------
    (N,) float

    References
    ----------
    H. W. Goh, J. Mueller, "ActiveLab: active learning with re-labeling by multiple annotators", 2023. Equal
    to one minus ``get_active_learning_scores`` of cleanlab 2.9, but for ties (see
    :func:`~labelwise.tasks.crowdlab.crowdlab`).

    Examples
    --------
    >>> votes = np.array([[1, 1], [1, 2], [2, 2], [0, 0]])
    >>> proba = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.5, 0.5]])
    >>> scores = activelab(votes, proba, proba)
    >>> np.argsort(-scores).tolist()
    [3, 1, 2, 0]
    """
    votes = sparse.csr_matrix(votes)
    asked = np.asarray((votes != 0).sum(axis=1)).ravel() > 0
    trust, classes = np.empty(len(proba)), proba.shape[1]
    weight, model, temperature = np.ones(1), 1.0, 1.0
    if asked.any():
        crowd = crowdlab(votes[asked], oof_proba[asked])
        weight, model, temperature = crowd.weight, crowd.model, crowd.temperature
        given = model + (votes[asked] != 0) @ weight
        trust[asked] = (given * crowd.quality + weight.mean() / classes) / (given + weight.mean())
    best = tempered(proba[~asked], temperature).max(axis=1, initial=0)
    trust[~asked] = (model * best + weight.mean() / classes) / (model + weight.mean())
    return 1 - trust
