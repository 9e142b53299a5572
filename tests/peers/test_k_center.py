"""Greedy k-center beside scikit-activeml, bmdal_reg and small-text.

scikit-activeml (CoreSet) and bmdal_reg (maxdist from the training points) pick what we pick. Where several
candidates are equally far, they take one by chance and the first one, we take one by a hash of the row.

small-text (greedy_coreset) parts from the method and is not compared pick by pick: it keeps picks as
positions among the unlabelled rows, and reads their coordinates at these positions of the whole data set, so
that distances to what it picked are distances to other points unless the pool begins at row 0 of the data.
Where it does, as in the last test, it picks what we pick.
"""

import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import KCenter
from labelwise.strategy import Strategy

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

SIZE, PICKS = 400, 60
X = np.random.default_rng(3).normal(size=(SIZE, 7)).astype(np.float32)
LABELLED = np.array([5, 80, 81, 300])


def ours(x, labelled, n=PICKS, state=None):
    strategy = Strategy(representation=Embedding(), selector=KCenter(carry=True))
    return lw.query(
        strategy, n, embedding=x, labelled=labelled, y=np.zeros(len(labelled)), state=state, rng=0
    )


def test_scikit_activeml_picks_the_same_round_after_round():
    pool = pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")
    labelled, state = LABELLED, None
    for _ in range(3):
        y = np.full(SIZE, np.nan)
        y[labelled] = 0
        theirs = pool.CoreSet(random_state=0).query(X, y, batch_size=20)
        made = ours(X, labelled, 20, state)
        assert made.indices.tolist() == theirs.tolist()
        labelled, state = np.append(labelled, made.indices), made.state


@pytest.fixture
def bmdal(monkeypatch):
    monkeypatch.setattr(np, "Inf", np.inf, raising=False)
    return pytest.importorskip("bmdal_reg.bmdal.selection", reason="pip install bmdal_reg")


def test_bmdal_reg_picks_the_same(bmdal):
    import torch
    from bmdal_reg.bmdal.feature_data import TensorFeatureData
    from bmdal_reg.bmdal.feature_maps import IdentityFeatureMap
    from bmdal_reg.bmdal.features import Features

    identity, rest = IdentityFeatureMap(n_features=X.shape[1]), np.setdiff1d(np.arange(SIZE), LABELLED)
    pool, train = (Features(identity, TensorFeatureData(torch.from_numpy(X[r]))) for r in (rest, LABELLED))
    theirs = bmdal.MaxDistSelectionMethod(pool, train, sel_with_train=True, verbosity=0).select(PICKS)
    assert ours(X, LABELLED).indices.tolist() == rest[theirs.numpy()].tolist()


@pytest.mark.parametrize("shift", [0, 40])
def test_small_text_picks_the_same_only_where_the_pool_begins_at_row_0(shift):
    """40 labelled rows, behind the pool or before it."""
    coresets = pytest.importorskip("small_text.query_strategies.coresets", reason="pip install small-text")
    pool = np.arange(SIZE - 40) + shift
    labelled = np.setdiff1d(np.arange(SIZE), pool)
    theirs = coresets.greedy_coreset(X, pool, labelled, 20, distance_metric="euclidean")
    assert (ours(X, labelled, 20).indices.tolist() == pool[theirs].tolist()) == (shift == 0)
