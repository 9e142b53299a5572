"""The same answers as scikit-activeml and apricot for generalised coverage.

Where they part: scikit-activeml's kernel is ``exp(-gamma d^2)`` with gamma = 1 / D by default, the code of
the authors and ours ``exp(-(d / width)^2)`` with width 1, which is gamma = 1; its gains are means over the
candidates, ours are sums.
"""

import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import Embedding
from labelwise.selectors import FacilityLocation, Gaussian
from labelwise.strategy import Strategy

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

X = np.random.default_rng(0).normal(size=(300, 5))


@pytest.mark.parametrize("labelled", [[], [3, 50, 120]])
def test_max_herding(labelled):
    pool = pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")
    y = np.full(300, np.nan)
    y[labelled] = 0
    theirs = pool.MaxHerding(metric_dict={"gamma": 1.0}, random_state=0).query(X, y, batch_size=30)
    ours = lw.query("maxherding", 30, embedding=X, labelled=labelled, rng=0)
    assert ours.indices.tolist() == theirs.tolist()


def test_facility_location():
    apricot = pytest.importorskip("apricot", reason="pip install apricot-select")
    x = X / np.linalg.norm(X, axis=1, keepdims=True)
    similar = np.maximum(x @ x.T, 0)
    theirs = apricot.FacilityLocationSelection(30, metric="precomputed", optimizer="lazy").fit(similar)
    assert lw.query("facility-location", 30, embedding=X, rng=0).indices.tolist() == theirs.ranking.tolist()


def test_width_is_one_over_the_root_of_gamma():
    pool = pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")
    peers = pool.MaxHerding(metric_dict={"gamma": 4.0}, normalize_samples=False, random_state=0)
    strategy = Strategy(representation=Embedding(), selector=FacilityLocation(Gaussian(0.5)))
    theirs = peers.query(X, np.full(300, np.nan), batch_size=20)
    assert lw.query(strategy, 20, embedding=X, rng=0).indices.tolist() == theirs.tolist()
