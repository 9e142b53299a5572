"""Progress of trainings."""

import pytest

from labelwise.learners.progress import listening, report


def test_nobody_has_to_listen():
    report("training", 0.5)


def test_the_innermost_listener_hears_and_may_stop():
    heard = []

    def stop(what, share):
        raise KeyboardInterrupt

    with listening(lambda what, share: heard.append((what, share))):
        report("training", 0.25)
        with pytest.raises(KeyboardInterrupt), listening(stop):
            report("training", 0.5)
        report("encoding", 1.0)
    report("training", 1.0)
    assert heard == [("training", 0.25), ("encoding", 1.0)]
