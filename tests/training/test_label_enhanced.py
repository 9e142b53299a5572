"""Tags that a hierarchy makes likely."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter
from labelwise.learners import OneVsRestLearner
from labelwise.testing.learner_suite import TagsSuite
from labelwise.training import LabelEnhanced
from labelwise.training.label_enhanced import thresholds
from labelwise.training.ontology import Ontology
from labelwise.types import Targets, Training

BASE = OneVsRestLearner(LogisticRegression())
KINDS = Ontology({"b": ("a",)})


class TestLabelEnhanced(TagsSuite):
    def make(self):
        return LabelEnhanced(BASE, Ontology({"b": ("a",), "c": ("a",)}), 25.0)


X = np.random.default_rng(0).normal(size=(80, 2)) * 3
TRUE = np.column_stack([X[:, 0] > 0, (X[:, 0] > 0) & (X[:, 1] > 0)]).astype(float)


def fit(known, kind="partial", **options):
    told = Targets(np.arange(len(known)), known, kind, np.ones(len(known)))
    data = Training(lambda r: X[r], told.rows, told, ("a", "b"))
    return LabelEnhanced(BASE, KINDS, 25.0, **options).fit(data, np.random.default_rng(0))


def test_thresholds_are_of_the_items_that_have_the_tag():
    there = np.array([[True, False], [True, False], [False, False]])
    scores = np.array([[0.2, 0.9], [0.6, 0.9], [0.9, 0.9]])
    assert thresholds(there, scores, None).tolist() == [0.4, np.inf]
    assert thresholds(there, scores, 25)[0] == np.percentile([0.2, 0.6], 25)


def test_unknown_tags_are_filled_in_and_known_ones_stay():
    known = TRUE.copy()
    known[:30, 0] = np.nan
    model = fit(known)
    added = model.pseudo
    assert len(added) > 5 and added.rows.max() < 30 and set(added.by) == {"model:labelenhanced"}
    assert (TRUE[added.rows, 0] == 1).all() and np.isnan(added.value[:, 1]).all()
    absent = TRUE.copy()
    absent[:30, 0] = 0
    assert len(fit(absent).pseudo) == 0
    opened = fit(absent, closed=False).pseudo
    assert len(opened) > 2 and (TRUE[opened.rows, 0] == 1).all()


def test_too_few_labels_for_folds_add_nothing():
    known = TRUE[:4].copy()
    known[:, 0] = np.nan
    assert len(fit(known).pseudo) == 0


def test_a_learner_of_classes_is_refused():
    with pytest.raises(BadParameter, match="adds tags"):
        LabelEnhanced(LogisticRegression())


def test_scores_are_of_models_that_have_not_seen_the_item():
    seen = []

    class Watched(OneVsRestLearner):
        def fit(self, data, rng):
            seen.append(data)
            return super().fit(data, rng)

    rows = np.repeat(np.arange(20), 2)
    told = Targets(rows, TRUE[rows], "partial", np.ones(40))
    data = Training(lambda r: X[r], rows, told, ("a", "b"), previous="of the round before")
    LabelEnhanced(Watched(LogisticRegression()), KINDS, folds=4).fit(data, np.random.default_rng(0))
    *folds, last = seen
    held = [set(range(20)) - set(part.rows) for part in folds]
    assert [len(h) for h in held] == [5] * 4 and set.union(*held) == set(range(20))
    assert all(part.previous is None for part in folds) and last.previous == "of the round before"
