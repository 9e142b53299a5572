"""Trainings end within a second when somebody says so."""

from __future__ import annotations

import threading
import time

import pytest

from labelwise.campaign import Campaign
from labelwise.campaign.watch import Watch
from labelwise.errors import Cancelled
from labelwise.learners.progress import listening, report

from .conftest import Make, answer
from .warm import Remembering


class Slow:
    """Trains for a minute, and says how far it is."""

    accepts = ("hard",)
    provides = ("proba", "embedding")

    def __init__(self, seconds: float = 60.0) -> None:
        self.seconds, self.begun = seconds, threading.Event()

    def fit(self, data, rng):
        import numpy as np

        until = time.monotonic() + self.seconds
        while (left := until - time.monotonic()) > 0:
            report("training", 1 - left / self.seconds)
            self.begun.set()
            time.sleep(0.01)
        return Remembering(np.ones(3), 1)


def in_thread(action) -> tuple[threading.Thread, list[BaseException]]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            action()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


@pytest.mark.parametrize("what", ["fit", "predict", "evaluate"])
def test_another_thread_cancels_a_training_and_nothing_is_written(make: Make, what: str) -> None:
    slow = Slow(0.0)
    campaign = make(learner=slow)
    answer(campaign, campaign.ask(6))
    slow.seconds = 60.0
    slow.begun.clear()
    last = campaign.ledger.last
    thread, raised = in_thread(campaign.fit if what != "predict" else campaign.predict)
    assert slow.begun.wait(5)
    begun = time.monotonic()
    campaign.cancel()
    thread.join(5)
    assert time.monotonic() - begun < 1
    assert [type(error) for error in raised] == [Cancelled] and "cancelled at" in str(raised[0])
    assert campaign.ledger.last == last
    slow.seconds = 0.0
    campaign.fit()
    assert campaign.ledger.last == last + 1, "the campaign goes on"


def test_what_begins_later_is_not_touched(make: Make) -> None:
    campaign = make()
    campaign.cancel()
    answer(campaign, campaign.ask(6))
    assert campaign.fit().provides


def test_a_library_caller_may_listen_and_stop(make: Make) -> None:
    campaign, heard = make(learner=Slow(0.2)), []
    answer(campaign, campaign.ask(3))
    with listening(lambda what, share: heard.append(share)):
        campaign.fit()
    assert heard[0] == 0.0 and max(heard) > 0.5

    def stop(what: str, share: float) -> None:
        if share > 0.2:
            raise KeyboardInterrupt

    answer(campaign, campaign.ask(3))
    with pytest.raises(KeyboardInterrupt), listening(stop):
        campaign.fit()


def test_learners_that_say_nothing_end_before_the_next_model(make: Make) -> None:
    """An evaluation trains five models; between two of them it can be ended."""
    watch = Watch()
    with pytest.raises(Cancelled), watch.over():
        report("training", 0.0)
        watch.cancel()
        report("training", 0.0)


def test_two_campaigns_are_cancelled_apart(make: Make) -> None:
    one, other = make(learner=Slow(0.3)), make(learner=Slow(0.3))
    for campaign in (one, other):
        answer(campaign, campaign.ask(3))
    thread, raised = in_thread(other.fit)
    one.cancel()
    thread.join(10)
    assert raised == [] and isinstance(one, Campaign)
