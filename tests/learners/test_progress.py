"""Progress of trainings."""

import pytest

from labelwise.learners.progress import listening, report


def test_nobody_has_to_listen():
    report("training", 0.5)


def test_listeners_nest_and_each_may_stop():
    heard = []

    def stop(what, share):
        raise KeyboardInterrupt

    with listening(lambda what, share: heard.append((what, share))):
        report("training", 0.25)
        with pytest.raises(KeyboardInterrupt), listening(stop):
            report("training", 0.5)
        with listening(lambda what, share: heard.append(share)):
            report("training", 0.75)
        report("encoding", 1.0)
    report("training", 1.0)
    assert heard == [("training", 0.25), 0.75, ("training", 0.75), ("encoding", 1.0)]


def test_whoever_listens_around_stops_what_is_inside():
    def stop(what, share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), listening(stop), listening(lambda what, share: None):
        report("training", 0.5)
