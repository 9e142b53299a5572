"""The models that published protocols name, exactly as they have them."""

from __future__ import annotations

from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from labelwise.learners import SklearnLearner

__all__ = ["linear_scorer", "rbf_svm"]


def rbf_svm() -> SklearnLearner:
    """The model that S067 scores, and US-C asks with: an RBF-SVM, C 1, gamma 1 / d, on standardised features.

    The features are standardised on all rows for training, labelled or not.

    Examples
    --------
    >>> rbf_svm().estimator.gamma
    'auto'
    """
    estimator = SVC(kernel="rbf", gamma="auto", C=1.0, random_state=6211)
    return SklearnLearner(estimator, scores="decision", encoder=StandardScaler())


def linear_scorer() -> SklearnLearner:
    """The model that US-NC of S067 asks with: logistic regression, C 0.1, on standardised features.

    Examples
    --------
    >>> linear_scorer().estimator.C
    0.1
    """
    return SklearnLearner(LogisticRegression(C=0.1), encoder=StandardScaler())
