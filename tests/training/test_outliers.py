"""Unwanted items as one more class."""

import numpy as np
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.learners import BaggedLearner
from labelwise.measures import Dissent
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.training import InlierOutlier
from labelwise.training.outliers import inlier_proba
from labelwise.types import Answer


class TestInlierOutlier(LearnerSuite):
    def make(self):
        return InlierOutlier(BaggedLearner(LogisticRegression()))


def test_the_wanted_classes_keep_their_ratio():
    p = np.array([[0.2, 0.6, 0.2], [0.0, 1.0, 0.0]])
    np.testing.assert_allclose(inlier_proba(p, 1), [[0.5, 0.5], [0.5, 0.5]])
    np.testing.assert_allclose(inlier_proba(p)[0], [0.25, 0.75])


def test_every_item_teaches_and_all_together_count_at_most_what_people_do():
    suite = TestInlierOutlier()
    model = suite.train(suite.rows_of(0, 1, 2, 3))
    assert len(model.pseudo) == 80 - 32 and 16 < model.pseudo.weight.sum() <= 32


def test_a_campaign_in_which_annotators_name_the_outliers():
    x, y = blobs(3, 90)
    task = lw.Classification(["0", "1"], open=True)
    learner = InlierOutlier(BaggedLearner(LogisticRegression()))
    strategy = lw.Strategy(measure=Dissent(outlier=-1))
    campaign = lw.Campaign(x, task, learner=learner, strategy=strategy, trust=None)
    for turn in range(3):
        batch = campaign.ask(10)
        kinds = [("is", str(y[int(q.item)])) if y[int(q.item)] < 2 else ("other", "outlier") for q in batch]
        said = [Answer(f"a{q.id}", q.id, "human", *k) for q, k in zip(batch, kinds, strict=True)]
        campaign.tell(batch, said)
        if turn == 0:
            campaign.add_classes("outlier")
    assert (campaign.fit().proba(x).argmax(axis=1) == y).mean() > 0.9
