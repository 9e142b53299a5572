import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

import labelwise as lw
from labelwise.errors import BadParameter, MissingCapability
from labelwise.measures import ExpectedError
from labelwise.strategy import View

X = np.random.default_rng(0).normal(size=(30, 2))
Y = (X[:, 0] + 0.3 * X[:, 1] > 0).astype(int)
KNOWN = np.unique(np.concatenate((np.flatnonzero(Y == 0)[:4], np.flatnonzero(Y == 1)[:4])))
LOSS = {
    "zero-one": lambda p: 1 - p.max(axis=1),
    "log": lambda p: -(p * np.log(np.maximum(p, 1e-300))).sum(axis=1),
    "gini": lambda p: (p * (1 - p)).sum(axis=1),
}


def train(rows, targets):
    at, to = np.concatenate((KNOWN, rows)).astype(int), np.concatenate((Y[KNOWN], targets)).astype(int)
    return GaussianNB().fit(X[at], to).predict_proba(X)


def refit(rows, targets):
    return View(arrays={"proba": train(rows, targets)})


GIVEN = {"proba": train([], []), "refit": refit}


@pytest.mark.parametrize("loss", LOSS)
def test_equals_training_anew_for_every_answer(loss):
    free = np.setdiff1d(np.arange(30), KNOWN)
    naive = [
        sum(-GIVEN["proba"][x, c] * LOSS[loss](train([x], [c])[free[free != x]]).mean() for c in range(2))
        for x in free
    ]
    view = View.from_arrays(labelled=KNOWN, y=Y[KNOWN], **GIVEN)
    np.testing.assert_allclose(view.score(ExpectedError(loss), free), naive)
    if loss == "zero-one":
        made = lw.query("expected-error-reduction", 3, labelled=KNOWN, y=Y[KNOWN], rng=0, **GIVEN)
        assert made.indices.tolist() == free[np.argsort(naive)[::-1][:3]].tolist()


def test_refit_has_to_be_a_function_that_gives_a_view():
    with pytest.raises(MissingCapability, match=r"pass refit=, a function \(rows, targets\)"):
        lw.query("expected-error-reduction", 1, proba=GIVEN["proba"])
    for wrong, said in ((train, "refit gave ndarray"), (np.ones(3), r"refit is array")):
        with pytest.raises(BadParameter, match=said):
            lw.query("expected-error-reduction", 1, proba=GIVEN["proba"], refit=wrong)


def test_the_last_unlabelled_row_has_a_score():
    view = View.from_arrays(labelled=np.arange(29), y=Y[:29], **GIVEN)
    assert view.score(ExpectedError(), np.array([29])).tolist() == [0.0]
