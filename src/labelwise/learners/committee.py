"""What each member of a committee of scikit-learn says."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import BaggingClassifier, ExtraTreesClassifier, RandomForestClassifier, VotingClassifier

__all__ = ["draws", "is_committee"]

COMMITTEES = (BaggingClassifier, ExtraTreesClassifier, RandomForestClassifier, VotingClassifier)
"""Ensembles of equals; the stages of a boosted ensemble are none."""


def is_committee(estimator: Any) -> bool:
    """Whether an estimator, trained or not, is a committee whose members have probabilities of their own.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> is_committee(RandomForestClassifier()), is_committee(LogisticRegression())
    (True, False)
    """
    if not isinstance(estimator, COMMITTEES):
        return False
    members = getattr(estimator, "estimators_", [])
    return all(hasattr(member, "predict_proba") for member in members)


def draws(committee: Any, z: Any, classes: int) -> NDArray[np.float64]:
    """(M, m, C) class probabilities of each of M members, for items as the committee takes them.

    Members see the classes of the committee by number, some of them not all; classes never seen have 0.

    Examples
    --------
    >>> x, y = np.arange(6.0)[:, None], np.array([0, 0, 0, 2, 2, 2])
    >>> found = draws(RandomForestClassifier(5, random_state=0).fit(x, y), x, 4)
    >>> found.shape, found[:, 0].mean(axis=0).round(1).tolist()
    ((5, 6, 4), [1.0, 0.0, 0.0, 0.0])
    """
    if not isinstance(committee, VotingClassifier) and hasattr(z, "to_numpy"):
        z = z.to_numpy()  # their members were trained on arrays
    seen = np.asarray(committee.classes_, np.int64)
    columns = getattr(committee, "estimators_features_", None) or [None] * len(committee.estimators_)
    out = np.zeros((len(committee.estimators_), z.shape[0] if hasattr(z, "shape") else len(z), classes))
    for k, (member, some) in enumerate(zip(committee.estimators_, columns, strict=True)):
        own = seen[np.asarray(member.classes_, np.int64)]
        out[k][:, own] = member.predict_proba(z if some is None else z[:, some])
    return out
