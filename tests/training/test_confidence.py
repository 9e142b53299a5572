"""Networks that are less sure."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from torch import nn

from labelwise.errors import BadData, BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.measures import entropy, on, vacuity
from labelwise.strategy import Strategy, View
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import Evidential, InhibitedSoftmax, LabelSmoothing, LossPrediction
from labelwise.types import Targets, Training

QUICK = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=80, rate=0.01))


class Stored(LearnerSuite):
    tolerance = 1e-5

    def test_it_comes_back_from_its_state(self):
        learner, x = self.make(), blobs()[0]
        model = self.train(self.rows_of(0, 1, 2, 3))
        again = learner.restore(model.state())
        assert again.provides == model.provides
        for name in set(model.provides) - {"samples", "head"}:
            np.testing.assert_array_equal(getattr(again, name)(x), getattr(model, name)(x))


class TestLabelSmoothing(Stored):
    def make(self):
        return LabelSmoothing(QUICK)


class TestInhibitedSoftmax(Stored):
    def make(self):
        return InhibitedSoftmax(QUICK)


class TestEvidential(Stored):
    def make(self):
        return Evidential(QUICK)


class TestTogether(Stored):
    def make(self):
        return LossPrediction(Evidential(LabelSmoothing(QUICK)), hidden=8)


def digits_without(*unknown, size=300):
    """A model's data of some classes, and images of these and of the others."""
    x, y = load_digits(return_X_y=True)
    x, rng = x / 16, np.random.default_rng(0)
    known = np.flatnonzero(~np.isin(y, unknown))
    names = np.searchsorted(np.unique(y[known]), y)
    rows = np.sort(rng.choice(known, size, replace=False))
    data = Training(
        lambda r: x[r],
        rows,
        Targets(rows, names[rows], "hard", np.ones(size)),
        tuple(range(10 - len(unknown))),
    )
    test = np.setdiff1d(np.arange(len(y)), rows)
    return data, x[test], np.isin(y[test], unknown)


def test_what_no_class_claims_and_little_evidence_tell_unknown_digits():
    """Trained on six digits: the other four stand out."""
    data, x, strange = digits_without(0, 3, 6, 9)
    learner = TorchLearner(Mlp((64,)), Loop(epochs=12, least_steps=0, rate=0.005))
    inhibited = InhibitedSoftmax(learner).fit(data, np.random.default_rng(0)).inhibited(x)
    evidence = vacuity(Evidential(learner).fit(data, np.random.default_rng(0)).alpha(x))
    assert roc_auc_score(strange, inhibited[:, -1]) > 0.7
    assert roc_auc_score(strange, evidence) > 0.7


def test_smoothed_labels_make_a_network_less_sure():
    data, x, _ = digits_without(9)
    plain, smooth = (
        learner.fit(data, np.random.default_rng(0)).proba(x).max(axis=1).mean()
        for learner in (QUICK, LabelSmoothing(QUICK, 0.2))
    )
    assert smooth < plain - 0.05


def test_a_campaign_may_ask_by_them():
    x, y = blobs()
    labels = np.where(np.arange(80) < 40, y, -1)
    data = Training(
        lambda r: x[r], np.arange(40), Targets(np.arange(40), y[:40], "hard", np.ones(40)), tuple("abcd")
    )
    for learner, measure in (
        (Evidential(QUICK), vacuity),
        (InhibitedSoftmax(QUICK), on("inhibited", entropy)),
    ):
        model = learner.fit(data, np.random.default_rng(0))
        name = learner.provides[-1]
        view = View(arrays={name: getattr(model, name)(x)}, labels=labels)
        picked = Strategy(measure=measure).select(view, 3, np.random.default_rng(0)).indices
        assert len(picked) == 3 and (labels[picked] < 0).all()


@pytest.mark.parametrize("recipe", [LabelSmoothing, InhibitedSoftmax, Evidential])
def test_it_needs_a_network_of_classes(recipe):
    with pytest.raises(BadParameter, match="changes the training of a network"):
        recipe(LogisticRegression())
    with pytest.raises(BadParameter, match="is for classes"):
        recipe(TorchLearner(output="mean"))


class Steep(nn.Module):
    """Very large logits for items with a large first value, which cross-entropy can still bear."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(5, 4)

    def forward(self, x):
        return self.head(x).abs() * torch.where(x[:, :1] > 3, 1e37, 1.0)


def test_a_loss_of_ones_own_that_is_no_number_names_its_items():
    x, y = blobs()
    x = x.copy()
    x[[5, 9], 0] = 1000.0
    rows = np.arange(60)
    data = Training(lambda r: x[r], rows, Targets(rows, y[rows], "hard", np.ones(60)), tuple("abcd"))
    with pytest.raises(BadData) as caught:
        Evidential(TorchLearner(Steep(), Loop(epochs=2)), evidence="relu").fit(data, np.random.default_rng(0))
    assert sorted(caught.value.rows.tolist()) == [5, 9]
