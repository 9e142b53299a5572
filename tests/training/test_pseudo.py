"""Labels that a model gives."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter
from labelwise.learners import SklearnLearner
from labelwise.training import SelfTraining
from labelwise.training.choosing import Decaying, Percentile
from labelwise.training.pseudo import as_shares, joined, outputs, remembered, sample
from labelwise.types import Targets, Training

X = np.arange(10.0)[:, None]


def told(kind="hard"):
    rows, y = np.array([0, 3, 9]), np.array([0, 0, 1])
    value = y if kind == "hard" else np.eye(2)[y]
    targets = Targets(rows, value, kind, np.ones(3), ("human:anna", "human:ben", "human:anna"), "a loss")
    return Training(lambda r: X[r], rows, targets, ("a", "b"), np.setdiff1d(np.arange(10), rows))


def test_a_sample_is_of_unlabelled_rows_without_repetition():
    drawn = sample(told(), 4, np.random.default_rng(0))
    assert len(set(drawn)) == 4 and set(drawn) <= set(told().unlabelled) and (np.diff(drawn) > 0).all()


def test_outputs_come_chunk_by_chunk(monkeypatch):
    monkeypatch.setattr("labelwise.training.pseudo.CHUNK", 3)
    model = SklearnLearner(LogisticRegression()).fit(told(), np.random.default_rng(0))
    np.testing.assert_allclose(outputs(model, told(), np.arange(10)), model.proba(X))
    assert outputs(model, told(), np.zeros(0, np.int64)).shape == (0, 2)


def test_labels_are_joined_in_order_with_weight_and_author():
    more = joined(told(), np.array([8, 1]), np.array([1, 0]), np.array([0.5, 0.25]), by="model:x")
    assert more.rows.tolist() == [0, 1, 3, 8, 9] and more.targets.value.tolist() == [0, 0, 0, 1, 1]
    assert more.targets.weight.tolist() == [1, 0.25, 1, 0.5, 1]
    assert more.targets.by == ("human:anna", "model:x", "human:ben", "model:x", "human:anna")
    assert more.unlabelled.tolist() == [2, 4, 5, 6, 7] and more.targets.lost == "a loss"


@pytest.mark.parametrize("kind", ["hard", "soft"])
def test_shares_make_hard_labels_shares(kind):
    more = joined(told(kind), np.array([1]), np.array([[0.25, 0.75]]), 1.0, by="model:x")
    assert more.targets.kind == "soft"
    np.testing.assert_array_equal(more.targets.value, [[1, 0], [0.25, 0.75], [1, 0], [0, 1]])
    np.testing.assert_array_equal(as_shares(told(kind).targets, 2), [[1, 0], [1, 0], [0, 1]])


def test_no_label_of_a_person_is_overwritten_and_the_author_says_what_it_is():
    with pytest.raises(BadParameter, match="row 3 has a label of a person"):
        joined(told(), np.array([1, 3]), np.array([1, 1]), 1.0, by="model:x")
    with pytest.raises(BadParameter, match="begins with model:"):
        joined(told(), np.array([1]), np.array([1]), 1.0, by="human:x")


def test_a_model_remembers_what_machines_told_it():
    class Made:
        pseudo: Targets

    more = joined(told(), np.array([8, 1]), np.array([1, 0]), 0.5, by="model:x")
    assert remembered(Made(), more).pseudo.rows.tolist() == [1, 8]
    assert len(remembered(Made(), told()).pseudo) == 0
    nameless = replace(told(), targets=replace(told().targets, by=()))
    assert len(remembered(Made(), nameless).pseudo) == 0


def test_what_a_recipe_inside_added_is_remembered_too():
    recipe = SelfTraining(SelfTraining(LogisticRegression(), Percentile(50)), Decaying(1e-9))
    inner = recipe.learner.fit(told(), np.random.default_rng(0))
    model = recipe.fit(told(), np.random.default_rng(0))  # nothing is as sure as that outside
    assert len(inner.pseudo) > 2 and model.pseudo.rows.tolist() == inner.pseudo.rows.tolist()


def test_counts_and_shares_may_be_mixed_whatever_numbers_they_are():
    votes = replace(told("soft").targets, kind="votes", value=np.array([[2, 1], [1, 0], [0, 3]]))
    data, share = replace(told(), targets=votes), np.array([[0.25, 0.75]])
    more = joined(data, np.array([1]), share, 1.0, by="model:x", kind="votes")
    np.testing.assert_array_equal(more.targets.value, [[2, 1], [0.25, 0.75], [1, 0], [0, 3]])
