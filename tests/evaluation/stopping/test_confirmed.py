import numpy as np
import pytest

from labelwise.evaluation.stopping import BelievedGain, Confirmed, ReserveCurve, earlier
from labelwise.testing.stopping_suite import FLAT, path
from labelwise.types import History


def ask(rule, history, tau=0.01):
    return rule(history, tau=tau, rng=np.random.default_rng(0))


def with_reserve(history, accuracy):
    """The same probe beside a reserve on which the path is another one."""
    other = path(accuracy)
    return History(history.labels, history.probe, other.truth, other.said, history.classes)


SLOW = [0.4 + 0.02 * t for t in range(22)]


@pytest.mark.parametrize(
    ("probe", "reserve", "stop", "near"),
    [
        (FLAT, FLAT, True, False),
        (FLAT, SLOW, False, True),
        (SLOW, FLAT, False, True),
        (SLOW, SLOW, False, False),
    ],
)
def test_both_must_agree(probe, reserve, stop, near):
    made = ask(Confirmed(), with_reserve(path(probe), reserve))
    assert (made.stop, made.near) == (stop, near)


def test_it_is_the_belief_twice_and_the_curve_below_twice_tau():
    for tau in (0.002, 0.005, 0.01, 0.02):
        for cautious in (False, True):
            for back in range(13):
                history = earlier(path(FLAT), back)
                parts = [
                    ask(BelievedGain(share=0.5 if cautious else 1.0, times=2), history, tau),
                    ask(ReserveCurve(quantile=0.9, share=2.0, times=1, copies=60), history, tau),
                ]
                made = ask(Confirmed(cautious), history, tau)
                assert made.stop is (parts[0].stop and parts[1].stop)
                assert made.value == parts[0].value


def test_what_one_cannot_say_both_cannot():
    history = path(FLAT)
    none = History(history.labels, history.probe, history.truth[:5], history.said[:, :5], history.classes)
    made = ask(Confirmed(), none)
    assert made.stop is None and "random reserve labels" in made.sentence
    hard = History(history.labels, lambda t: np.zeros(4, int), history.truth, history.said, history.classes)
    assert ask(Confirmed(), hard).stop is None and "probabilities" in ask(Confirmed(), hard).sentence
