"""The same information as baal, scikit-activeml, small-text and modAL.

Where they part: small-text counts in bits and adds 1e-8 inside the logarithms; scikit-activeml clips
probabilities at 1e-7, writes that into its argument, and draws configurations where there would be more than
``n_MC_samples``, here the same number is exact; its mean KL divergence is BALD. baal wants axes (N, C, K).
None of that changes a ranking here.
"""

import numpy as np
import pytest

import labelwise as lw
from labelwise.measures import bald, max_disagreement, predictive_entropy, vote_entropy
from labelwise.selectors import BatchBALD

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

SAMPLES = np.random.default_rng(0).dirichlet(np.full(4, 0.5), (6, 80))


def test_bald_of_baal():
    heuristics = pytest.importorskip("baal.active.heuristics", reason="pip install baal")
    theirs = heuristics.BALD().get_uncertainties(SAMPLES.transpose(1, 2, 0))
    np.testing.assert_allclose(bald(SAMPLES), theirs, atol=1e-4)


def test_bald_of_small_text():
    theirs = pytest.importorskip("small_text.query_strategies.bayesian", reason="pip install small-text")
    found = theirs._bald(SAMPLES.transpose(1, 0, 2)) * np.log(2)
    np.testing.assert_allclose(bald(SAMPLES), found, atol=1e-6)


def test_batches_of_scikit_activeml():
    theirs = pytest.importorskip("skactiveml.pool._bald", reason="pip install scikit-activeml")
    gains = theirs.batch_bald(SAMPLES.copy(), 4, n_MC_samples=1000, random_state=0)
    ours = lw.query(lw.Strategy(selector=BatchBALD(1000)), 4, samples=SAMPLES, rng=0)
    assert ours.indices.tolist() == np.nanargmax(gains, axis=1).tolist()
    joint = np.nanmax(gains, axis=1)
    np.testing.assert_allclose(np.cumsum(ours.scores), joint, atol=1e-4)


def test_committees_of_scikit_activeml():
    pool = pytest.importorskip("skactiveml.pool._query_by_committee", reason="pip install scikit-activeml")
    np.testing.assert_allclose(bald(SAMPLES), pool.average_kl_divergence(SAMPLES), atol=1e-6)
    votes = SAMPLES.argmax(axis=2).T
    np.testing.assert_allclose(vote_entropy(SAMPLES), pool.vote_entropy(votes, classes=range(4)), atol=1e-9)


class Member:
    """What modAL asks of a committee."""

    classes_ = np.arange(4)

    def __len__(self):
        return len(SAMPLES)

    def __iter__(self):
        return iter(SAMPLES)

    def vote(self, x):
        return SAMPLES.argmax(axis=2).T

    def vote_proba(self, x):
        return SAMPLES.transpose(1, 0, 2)

    def predict_proba(self, x):
        return SAMPLES.mean(axis=0)


def test_committees_of_modal():
    theirs = pytest.importorskip(
        "modAL.disagreement", reason="pip install modAL-python in its own environment"
    )
    x = np.zeros((80, 1))
    np.testing.assert_allclose(vote_entropy(SAMPLES), theirs.vote_entropy(Member(), x))
    np.testing.assert_allclose(predictive_entropy(SAMPLES), theirs.consensus_entropy(Member(), x))
    np.testing.assert_allclose(max_disagreement(SAMPLES), theirs.KL_max_disagreement(Member(), x), atol=1e-9)
