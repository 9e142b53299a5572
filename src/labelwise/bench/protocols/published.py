"""The models that published protocols name, as they have them or as near as said."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from labelwise.learners import Loop, Mlp, SklearnLearner, TorchLearner

__all__ = ["linear_scorer", "rbf_svm", "regression_net", "squashed"]


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


def regression_net() -> TorchLearner:
    """The network of S059, two hidden layers with ReLU in batches of 256, trained anew each round.

    Layers have 256 units instead of 512, and 100 epochs stand for 256, of which 1,024 further labels choose
    one: what two cores can repeat. The step size is of the usual parametrisation, and falls along a cosine.
    Features are standardised on all rows and squashed, as there.

    Examples
    --------
    >>> regression_net().network.hidden
    (256, 256)
    """
    loop = Loop(epochs=100, least_steps=0, batch=256, rate=3e-3, decay=0.0)
    encoder = make_pipeline(StandardScaler(), FunctionTransformer(squashed))
    return TorchLearner(Mlp((256, 256), dropout=0.0), loop, output="mean", encoder=encoder)


def squashed(x: Any) -> NDArray[Any]:
    """``5 tanh(x / 5)``: what lies far out comes nearer.

    Examples
    --------
    >>> squashed([0.0, 100.0]).round(2).tolist()
    [0.0, 5.0]
    """
    return 5 * np.tanh(np.asarray(x) / 5)
