"""Discriminative active learning as scikit-activeml and small-text have it.

The same picks where the points have mean 0 and mean square 1, for which our scaling does nothing. Small-text
trains on at most ``unlabeled_factor`` unlabelled rows a label, drawn by numpy's global generator, so that a
seed of its own cannot repeat it; with a factor that takes all of them it picks the same set.
"""

import numpy as np
import pytest

import labelwise as lw
from labelwise.selectors import Discriminative
from labelwise.strategy import Strategy

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 3))
X -= X.mean(axis=0)
X /= np.sqrt((X * X).mean())
LABELLED = np.arange(10)


@pytest.fixture
def global_state():
    """They draw from numpy's global generator; it is put back as it was."""
    before = np.random.get_state()  # noqa: NPY002
    yield
    np.random.set_state(before)  # noqa: NPY002


def ours(parts, n):
    strategy = Strategy(representation=lw.representations.Embedding(), selector=Discriminative(parts))
    return lw.query(strategy, n, embedding=X, labelled=LABELLED, rng=0).indices.tolist()


def test_scikit_activeml_fits_anew_for_every_pick():
    pool = pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")
    from skactiveml.classifier import SklearnClassifier
    from sklearn.linear_model import LogisticRegression

    model = SklearnClassifier(LogisticRegression(max_iter=1000), classes=[0, 1], random_state=0)
    y = np.where(np.isin(np.arange(80), LABELLED), 0.0, np.nan)
    made = pool.DiscriminativeAL(greedy_selection=False, random_state=0)
    assert made.query(X, y, model, batch_size=6).tolist() == ours(6, 6)
    made = pool.DiscriminativeAL(greedy_selection=True, random_state=0)
    assert made.query(X, y, model, batch_size=6).tolist() == ours(1, 6)


def test_small_text_in_parts(global_state):
    pytest.importorskip("small_text", reason="pip install small-text")
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression
    from small_text import SklearnClassifierFactory, SklearnDataset
    from small_text.query_strategies.strategies import DiscriminativeActiveLearning

    factory = SklearnClassifierFactory(LogisticRegression(max_iter=1000), 2)
    data = SklearnDataset(sparse.csr_matrix(X), np.zeros(80, dtype=int), target_labels=np.array([0, 1]))
    made = DiscriminativeActiveLearning(factory, 2, unlabeled_factor=100, pbar=None)
    theirs = made.query(None, data, np.arange(10, 80), LABELLED, np.zeros(10, dtype=int), n=6)
    assert sorted(theirs.tolist()) == sorted(ours(2, 6))
