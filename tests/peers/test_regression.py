"""Strategies for regression as scikit-activeml has them.

Greedy sampling: the same picks, also within a batch, where both take the prediction for the number of what
was just picked. GreedySamplingTarget breaks ties by numpy's global generator, whatever its seed, and follows
GSx while there are fewer than ``n_GSx_samples`` labels; here that is a ``Switch``. GreedySamplingX begins
with the medoid, the paper and we with what is nearest to the centroid. Expected model change: the same number
for the same committee. Its own committee is hardly one: each bootstrap has ``N * ceil(N / 2) + 1`` of the N
rows, labelled and not, so that all members see all labels many times and nearly agree; here whoever trains
the committee gives ``samples``.
"""

import numpy as np
import pytest

import labelwise as lw
from labelwise.measures import model_change
from labelwise.strategy import View

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
LABELLED = np.array([3, 17, 30, 44])
TRUE = X @ [1.0, -2.0, 0.5] + RNG.normal(size=60)
Y = np.where(np.isin(np.arange(60), LABELLED), TRUE, np.nan)


@pytest.fixture(scope="module")
def pool():
    return pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")


@pytest.fixture
def global_state():
    """They draw from numpy's global generator; it is put back as it was."""
    before = np.random.get_state()  # noqa: NPY002
    yield
    np.random.set_state(before)  # noqa: NPY002


def ridge():
    from skactiveml.regressor import SklearnRegressor
    from sklearn.linear_model import Ridge

    return SklearnRegressor(Ridge(), random_state=0)


def test_greedy_sampling_of_inputs(pool):
    theirs = pool.GreedySamplingX(random_state=0).query(X, Y, batch_size=8)
    made = lw.query("gsx", 8, embedding=X, labelled=LABELLED, y=TRUE[LABELLED], rng=0)
    assert made.indices.tolist() == theirs.tolist()


def test_the_first_of_greedy_sampling(pool):
    """Theirs has the least sum of distances, the medoid; ours is nearest to the centroid, as in the paper."""
    theirs = pool.GreedySamplingX(random_state=0).query(X, np.full(60, np.nan), batch_size=1)
    apart = np.linalg.norm(X[:, None] - X, axis=2).sum(axis=1)
    assert theirs[0] == apart.argmin()
    first = lw.query("gsx", 1, embedding=X, rng=0).indices[0]
    assert first == np.linalg.norm(X - X.mean(axis=0), axis=1).argmin()


@pytest.mark.parametrize(("theirs", "ours"), [("GSy", "gsy"), ("GSi", "igs")])
def test_greedy_sampling_of_targets(pool, global_state, theirs, ours):
    model = ridge().fit(X, Y)
    expected = pool.GreedySamplingTarget(method=theirs, random_state=0).query(X, Y, model, batch_size=8)
    made = lw.query(ours, 8, embedding=X, mean=model.predict(X), labelled=LABELLED, y=TRUE[LABELLED], rng=0)
    assert made.indices.tolist() == expected.tolist()


def test_expected_model_change(pool, monkeypatch):
    from skactiveml.pool import _expected_model_change_maximization as module

    members, train = [], module._bootstrap_estimators

    def kept(*args, **options):
        members.extend(train(*args, **options))
        return members

    monkeypatch.setattr(module, "_bootstrap_estimators", kept)
    made = pool.ExpectedModelChangeMaximization(random_state=0)
    _, theirs = made.query(X, Y, ridge(), return_utilities=True)
    samples = np.stack([m.predict(X) for m in members])[:, :, None]
    rows = np.flatnonzero(np.isnan(Y))
    arrays = {"samples": samples, "mean": ridge().fit(X, Y).predict(X), "embedding": X}
    ours = View(arrays=arrays).score(model_change, rows)
    np.testing.assert_allclose(ours, theirs[0, rows], rtol=1e-9)
