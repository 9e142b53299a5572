import numpy as np
import pytest

from labelwise.errors import BadParameter, MissingCapability
from labelwise.selectors.feeding import Offered
from labelwise.strategy import View
from labelwise.streams import Selective
from labelwise.types import Spent


def decide(supports, gate=None, recent=(), spent=None):
    """The decision about one item; ``supports`` are the members' probabilities of class 1."""
    samples = np.array([[[1 - s, s]] for s in supports])
    looked = Offered(View.from_arrays(samples=samples), 0)
    state = {"recent": np.array(recent, dtype=np.int64)}
    gate = gate or Selective(0.8)
    return gate.decide(looked, spent or Spent(), state, np.random.default_rng(0))


@pytest.mark.parametrize("window", [3, 5])
def test_only_the_last_self_labels_are_remembered(window):
    gate = Selective(0.8, window=window, least=100)
    recent = []
    for k in range(8):
        made, state = decide([0.9 if k % 2 else 0.1] * 5, gate, recent)
        recent = state["recent"].tolist()
        assert made.label == k % 2
    assert recent == [k % 2 for k in range(8)][-window:]


def test_a_window_shorter_than_least_still_balances():
    gate = Selective(0.8, window=4, least=30)
    assert decide([0.9] * 5, gate, [1, 1, 1])[0].action == "self-label"
    assert decide([0.9] * 5, gate, [1, 1, 1, 1])[0].action == "skip"


def test_a_panel_is_a_committee_too():
    looked = Offered(View.from_arrays(panel=np.full((4, 1, 2), 0.5)), 0)
    gate = Selective(members="panel")
    made, _ = gate.decide(looked, Spent(), gate.start(), np.random.default_rng(0))
    assert made.action == "ask" and gate.needs == ("panel",)


def test_without_members_it_says_who_gives_them():
    looked = Offered(View.from_arrays(proba=np.array([[0.5, 0.5]])), 0)
    with pytest.raises(MissingCapability, match="an ensemble or Bayesian learner gives it"):
        Selective().decide(looked, Spent(), Selective().start(), np.random.default_rng(0))


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1.5}, {"members": "proba"}, {"window": 0}])
def test_values_that_cannot_be(wrong):
    with pytest.raises(BadParameter):
        Selective(**wrong)
