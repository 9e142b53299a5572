"""Falcun and CLUE beside scikit-activeml.

Falcun: the utilities it draws by are ours to 1e-12, given the same picks before; its draws come from another
generator. CLUE: it runs scikit-learn's k-means once from a seed of its own and takes the unit nearest to each
centre; on groups that nobody confuses the picks are the same. Both take margin or entropy as we do.
"""

from __future__ import annotations

import numpy as np
import pytest

import labelwise as lw
from labelwise.measures import entropy, margin
from labelwise.selectors import Falcun
from labelwise.types import Dense, Slate

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

PROBA = np.random.default_rng(0).dirichlet(np.ones(4), 150)


@pytest.fixture(scope="module")
def pool():
    return pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")


def classifier(proba, embedding=None):
    """A classifier of theirs that gives these probabilities; items are their own row numbers."""
    from skactiveml.base import SkactivemlClassifier

    class Given(SkactivemlClassifier):
        def fit(self, X, y, sample_weight=None):
            return self

        def predict_proba(self, X):
            rows = np.asarray(X)[:, 0].astype(int)
            return proba[rows] if embedding is None else (proba[rows], embedding[rows])

    return Given(classes=np.arange(proba.shape[1]))


def test_falcun_draws_by_the_same_utilities(pool):
    x, y = np.arange(150.0)[:, None], np.full(150, np.nan)
    y[0] = 0
    picks, theirs = pool.Falcun(random_state=0).query(
        x, y, classifier(PROBA), fit_clf=False, batch_size=12, return_utilities=True
    )
    rows = np.arange(1, 150)
    slate = Slate(
        rows,
        12,
        np.random.default_rng(0),
        np.full(150, -1),
        np.ones(149),
        score=margin(PROBA[rows]),
        points=Dense(PROBA[rows]),
    )
    run = Falcun().start(slate)
    left = np.ones(149, dtype=bool)
    for pick, utilities in zip(picks, theirs, strict=True):
        ours = np.where(left, run.scores(), 0)
        np.testing.assert_allclose((ours / ours.sum())[left], utilities[rows][left], atol=1e-12)
        run.add(int(pick) - 1)
        left[pick - 1] = False


def test_clue_on_groups_that_nobody_confuses(pool):
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(1)
    of = np.arange(150) % 6
    z = 10 * np.eye(6)[of] + 0.3 * rng.normal(size=(150, 6))
    x, y = np.arange(150.0)[:, None], np.full(150, np.nan)
    theirs = pool.Clue(
        cluster_algo=KMeans,
        cluster_algo_dict={"n_init": 10, "random_state": 0},
        method="entropy",
        random_state=0,
    ).query(x, y, classifier(PROBA, z), fit_estimator=False, batch_size=6)
    ours = lw.query("clue", 6, proba=PROBA, embedding=z, rng=0).indices
    assert set(ours.tolist()) == set(theirs.tolist())
    assert entropy(PROBA)[ours].min() > 0
