"""DropQuery as scikit-activeml has it, on its own dropout masks.

Where the two part, we follow the paper: its threshold stays at half of the passes (in the paper it falls
while fewer than 25 items a pick are left), it takes the items with most flips where too few are above (random
ones), has 5 passes by default (3) and does not scale what is left of the features (dropout does). With its
masks the candidates are the same while enough flip.
"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.candidates import Above
from labelwise.measures import flips
from labelwise.strategy import View

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]


def test_the_same_candidates_while_enough_flip():
    pool = pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")
    from skactiveml.classifier import SklearnClassifier

    class Watched(SklearnClassifier):
        def predict(self, X):
            seen.append(super().predict(X))
            return seen[-1]

    x, y = load_digits(return_X_y=True)
    x = x[:600] / 16
    known = np.full(600, np.nan)
    known[:60] = y[:60]
    seen: list[np.ndarray] = []
    clf = Watched(LogisticRegression(max_iter=300), classes=range(10))
    theirs, utilities = pool.DropQuery(
        n_dropout_samples=3, cluster_algo_dict={"random_state": 0}, random_state=0
    ).query(x, known, clf, batch_size=10, return_utilities=True)
    plain, *dropped = [np.eye(10)[np.asarray(found, dtype=int)] for found in seen[-4:]]
    view = View(arrays={"proba": plain, "variants": np.stack(dropped)})
    ours = 60 + Above(flips, 0.5, per_pick=1)(view, np.arange(540), 10, np.random.default_rng(0))
    assert set(np.flatnonzero(np.isfinite(utilities[0]))) == set(ours) >= set(theirs)
