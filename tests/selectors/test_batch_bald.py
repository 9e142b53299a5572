import itertools
from unittest import mock

import numpy as np
import pytest

import labelwise as lw
from labelwise import parallel
from labelwise.errors import BadParameter
from labelwise.measures import bald
from labelwise.selectors import BatchBALD, Picker
from labelwise.selectors.configurations import Configurations
from labelwise.strategy import View
from labelwise.types import Slate


def information(draws):
    """Mutual information of the model and the answers to draws (n, K, C), by all configurations."""
    total = 0.0
    for answer in itertools.product(range(draws.shape[2]), repeat=len(draws)):
        p = np.prod([draws[i, :, c] for i, c in enumerate(answer)], axis=0)
        mean = p.mean()
        total += sum(x * np.log(x / mean) for x in p if x > 0) / len(p)
    return total


def greedy(samples, n):
    picks, gains = [], []
    for _ in range(n):
        rest = [i for i in range(samples.shape[1]) if i not in picks]
        now = {i: information(samples[:, [*picks, i]].transpose(1, 0, 2)) for i in rest}
        picks.append(max(rest, key=lambda i: now[i]))
        gains.append(now[picks[-1]] - sum(gains))
    return picks, gains


@pytest.mark.parametrize("seed", range(3))
def test_equals_the_joint_information_by_brute_force(seed):
    samples = np.random.default_rng(seed).dirichlet(np.full(3, 0.4), (4, 9))
    picks, gains = greedy(samples, 4)
    made = lw.query("batchbald", 4, samples=samples, rng=0)
    assert made.indices.tolist() == picks
    np.testing.assert_allclose(made.scores, gains, atol=1e-10)
    assert made.indices[0] == bald(samples).argmax()


def eager(samples, n, limit):
    """The picks of looking at all candidates each time."""
    slate = Slate(np.arange(samples.shape[1]), n, np.random.default_rng(0), np.full(samples.shape[1], -1),
                  np.ones(samples.shape[1]), view=View(arrays={"samples": samples}))  # fmt: skip
    slate.rng.integers(2**63)  # the Picker's own draw
    run, picks = BatchBALD(limit).start(slate), []
    for _ in range(n):
        scores = run.scores().copy()
        scores[picks] = -np.inf
        picks.append(int(scores.argmax()))
        run.add(picks[-1])
    return picks


@pytest.mark.parametrize(("limit", "concentration"), [(10_000, 0.3), (100, 0.3), (100, 2.0)])
def test_passing_over_what_cannot_win_changes_nothing(limit, concentration):
    samples = np.random.default_rng(0).dirichlet(np.full(4, concentration), (6, 150))
    made = lw.query(lw.Strategy(selector=BatchBALD(limit)), 12, samples=samples, rng=0)
    assert made.indices.tolist() == eager(samples, 12, limit)


def test_few_candidates_are_looked_at():
    samples = np.random.default_rng(0).dirichlet(np.full(4, 0.3), (20, 3000))
    looked = []
    plain = Configurations.entropy
    with mock.patch.object(Configurations, "entropy", lambda self, p: looked.append(1) or plain(self, p)):
        lw.query("batchbald", 3, samples=samples, rng=0)
    assert len(looked) < 600


def test_few_are_looked_at_where_configurations_are_drawn():
    """The bound over draws alone passes hardly any over here: 20 draws, 2,000 configurations, pick 5 on."""
    rng = np.random.default_rng(0)
    logits = np.exp(2 * rng.normal(size=(2000, 10)) + rng.normal(size=(20, 2000, 10)))
    looked, plain = [], Configurations.entropy
    with mock.patch.object(Configurations, "entropy", lambda self, p: looked.append(1) or plain(self, p)):
        made = lw.Strategy(selector=BatchBALD(2000))
        lw.query(made, 8, samples=logits / logits.sum(axis=2, keepdims=True), rng=0)
    assert len(looked) < 400


def test_a_duplicate_waits():
    samples = np.random.default_rng(0).dirichlet(np.full(3, 0.3), (5, 10))
    twice = np.concatenate([samples, samples], axis=1)
    best = bald(samples).argmax()
    assert set(lw.query("bald", 2, samples=twice, rng=0).indices % 10) == {best}
    assert len(set(lw.query("batchbald", 2, samples=twice, rng=0).indices % 10)) == 2


def test_threads_do_not_matter():
    samples = np.random.default_rng(0).dirichlet(np.full(3, 0.5), (5, 9000)).astype(np.float32)
    found = []
    for threads in (1, 4):
        with mock.patch.object(parallel, "THREADS", threads):
            found.append(lw.query(lw.Strategy(selector=BatchBALD(50)), 6, samples=samples, rng=0))
    assert found[0].indices.tolist() == found[1].indices.tolist()
    np.testing.assert_array_equal(found[0].scores, found[1].scores)


def test_it_needs_a_view():
    with pytest.raises(BadParameter, match="without a view"):
        Picker(Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3)), BatchBALD())
