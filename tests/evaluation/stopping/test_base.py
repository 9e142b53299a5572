import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.evaluation import stopping
from labelwise.evaluation.stopping import BelievedGain, Verdict, answers, earlier
from labelwise.evaluation.stopping.base import points, worth
from labelwise.testing.stopping_suite import FLAT, path


def test_the_history_of_some_rounds_ago():
    history = path(FLAT)
    was = earlier(history, 3)
    assert len(was) == len(history) - 3 and was.labels[-1] == history.labels[-4]
    np.testing.assert_array_equal(was.probe(-1), history.probe(-4))
    np.testing.assert_array_equal(was.probe(2), history.probe(2))
    np.testing.assert_array_equal(was.right, history.right[:-3])
    np.testing.assert_array_equal(was.seen, history.seen[:-3])
    np.testing.assert_array_equal(earlier(was, 1).probe(-1), history.probe(-5))
    assert earlier(history, 0) is history and was.cost is None


def test_answers_are_classes_or_numbers():
    assert answers(path([0.5]), 0).dtype.kind == "i"
    assert answers(path([0.5], numbers=True), 0).dtype.kind == "f"


@pytest.mark.parametrize("tau", [-0.1, 1.5, float("nan"), "1", True])
def test_a_tau_that_is_no_share_is_refused(tau):
    with pytest.raises(BadParameter, match=r"BelievedGain: tau is .*from 0 to 1"):
        BelievedGain()(path(FLAT), tau=tau, rng=np.random.default_rng(0))


@pytest.mark.parametrize(("rounds", "said"), [(1, "1 round."), (8, "8 rounds.")])
def test_a_short_history_says_how_short_it_is(rounds, said):
    made = BelievedGain()(path(FLAT[:rounds]), tau=0.1, rng=np.random.default_rng(0))
    assert made == Verdict(sentence=f"Advice needs 9 rounds; there have been {said}")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 points"),
        (0.01, "1 point"),
        (0.1, "10 points"),
        (0.2, "20 points"),
        (1.0, "100 points"),
        (0.0004, "0.04 points"),
        (-0.000001, "0 points"),
        (-0.01, "-1 points"),
        (0.0126, "1.3 points"),
    ],
)
def test_points_in_words(share, said):
    assert points(share) == said


def test_gains_in_words():
    assert worth(path([0.5]), 0.02) == "2 points of accuracy"
    assert worth(path([0.5], numbers=True), 0.02) == "2% of the RMSE"


def test_an_unknown_rule_lists_the_known():
    with pytest.raises(AttributeError, match="BelievedGain"):
        stopping.Nothing  # noqa: B018
