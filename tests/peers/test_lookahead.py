"""Look-ahead and contrast as scikit-activeml has them.

Where the two part: its MonteCarloEER judges labelled rows and the candidate itself too, ``over="all"`` here,
and gives sums where ours are means; Roy and McCallum judge the unlabelled rows, which is our default. Its
ContrastiveAL takes Euclidean neighbours, ours cosine: the same on rows of length 1, as tested. QUIRE is the
same number: there by eliminating all other units, here in closed form.
"""

import numpy as np
import pytest

from labelwise.measures import Contrast, ExpectedError, Quire, WindowError
from labelwise.strategy import View

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4))
LABELS = np.where(np.arange(60) < 12, np.arange(60) % 3, -1)
Y = np.where(LABELS >= 0, LABELS, np.nan)
ROWS = np.arange(12, 60)


@pytest.fixture(scope="module")
def pool():
    return pytest.importorskip("skactiveml.pool", reason="pip install scikit-activeml")


def parzen(gamma):
    from skactiveml.classifier import ParzenWindowClassifier

    return ParzenWindowClassifier(
        classes=[0, 1, 2], metric="rbf", metric_dict={"gamma": gamma}, random_state=0
    )


@pytest.mark.parametrize(("method", "loss"), [("misclassification_loss", "zero-one"), ("log_loss", "log")])
def test_expected_error(pool, method, loss):
    _, theirs = pool.MonteCarloEER(method=method, random_state=0).query(
        X, Y, parzen(0.3), return_utilities=True
    )
    ours = View(arrays={"embedding": X}, labels=LABELS).score(WindowError(0.3, loss, "all"), ROWS)
    np.testing.assert_allclose(ours, theirs[0, ROWS] / 60, rtol=1e-10)


def test_expected_error_of_drawn_predictions(pool):
    """Its value of information judges the unlabelled by the error of a drawn prediction, when so asked."""
    made = pool.ValueOfInformationEER(consider_labeled=False, normalize=True, random_state=0)
    _, theirs = made.query(X, Y, parzen(0.3), return_utilities=True)
    ours = View(arrays={"embedding": X}, labels=LABELS).score(WindowError(0.3, "gini"), ROWS)
    np.testing.assert_allclose(ours, theirs[0, ROWS], rtol=1e-10)


def test_quire(pool):
    made = pool.Quire(classes=[0, 1, 2], metric="rbf", metric_dict={"gamma": 0.3}, lmbda=0.7, random_state=0)
    _, theirs = made.query(X, Y, return_utilities=True)
    ours = View(arrays={"embedding": X}, labels=LABELS).score(Quire(0.3, 0.7), ROWS)
    np.testing.assert_allclose(ours, theirs[0, ROWS], rtol=1e-9)


def test_contrast(pool):
    on_sphere = X / np.linalg.norm(X, axis=1, keepdims=True)
    model = parzen(0.3).fit(on_sphere, Y)
    made = pool.ContrastiveAL(nearest_neighbors_dict={"n_neighbors": 4}, random_state=0)
    _, theirs = made.query(on_sphere, Y, model, fit_clf=False, return_utilities=True)
    arrays = {"embedding": on_sphere, "proba": model.predict_proba(on_sphere)}
    ours = View(arrays=arrays, labels=LABELS).score(Contrast(k=4), ROWS)
    np.testing.assert_allclose(ours, theirs[0, ROWS], rtol=1e-6)


def test_expected_error_of_any_model(pool):
    from skactiveml.classifier import SklearnClassifier
    from sklearn.naive_bayes import GaussianNB

    def refit(rows, targets):
        at, to = np.concatenate((np.arange(12), rows)), np.concatenate((LABELS[:12], targets))
        return View(arrays={"proba": GaussianNB().fit(X[at], to).predict_proba(X)})

    model = SklearnClassifier(GaussianNB(), classes=[0, 1, 2], random_state=0)
    made = pool.ValueOfInformationEER(consider_labeled=False, normalize=True, random_state=0)
    _, theirs = made.query(X, Y, model, return_utilities=True)
    none = np.zeros(0, dtype=int)
    arrays = {"proba": refit(none, none).get("proba"), "refit": refit}
    ours = View(arrays=arrays, labels=LABELS).score(ExpectedError("gini"), ROWS)
    np.testing.assert_allclose(ours, theirs[0, ROWS], rtol=1e-9)
