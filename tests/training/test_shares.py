"""Labels of shares for learners that take one class."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from labelwise.learners import PartialLogistic, SklearnLearner
from labelwise.training.shares import as_taken, copies
from labelwise.types import Targets, Training

X = np.random.default_rng(0).normal(size=(30, 4))
SHARES = np.random.default_rng(1).dirichlet(np.ones(3), 30)


def data(value, kind, weight=None):
    rows = np.arange(len(value))
    told = Targets(
        rows, value, kind, np.ones(len(value)) if weight is None else weight, ("llm:a",) * len(value)
    )
    return Training(lambda r: X[r], rows, told, tuple("abc"))


def test_copies_teach_what_shares_teach():
    """Logistic regression on the copies is the minimum of the cross entropy to the shares."""
    weight = np.random.default_rng(2).uniform(0.5, 2, 30)
    given = data(SHARES, "soft", weight)
    soft = PartialLogistic().fit(given, np.random.default_rng(0))
    hard = SklearnLearner(LogisticRegression(tol=1e-8, max_iter=5000)).fit(
        as_taken(given, ("hard",)), np.random.default_rng(0)
    )
    np.testing.assert_allclose(hard.proba(X), soft.proba(X), atol=1e-4)


def test_copies_keep_weight_author_and_row_and_leave_out_what_is_nearly_0():
    made = copies(data(np.array([[0.5, 0.5, 0.0], [0.0, 1e-6, 1.0]]), "soft", np.array([2.0, 3.0])).targets)
    assert made.rows.tolist() == [0, 0, 1] and made.value.tolist() == [0, 1, 2]
    assert made.weight.tolist() == [1, 1, 3] and made.by == ("llm:a",) * 3
    counts = copies(data(np.array([[3, 1, 0]]), "votes").targets)
    assert counts.weight.tolist() == [3, 1]


def test_what_is_taken_stays_and_classes_become_shares():
    soft, hard = data(SHARES, "soft"), data(np.arange(30) % 3, "hard")
    assert as_taken(soft, ("soft",)) is soft and as_taken(hard, ("hard", "soft")) is hard
    np.testing.assert_array_equal(as_taken(hard, ("soft",)).targets.value, np.eye(3)[np.arange(30) % 3])
    votes = as_taken(data(np.array([[2.0, 0, 1]]), "votes"), ("hard",))
    assert votes.targets.kind == "hard" and votes.rows.tolist() == votes.targets.rows.tolist() == [0, 0]
