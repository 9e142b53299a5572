"""The batches of two streams."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import TwoStream
from labelwise.types import Targets, Training


class Seen(Hook):
    """Positions of every batch."""

    def start(self, run):
        self.batches_seen = []

    def before_step(self, run, batch):
        self.batches_seen.append(batch.at)


def trained(k, people=6, batch=16, epochs=3):
    x, y = blobs()
    by = tuple("human:anna" if i < people else "model:other" for i in range(80))
    data = Training(
        lambda r: x[r], np.arange(80), Targets(np.arange(80), y, "hard", np.ones(80), by), (*"abcd",)
    )
    learner = TorchLearner(Mlp((4,)), Loop(epochs=epochs, least_steps=0, batch=batch))
    return TwoStream(learner, k).fit(data, np.random.default_rng(0), (Seen(),)).hooks[-1].batches_seen


@pytest.mark.parametrize("k", [1, 4, 8])
def test_every_batch_holds_exactly_k_labels_of_people(k):
    seen = trained(k)
    assert {int((at < 6).sum()) for at in seen} == {k}
    assert max(map(len, seen)) <= 16
    per_epoch = len(seen) // 3
    for e in range(3):
        own = np.concatenate(seen[e * per_epoch : (e + 1) * per_epoch])
        assert np.sort(own[own >= 6]).tolist() == list(range(6, 80))
    counts = np.bincount(np.concatenate(seen), minlength=80)[:6]
    assert np.ptp(counts) <= 1


def test_0_leaves_batches_as_they_come_and_a_full_batch_is_refused():
    assert len({int((at < 6).sum()) for at in trained(0)}) > 1
    with pytest.raises(BadParameter, match=r"16 labels of people in batches of 16.*Loop\(batch=64\)"):
        trained(16)
