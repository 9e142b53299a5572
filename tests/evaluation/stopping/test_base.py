import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.evaluation import stopping
from labelwise.evaluation.stopping import BelievedGain, KappaLevel, ReserveCurve, Verdict, answers, earlier
from labelwise.evaluation.stopping.base import OF_CLASSES, Rule, points, worth
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


class Counted(Rule):
    """Stops after so many labels; says nothing before 100 of them."""

    def __init__(self, limit, times=1):
        object.__setattr__(self, "limit", limit)
        object.__setattr__(self, "times", times)

    def judge(self, history, tau, rng):
        labels = float(history.labels[-1])
        return Verdict(labels >= self.limit if labels >= 100 else None, labels, f"{labels:g} labels.")


def ask(rule, history):
    return rule(history, tau=0.1, rng=np.random.default_rng(0))


def test_so_many_rounds_in_a_row_must_say_stop():
    history = path(FLAT[:12])  # 240 labels
    said = [ask(Counted(limit), history).stop for limit in (220, 240, 260)]
    assert said == [True, True, False]
    said = [ask(Counted(limit, times=3), history) for limit in (200, 220, 240, 260)]
    assert [made.stop for made in said] == [True, False, False, False]
    assert {(made.value, made.sentence) for made in said} == {(240.0, "240 labels.")}


def test_a_round_that_cannot_tell_is_waited_for():
    history = path(FLAT[:9])  # 180 labels
    assert ask(Counted(100, times=5), history).stop is True
    for limit in (100, 1000):
        made = ask(Counted(limit, times=6), history)
        assert made == Verdict(value=180.0, sentence="One more round is needed.")


def test_rules_of_classes_say_so_where_answers_are_numbers():
    history = path(FLAT, numbers=True)
    assert ask(KappaLevel(), history) == OF_CLASSES
    assert ask(ReserveCurve(), history).stop is not None


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
