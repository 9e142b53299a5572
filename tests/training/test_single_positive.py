"""Learning from partly known tags."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.testing.learner_suite import TagsSuite
from labelwise.training import SinglePositiveLearner
from labelwise.types import Targets, Training


class TestLinear(TagsSuite):
    def make(self):
        return SinglePositiveLearner(rate=0.03)


class TestHidden(TagsSuite):
    def make(self):
        return SinglePositiveLearner("em", hidden=10, rate=0.03)


class TestAssumeNegative(TagsSuite):
    def make(self):
        return SinglePositiveLearner("an", rate=0.03)


X = np.random.default_rng(0).normal(size=(60, 3))
ONE = np.where(np.arange(3) == np.arange(60)[:, None] % 3, 1.0, np.nan)


def fitted(learner, known=ONE, weight=None, seed=0):
    rows = np.arange(len(known))
    targets = Targets(rows, known, "partial", np.ones(len(known)) if weight is None else weight)
    data = Training(lambda r: X[r], rows, targets, tuple("abc"))
    return learner.fit(data, np.random.default_rng(seed))


def test_only_em_apl_makes_pseudo_labels_and_only_after_the_warm_up():
    assert np.isnan(fitted(SinglePositiveLearner("em")).soft).all()
    assert np.isnan(fitted(SinglePositiveLearner("an")).soft).all()
    assert np.isnan(fitted(SinglePositiveLearner(warmup=10)).soft).all()
    assert not np.isnan(fitted(SinglePositiveLearner()).soft).all()


def test_assume_negative_is_learning_from_zeros():
    a = fitted(SinglePositiveLearner("an")).tags(X)
    np.testing.assert_array_equal(a, fitted(SinglePositiveLearner("an"), np.nan_to_num(ONE)).tags(X))


def test_with_every_tag_known_all_losses_are_the_same():
    known = np.nan_to_num(ONE)
    found = [fitted(SinglePositiveLearner(loss), known).tags(X) for loss in ("an", "em", "em+apl")]
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_an_item_of_weight_nearly_zero_hardly_teaches():
    weight = np.where(np.arange(60) % 3 == 0, 1e-9, 1.0)
    rare, plain = (fitted(SinglePositiveLearner("an"), weight=w).tags(X)[:, 0].mean() for w in (weight, None))
    assert rare < plain


@pytest.mark.parametrize(
    "wrong", [{"loss": "bce"}, {"alpha": -1.0}, {"epochs": 0}, {"rate": 0.0}, {"warmup": 1.5}, {"hidden": -1}]
)
def test_settings_that_cannot_be(wrong):
    with pytest.raises(BadParameter, match=f"SinglePositiveLearner: {next(iter(wrong))} is"):
        SinglePositiveLearner(**wrong)
