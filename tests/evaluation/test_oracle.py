from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.candidates import Furthest, Subsample
from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.oracle import GreedyOracle, greedy_oracle
from labelwise.evaluation.savings import trainer
from labelwise.learners import SklearnLearner


@pytest.fixture
def data(rng):
    y = rng.integers(0, 3, 90)
    return rng.normal(size=(90, 3)) + 1.5 * np.eye(3)[y], y


def accuracy(x, y, rows):
    return (LogisticRegression().fit(x[rows], y[rows]).predict(x) == y).mean()


def test_equals_training_anew_with_each_candidate(data):
    x, y = data
    rows = np.arange(90)
    train = trainer(
        SklearnLearner(LogisticRegression()), x.__getitem__, rows, y, "abc", np.random.default_rng(0)
    )
    known = np.array([np.flatnonzero(y == c)[0] for c in range(3)])
    found = greedy_oracle(train, y, known, [7, 50, (11, 12, 13)])
    assert found.tolist() == [accuracy(x, y, np.append(known, more)) for more in (7, 50, [11, 12, 13])]


def test_the_measure_equals_the_function_in_a_campaign(data):
    x, y = data
    labels = y.astype(str)
    strategy = lw.Strategy(candidates=Subsample(5), measure=GreedyOracle())
    learner = SklearnLearner(LogisticRegression())
    with lw.Campaign(
        lw.Pool(x, columns={"truth": y}), ["0", "1", "2"], learner=learner, strategy=strategy, trust=None
    ) as c:
        known = np.array([np.flatnonzero(y == c)[0] for c in range(3)])
        c.add_labels(known.tolist(), labels[known].tolist())
        c.fit()
        asked = c.ask(5)
    rows = np.array([int(q.item) for q in asked])
    exact = {int(r): accuracy(x, y, np.append(known, r)) for r in rows}
    assert [exact[r] for r in rows.tolist()] == sorted(exact.values(), reverse=True)


def test_simulates(data):
    x, y = data
    oracle = lw.Strategy(candidates=Furthest(6, 1), measure=GreedyOracle())
    curves = lw.simulate(
        lw.Pool(x, columns={"truth": y}),
        y,
        learner=LogisticRegression(),
        strategy=[oracle, "random"],
        batch=1,
        budget=8,
        seeds=2,
    )
    assert len(curves.rows()) == 32


def test_bad_input_is_refused():
    with pytest.raises(BadData, match="one for each item"):
        greedy_oracle(lambda rows: np.zeros(3), np.zeros(4), np.array([0]), [1])
    with pytest.raises(BadParameter, match="refit is 3"):
        GreedyOracle()(3, np.zeros(2))
