"""Unknown tags as absent, but for the largest losses."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import TagsSuite
from labelwise.training import LargeLoss

QUICK = Loop(epochs=5, least_steps=100, rate=0.01)


class TestReject(TagsSuite):
    tolerance = 1e-5
    scheme = "reject"

    def make(self):
        return LargeLoss(TorchLearner(Mlp((16,)), QUICK, output="tags"), self.scheme)

    def test_with_everything_known_it_is_the_plain_network(self):
        kept, self.labels = self.labels, lambda y: np.nan_to_num(np.eye(4)[y])
        rows = self.rows_of(0, 1, 2, 3)
        plain = self.out(self.train(rows, learner=self.make().learner))
        np.testing.assert_allclose(self.out(self.train(rows)), plain, atol=1e-6)
        self.labels = kept


class TestCorrect(TestReject):
    scheme = "correct"


class TestKeep(TestReject):
    scheme = "keep"


def test_only_tags_and_the_shares_that_were_published():
    with pytest.raises(BadParameter, match="a learner of no tags"):
        LargeLoss(TorchLearner())
    inner = TorchLearner(output="tags")
    assert [LargeLoss(inner, s).final for s in ("reject", "correct", "keep")] == [0.045, 0.018, 0.009]
    assert LargeLoss(inner, share=0.2).final == 0.2
